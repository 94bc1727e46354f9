package main

import (
	"strings"
	"testing"
)

func TestKindOfADocument(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file, text string
		want       kind
	}{
		"a snapshot":                  {"a", `{"version": 1, "tool": {}, "coverage": {"verdicts": 1}, "clay": {`, kindSnapshot},
		"a snapshot of nothing":       {"a", `{"version": 1, "tool": {}, "coverage": {}}`, kindSnapshot},
		"a snapshot in another order": {"a", `{"clay": {"members": []}, "coverage": {}, "tool": {}, "version": 1}`, kindSnapshot},
		"a snapshot that is cut off":  {"a", `{"version": 1, "tool": {}, "coverage": {"clay.members"`, kindSnapshot},
		"a packed snapshot":           {"a.gz", "\x1f\x8b", kindSnapshot},
		"an assessment":               {"a", `{"version": 1, "tool": {}, "coverage": {}, "verdicts": [`, kindAssessment},
		"verdicts further down":       {"a", `{"version": 1, "runs": [{"verdicts": []}]}`, kindOther},
		"verdicts as a text":          {"a", `{"version": "verdicts"}`, kindOther},
		"something else on a source":  {"a", `{"version": 1, "clay": {"members": []}}`, kindOther},
		"a list":                      {"a", `[{"verdicts": []}]`, kindOther},
		"no JSON":                     {"a", "# Leastwise report", kindOther},
		"nothing":                     {"a", "", kindOther},
	} {
		if got := kindOf(test.file, strings.NewReader(test.text)); got != test.want {
			t.Errorf("%s is taken for %s", name, got)
		}
	}
}
