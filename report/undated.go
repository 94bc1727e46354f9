package report

import (
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// undatedWords come before the sections that nobody dated.
const undatedWords = "Nobody said when these sections were looked at, so that they may be older than the period"

// undated are the sections that were read and that nobody dated, sorted. What compares two
// snapshots has their dates.
func undated(a *rego.Assessment) []string {
	var list []string
	for _, section := range slices.Sorted(maps.Keys(a.Coverage)) {
		c := a.Coverage[section]
		read := c.State == evidence.Complete || c.State == evidence.Partial
		if read && c.ObservedAt.Time().IsZero() && !strings.HasPrefix(section, "changes.") {
			list = append(list, section)
		}
	}
	return list
}
