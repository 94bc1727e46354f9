package clay

import (
	"cmp"
	"slices"
	"strconv"
)

func index(i int) string { return strconv.Itoa(i) }

// sorted returns the entries in the order of their ids, and never nil: a Workspace has lists,
// and its coverage says whether somebody looked.
func sorted[T any](list []T, id func(T) string) []T {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
	return orEmpty(list)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
