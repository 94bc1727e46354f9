package rego

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// part is an assessment of one target with one rule.
func part(target string, v Verdict) Part {
	v.Rule.ID, v.Rule.Severity = "family/rule", High
	v.Findings = slices.Clone(v.Findings) // others are made of the same ones
	for i := range v.Findings {
		v.Findings[i].Target = target
	}
	return Part{Name: target + ".json", Dir: "orgs/" + target, Assessment: &Assessment{
		Version: 1, TakenAt: "2026-11-02T09:00:00Z", Tool: snapshot.Tool{Name: "leastwise", Version: "v1"}, Targets: []string{target},
		Digests:  Digests{Snapshot: "sha256:" + target, Policy: "sha256:p", Rules: "sha256:r"},
		Coverage: evidence.Sections{"clay.members": {State: evidence.Complete, Source: "inventory"}},
		Verdicts: []Verdict{v},
	}}
}

func finds(ids ...string) []Finding {
	var list []Finding
	for _, id := range ids {
		list = append(list, Finding{Fingerprint: id, Subject: Subject{Kind: "clay.member", ID: id}, Message: "x", Location: evidence.Location{File: "clay.yaml", Line: 3}})
	}
	return list
}

func TestMergedOutcomeIsTheWorst(t *testing.T) {
	t.Parallel()
	passed := Verdict{Outcome: Passed}
	failed := Verdict{Outcome: Failed, Findings: finds("a")}
	skipped := Verdict{Outcome: Skipped, Reason: "not read", Gap: true}
	unset := Verdict{Outcome: Skipped, Reason: "policy.x is not declared"}
	errored := Verdict{Outcome: Errored, Reason: "divide by zero"}
	for name, tt := range map[string]struct {
		a, b   Verdict
		want   Outcome
		gap    bool
		reason string
	}{
		"passed everywhere":         {passed, passed, Passed, false, ""},
		"failed in one":             {passed, failed, Failed, false, ""},
		"skipped in one":            {passed, skipped, Skipped, true, "b: not read"},
		"skipped for policy in one": {unset, passed, Skipped, false, "a: policy.x is not declared"},
		"broke in one":              {errored, skipped, Errored, true, "a: divide by zero; b: not read"},
		"failed and skipped":        {skipped, failed, Failed, true, "a: not read"},
		"failed and broke":          {failed, errored, Failed, true, "b: divide by zero"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := Merge([]Part{part("b", tt.b), part("a", tt.a)})
			if err != nil {
				t.Fatal(err)
			}
			v := m.Verdicts[0]
			if v.Outcome != tt.want || v.Gap != tt.gap || v.Reason != tt.reason {
				t.Errorf("%s, gap %v, %q; want %s, %v, %q", v.Outcome, v.Gap, v.Reason, tt.want, tt.gap, tt.reason)
			}
			var text bytes.Buffer
			if err := WriteAssessment(&text, m); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadAssessment(&text, "merged"); err != nil {
				t.Errorf("the merged assessment cannot be read again: %v", err)
			}
		})
	}
}

func TestMergeStandsTargetsSideBySide(t *testing.T) {
	t.Parallel()
	a, b := part("a", Verdict{Outcome: Failed, Findings: finds("x", "y")}), part("b", Verdict{Outcome: Failed, Findings: finds("x")})
	a.TakenAt = "2026-11-03T09:00:00Z"
	b.Coverage["clay.members"] = evidence.Coverage{State: evidence.Partial, Source: "cli", Reason: "page 2 is missing", NotKept: "so be it"}
	a.Verdicts[0].Findings[0].Target = "leastwise"
	b.Verdicts[0].Findings[0].Target = "leastwise"
	a.Verdicts[0].Rule.Params = map[string]Param{"days": {Default: 30, Value: 7}, "same": {Default: 1}}
	b.Verdicts[0].Rule.Params = map[string]Param{"days": {Default: 30}, "same": {Default: 1}}
	a.Waivers = []WaiverUse{{Waiver: Waiver{Rule: "family/rule", Location: evidence.Location{File: "leastwise.yaml", Line: 9}}}}
	m, err := Merge([]Part{b, a})
	if err != nil {
		t.Fatal(err)
	}
	diff(t, []string{"a", "b"}, m.Targets)
	diff(t, evidence.Time("2026-11-02T09:00:00Z"), m.TakenAt)
	diff(t, evidence.Coverage{State: evidence.Partial, Source: "cli, inventory", Reason: "b: page 2 is missing", NotKept: "b: so be it"}, m.Coverage["clay.members"])
	diff(t, []Source{{[]string{"a"}, a.TakenAt, a.Digests}, {[]string{"b"}, b.TakenAt, b.Digests}}, m.Merged)
	c := part("c", Verdict{Outcome: Passed})
	if again, err := Merge([]Part{c, {Name: "m.json", Assessment: m}}); err != nil || len(again.Merged) != 3 {
		t.Errorf("parts of a part: %v, %v", again, err)
	}
	diff(t, "orgs/a/leastwise.yaml", m.Waivers[0].Location.File)
	diff(t, any(map[string]any{"a": 7, "b": 30}), m.Verdicts[0].Rule.Params["days"].Value)
	diff(t, any(nil), m.Verdicts[0].Rule.Params["same"].Value)
	got := map[string]string{}
	for _, f := range m.Verdicts[0].Findings {
		got[f.Subject.ID+" of "+f.Target] = f.Location.File
	}
	diff(t, map[string]string{"a: x of leastwise": "orgs/a/clay.yaml", "b: x of leastwise": "orgs/b/clay.yaml", "y of a": "orgs/a/clay.yaml"}, got)
	if x, y := m.Verdicts[0].Findings[0].Fingerprint, m.Verdicts[0].Findings[1].Fingerprint; x == y {
		t.Errorf("two subjects have one fingerprint %s", x)
	}
	if again, err := Merge([]Part{a, b}); err != nil || !cmp.Equal(m, again) {
		t.Errorf("the order of the files shows: %v, %v", cmp.Diff(m, again), err)
	}
}

func TestMergeRefusesWhatCannotStandTogether(t *testing.T) {
	t.Parallel()
	one, other := part("a", Verdict{Outcome: Passed}), part("b", Verdict{Outcome: Passed})
	other.Digests.Rules = "sha256:other"
	for name, tt := range map[string]struct {
		parts []Part
		want  string
	}{
		"nothing":          {nil, "no assessment"},
		"one target twice": {[]Part{one, part("a", Verdict{Outcome: Passed})}, "both judge a"},
		"different rules":  {[]Part{one, other}, "different rules"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Merge(tt.parts)
			wantError(t, err, tt.want)
		})
	}
}

func TestMergedSectionIsDatedWhereEveryPartDatesIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state      evidence.State
		date, want evidence.Time
	}{
		"older":            {evidence.Complete, "2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z"},
		"undated":          {evidence.Complete, "", ""},
		"undated, partial": {evidence.Partial, "", ""},
		"not read":         {evidence.Unavailable, "", "2026-11-01T00:00:00Z"},
	} {
		a, b := part("a", Verdict{Outcome: Passed}), part("b", Verdict{Outcome: Passed})
		a.Coverage["clay.members"] = evidence.Coverage{State: evidence.Complete, ObservedAt: "2026-11-01T00:00:00Z"}
		b.Coverage["clay.members"] = evidence.Coverage{State: c.state, ObservedAt: c.date}
		for _, parts := range [][]Part{{a, b}, {b, a}} {
			m, err := Merge(parts)
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Coverage["clay.members"].ObservedAt; got != c.want {
				t.Errorf("%s: dated %q, want %q", name, got, c.want)
			}
		}
	}
}
