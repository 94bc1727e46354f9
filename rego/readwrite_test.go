package rego

import (
	"bytes"
	"strings"
	"testing"
)

func assessed(t *testing.T) (*Assessment, string) {
	t.Helper()
	p := mustLoad(t, map[string]string{"budget/tuned": tuned, "budget/x": twoMembers["budget/x"]}, Options{
		Settings: map[string]map[string]any{"budget/tuned": {"days": 7}},
		Waivers:  []Waiver{accepted("ann@*", "2027-01-31T00:00:00Z")},
	})
	a := mustAssess(t, p, member())
	a.Evidence = nil
	var b bytes.Buffer
	if err := WriteAssessment(&b, a); err != nil {
		t.Fatal(err)
	}
	return a, b.String()
}

func TestAssessmentSurvivesItsFile(t *testing.T) {
	t.Parallel()
	a, text := assessed(t)
	back, err := ReadAssessment(strings.NewReader(text), "a.json")
	if err != nil {
		t.Fatal(err)
	}
	diff(t, a, back)
	var b bytes.Buffer
	if err := WriteAssessment(&b, back); err != nil {
		t.Fatal(err)
	}
	diff(t, text, b.String())
}

func TestWriteShowsEmptyListsAsSuch(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := WriteAssessment(&b, &Assessment{Verdicts: []Verdict{{}}}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "null") {
		t.Errorf("holds null:\n%s", b.String())
	}
}

func TestReadRefusesWhatIsNoAssessment(t *testing.T) {
	t.Parallel()
	_, text := assessed(t)
	edit := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("the assessment does not hold %q", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	for name, c := range map[string]struct{ text, want string }{
		"empty":             {"", "a.json"},
		"truncated":         {text[:len(text)/2], "is not a whole JSON document"},
		"more behind":       {text + "{}", "is not a whole JSON document"},
		"a list":            {"[]", "a.json:1: is no assessment"},
		"no version":        {`{"taken_at": "2026-11-24T09:00:00Z"}`, "a.json: is no assessment: it has no version"},
		"another version":   {edit(`"version": 1`, `"version": 2`), "a.json: has version 2; this program reads version 1"},
		"unknown key":       {edit(`"targets"`, `"targetz"`), `unknown field "targetz"`},
		"wrong type":        {edit(`"title": "A rule"`, `"title": 7`), "verdicts.rule.title wants string, not number"},
		"no clock":          {edit(`"taken_at": "2026-11-24T09:00:00Z"`, `"taken_at": "soon"`), `"soon"`},
		"no verdicts":       {`{"version": 1, "taken_at": "2026-11-24T09:00:00Z"}`, "verdicts is empty"},
		"unknown outcome":   {edit(`"outcome": "failed"`, `"outcome": "fine"`), `unknown outcome "fine"`},
		"unknown severity":  {edit(`"severity": "medium"`, `"severity": "grave"`), `unknown severity "grave"`},
		"made to pass":      {edit(`"outcome": "failed"`, `"outcome": "passed"`), "the outcome is passed, which its findings contradict"},
		"skipped, findings": {edit(`"outcome": "failed"`, `"outcome": "skipped"`), "which its findings contradict"},
		"rule twice":        {edit(`"id": "budget/tuned"`, `"id": "budget/x"`), `"budget/x" is given twice or out of order`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadAssessment(strings.NewReader(c.text), "a.json")
			wantError(t, err, c.want)
			if strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "a.json") {
				t.Errorf("not one line that names the file: %v", err)
			}
		})
	}
}

func TestFailingCountsBySeverity(t *testing.T) {
	t.Parallel()
	one := []Finding{{}}
	waived := []Finding{{Waiver: &Waiver{}}}
	for _, severity := range Severities {
		for _, least := range Severities {
			for _, c := range []struct {
				outcome  Outcome
				findings []Finding
				open     int
			}{{Failed, one, 1}, {Passed, waived, 0}, {Skipped, nil, 0}, {Errored, nil, 0}, {Passed, nil, 0}} {
				a := &Assessment{Verdicts: []Verdict{{Rule: Rule{Severity: severity}, Outcome: c.outcome, Findings: c.findings}}}
				want := 0
				if severity.AtLeast(least) {
					want = c.open
				}
				if got := a.Failing(least); got != want {
					t.Errorf("%s rule is %s: Failing(%s) = %d, want %d", severity, c.outcome, least, got, want)
				}
			}
		}
	}
	if !High.AtLeast(Medium) || !Medium.AtLeast(Medium) || Low.AtLeast(Medium) || !Severity("grave").AtLeast(Critical) {
		t.Error("the order of severities is wrong")
	}
}
