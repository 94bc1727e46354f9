package clay

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// goesOn returns the first key beside a list that says that there are more entries than the n that
// have come by now, or that speaks of pages in words this version does not know; "" where nothing
// does. Clay publishes no shape but the cursor, so that any of the usual words counts.
func goesOn(beside map[string]json.RawMessage, n int) string {
	for _, key := range slices.Sorted(maps.Keys(beside)) {
		if more, speaks := pagingWord(key, beside[key], n); speaks && more {
			return key
		}
	}
	return ""
}

// pagingWord tells whether a key speaks of further pages, and whether there are any.
func pagingWord(key string, value json.RawMessage, n int) (more, speaks bool) {
	switch word := plainKey(key); word {
	case "hasmore", "hasnext", "hasnextpage", "more", "truncated", "istruncated",
		"next", "nextcursor", "nextpage", "nextpagetoken", "nexttoken", "nexturl", "nextlink", "endcursor", "cursor":
		return !nothing(value), true
	case "total", "totalcount", "totalresults", "totalitems":
		var total float64
		return json.Unmarshal(value, &total) != nil || total > float64(n), true
	case "pagination", "paging", "pageinfo", "links", "meta", "metadata":
		var inside map[string]json.RawMessage
		if json.Unmarshal(value, &inside) != nil {
			return !nothing(value), true
		}
		settled := len(inside) == 0 || strings.HasPrefix(word, "meta") || word == "links" // these hold much that is not about pages
		for _, key := range slices.Sorted(maps.Keys(inside)) {
			more, speaks := pagingWord(key, inside[key], n)
			if more {
				return true, true
			}
			settled = settled || speaks
		}
		return !settled, true
	}
	return false, false
}

// tellsError says whether a key of an answer is an error that came with a status of success.
func tellsError(key string, value json.RawMessage) bool {
	return slices.Contains([]string{"error", "errors"}, plainKey(key)) && !nothing(value)
}

// plainKey is a key without regard to how it is written: has_more is hasMore.
func plainKey(key string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(key))
}

// nothing is a value that stands for none: null, false, 0, "", [] or {}.
func nothing(value json.RawMessage) bool {
	return slices.Contains([]string{"null", "false", "0", `""`, "[]", "{}"}, string(value))
}
