package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func TestScopeNamesTheSectionsThatNobodyDated(t *testing.T) {
	t.Parallel()
	a := empty()
	a.Coverage = evidence.Sections{
		"changes.new":         {State: evidence.Complete, Source: "snapshots"},
		"clay.members":        {State: evidence.Complete, ObservedAt: "2026-10-30T00:00:00Z"},
		"clay.tables":         {State: evidence.Unavailable},
		"roster.people":       {State: evidence.Complete},
		"salesforce.logins":   {State: evidence.NotRequested},
		"salesforce.profiles": {State: evidence.Partial},
	}
	for format, want := range map[string][]string{
		"markdown": {undatedWords + ": `roster.people`, `salesforce.profiles`.\n", "to 2026-10-30T00:00:00Z; 2 undated sections"},
		"html":     {undatedWords + ": <code>roster.people, salesforce.profiles</code>.", "to 2026-10-30T00:00:00Z; 2 undated sections"},
		"text":     {"\n" + undatedWords + ": roster.people, salesforce.profiles\n"},
	} {
		var out bytes.Buffer
		if err := Write(&out, format, a, Options{}); err != nil {
			t.Fatal(err)
		}
		for _, words := range want {
			if !strings.Contains(out.String(), words) {
				t.Errorf("%s does not say %q", format, words)
			}
		}
	}
	for _, section := range []string{"roster.people", "salesforce.profiles"} {
		c := a.Coverage[section]
		c.ObservedAt = "2026-10-31T00:00:00Z"
		a.Coverage[section] = c
	}
	for _, format := range []string{"markdown", "html", "text"} {
		var out bytes.Buffer
		if err := Write(&out, format, a, Options{}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), undatedWords) || strings.Contains(out.String(), "undated") {
			t.Errorf("%s speaks of undated sections, and there are none", format)
		}
	}
}
