package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// differencesOf are changes in which one name stands wherever a stranger chose it.
func differencesOf(name string) *Differences {
	at := evidence.Location{File: name, Line: 3}
	via := []salesforce.Via{{Kind: salesforce.KindSet, Name: name, Group: name, Grant: name, Location: at}}
	finding := []rego.PastFinding{{Rule: name, Title: name, Severity: rego.High, Finding: rego.Finding{Subject: rego.Subject{Kind: name, ID: name, Name: name + "x"}, Message: name, Location: at,
		Waiver: &rego.Waiver{Reason: name, ApprovedBy: name, Expires: evidence.Time(name)}}}}
	return &Differences{
		State: &snapshot.Difference{From: "2026-10-02T09:00:00Z", To: "2026-11-02T09:00:00Z",
			Grants: []snapshot.GrantChange{{User: name, Target: salesforce.Target{Kind: "field", Name: name}, Gained: []string{"read"}, Lost: []string{"edit"}, NewRoads: via, OldRoads: via, Unsure: name}},
			Things: []snapshot.ThingChange{{Kind: name, ID: name, Name: name + "x", Change: snapshot.Altered, Details: []snapshot.Detail{{Field: name, Was: name}, {Field: name, Is: name}}, Location: at,
				Unsure: name}},
			NotCompared: []snapshot.Uncompared{{Section: name, Reason: name}},
		},
		Findings: &rego.Difference{From: "2026-10-02T09:00:00Z", To: "2026-11-02T09:00:00Z", New: finding, Changed: finding, StillThere: finding, Gone: finding, NotJudged: finding, Policy: true, Rules: true},
	}
}

func different(t *testing.T, format string, d *Differences) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDiff(&b, format, d, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHostileNamesDoNotActInADiff(t *testing.T) {
	t.Parallel()
	plain := parseMarkdown(t, []byte(different(t, "markdown", differencesOf("harmless"))))
	for _, name := range hostile() {
		for line := range strings.SplitSeq(different(t, "text", differencesOf(name)), "\n") {
			if strings.IndexFunc(line, hidden) >= 0 || strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
				t.Errorf("%q: a terminal or a job log would obey %q", name, line)
			}
		}
		got := parseMarkdown(t, []byte(different(t, "markdown", differencesOf(name))))
		for kind, n := range plain.kinds {
			if kind != "Text" && kind != "CodeSpan" && got.kinds[kind] != n {
				t.Errorf("%q: %d nodes of %s, want %d", name, got.kinds[kind], kind, n)
			}
		}
		if m := linked.FindString(got.outside); m != "" {
			t.Errorf("%q: %q stands outside code", name, m)
		}
		for _, n := range got.cells {
			if n < 1 || n > 6 {
				t.Errorf("%q: a row of %d cells", name, n)
			}
		}
	}
}

func TestDiffSaysAllOfIt(t *testing.T) {
	t.Parallel()
	for format, wants := range map[string][]string{
		"text": {"gained read, lost edit (unsure)", "+ x:3: permission set x in permission set group x, by x", "field x: x -> nothing", "field x: nothing -> x", "Not compared",
			"New findings:", "Changed findings:", "Findings that are gone:", "did not judge this time:", "Policy, settings or waivers are not the same", "(waived)"},
		"markdown": {"gained read, lost edit (unsure)", "`x`: `x` → –", "## Not compared", "## New findings", "**Findings: 1 new, 1 changed, 1 still there, 1 gone, 1 not judged this time.**"},
		"json":     {`"gained": [`, `"still_there": [`, `"not_compared": [`},
	} {
		got := different(t, format, differencesOf("x"))
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s has no %q:\n%s", format, want, got)
			}
		}
	}
	if err := WriteDiff(&bytes.Buffer{}, "htlm", differencesOf("x"), Options{}); err == nil {
		t.Error("an unknown format is written")
	}
}

func TestWordsOfAGrantThatChanged(t *testing.T) {
	t.Parallel()
	road := []salesforce.Via{{Name: "A"}}
	for want, g := range map[string]snapshot.GrantChange{
		"gained":                               {Gained: []string{"held"}, NewRoads: road},
		"lost":                                 {Lost: []string{"held"}},
		"gained view all, lost read":           {Gained: []string{"view_all"}, Lost: []string{"read"}},
		"one more way":                         {NewRoads: road},
		"one way fewer":                        {OldRoads: road},
		"another way":                          {NewRoads: road, OldRoads: road},
		"lost, with a session activation only": {Lost: []string{"held"}, Session: true},
	} {
		if got := grantWords(&g); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
