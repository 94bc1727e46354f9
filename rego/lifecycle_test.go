package rego

import (
	"bytes"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// judgedOn is an assessment of one rule; outcome "" is passed or failed by its findings.
func judgedOn(day string, outcome Outcome, findings ...Finding) *Assessment {
	v := Verdict{Rule: Rule{ID: "least_privilege/x", Family: "least_privilege", Title: "X", Severity: High}, Outcome: outcome, Findings: findings}
	if outcome == Skipped {
		v.Reason, v.Gap = "not read", true
	}
	if outcome == "" {
		v.Outcome = Passed
		if len(findings) > 0 {
			v.Outcome = Failed
		}
	}
	return &Assessment{Version: 1, TakenAt: evidence.Time(day + "T00:00:00Z"), Targets: []string{"clay/acme"}, Verdicts: []Verdict{v}}
}

func wrong(id, message string) Finding {
	return Finding{Fingerprint: id, Target: "clay/acme", Subject: Subject{Kind: "k", ID: id}, Message: message}
}

// counting is a finding whose message counts what more names.
func counting(more ...string) Finding {
	f := wrong("a", "a may edit A and 2 more")
	f.More = more
	return f
}

func TestLifeOfOneFinding(t *testing.T) {
	t.Parallel()
	one, now := wrong("a", "a may edit Account"), "2026-05-01"
	for name, c := range map[string]struct {
		previous []*Assessment
		now      *Assessment
		status   Status // "" where the finding is not there now
		since    string
		gone     int
		unjudged int
	}{
		"first seen now":              {[]*Assessment{judgedOn("2026-04-01", "")}, judgedOn(now, "", one), New, now, 0, 0},
		"still there":                 {[]*Assessment{judgedOn("2026-04-01", "", one)}, judgedOn(now, "", one), StillThere, "2026-04-01", 0, 0},
		"kept over several":           {[]*Assessment{judgedOn("2026-04-01", "", one), judgedOn("2026-02-01", "", one)}, judgedOn(now, "", one), StillThere, "2026-02-01", 0, 0},
		"gone in between":             {[]*Assessment{judgedOn("2026-02-01", "", one), judgedOn("2026-04-01", "")}, judgedOn(now, "", one), New, now, 0, 0},
		"not judged in between":       {[]*Assessment{judgedOn("2026-02-01", "", one), judgedOn("2026-04-01", Skipped)}, judgedOn(now, "", one), StillThere, "2026-02-01", 0, 0},
		"broken in between":           {[]*Assessment{judgedOn("2026-02-01", "", one), judgedOn("2026-04-01", Errored)}, judgedOn(now, "", one), StillThere, "2026-02-01", 0, 0},
		"gone":                        {[]*Assessment{judgedOn("2026-04-01", "", one)}, judgedOn(now, ""), "", "", 1, 0},
		"gone before":                 {[]*Assessment{judgedOn("2026-02-01", "", one), judgedOn("2026-04-01", "")}, judgedOn(now, ""), "", "", 0, 0},
		"not judged is not gone":      {[]*Assessment{judgedOn("2026-04-01", "", one)}, judgedOn(now, Skipped), "", "", 0, 1},
		"one flag more":               {[]*Assessment{judgedOn("2026-04-01", "", one)}, judgedOn(now, "", wrong("a", "a may edit, delete Account")), Changed, "2026-04-01", 0, 0},
		"a number that grows":         {[]*Assessment{judgedOn("2026-04-01", "", wrong("a", "key is 90 days old"))}, judgedOn(now, "", wrong("a", "key is 1,120 days old")), StillThere, "2026-04-01", 0, 0},
		"a number in a name":          {[]*Assessment{judgedOn("2026-04-01", "", wrong("a", "reads Field1__c"))}, judgedOn(now, "", wrong("a", "reads Field2__c")), Changed, "2026-04-01", 0, 0},
		"a number in words of a name": {[]*Assessment{judgedOn("2026-04-01", "", wrong("a", "reads Level 1"))}, judgedOn(now, "", wrong("a", "reads Level 2")), Changed, "2026-04-01", 0, 0},
		"one of those it only counts": {[]*Assessment{judgedOn("2026-04-01", "", counting("b", "c"))}, judgedOn(now, "", counting("b", "d")), Changed, "2026-04-01", 0, 0},
		"the same as it only counts":  {[]*Assessment{judgedOn("2026-04-01", "", counting("b", "c"))}, judgedOn(now, "", counting("b", "c")), StillThere, "2026-04-01", 0, 0},
		"another subject, same rule":  {[]*Assessment{judgedOn("2026-04-01", "", wrong("b", "b may edit"))}, judgedOn(now, "", one), New, now, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := c.now.Compare(c.previous...); err != nil {
				t.Fatal(err)
			}
			if c.status != "" {
				f := c.now.Verdicts[0].Findings[0]
				if f.Status != c.status || !strings.HasPrefix(string(f.FirstSeen), c.since) {
					t.Errorf("got %s since %s, want %s since %s", f.Status, f.FirstSeen, c.status, c.since)
				}
			}
			if l := c.now.Lifecycle; len(l.Gone) != c.gone || len(l.NotJudged) != c.unjudged || len(l.Previous) != len(c.previous) {
				t.Errorf("got %d gone, %d not judged, %d previous", len(l.Gone), len(l.NotJudged), len(l.Previous))
			}
		})
	}
}

// first_seen travels from run to run: each needs only the assessment before it.
func TestFirstSeenTravelsInTheAssessment(t *testing.T) {
	t.Parallel()
	one := wrong("a", "a may edit Account")
	last := judgedOn("2026-01-01", "", one)
	for _, day := range []string{"2026-02-01", "2026-03-01", "2026-04-01"} {
		next := judgedOn(day, "", one)
		if err := next.Compare(last); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := WriteAssessment(&b, next); err != nil {
			t.Fatal(err)
		}
		var err error
		if last, err = ReadAssessment(&b, "assessment.json"); err != nil {
			t.Fatal(err)
		}
	}
	if got := last.Verdicts[0].Findings[0]; got.FirstSeen != "2026-01-01T00:00:00Z" || got.Status != StillThere {
		t.Errorf("first seen %s, %s", got.FirstSeen, got.Status)
	}
}

func TestCompareRefusesWhatIsNotBefore(t *testing.T) {
	t.Parallel()
	other := judgedOn("2026-01-01", "")
	other.Targets = []string{"clay/other"}
	for want, previous := range map[string]*Assessment{"is newer than this one": judgedOn("2026-06-01", ""), "it judged clay/other": other} {
		if err := judgedOn("2026-05-01", "").Compare(previous); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	a := judgedOn("2026-05-01", "", wrong("a", "x"))
	if err := a.Compare(); err != nil || a.Lifecycle != nil || a.Verdicts[0].Findings[0].Status != "" {
		t.Error("an assessment with nothing before it was changed")
	}
}

func TestPolicyTravelsInTheAssessment(t *testing.T) {
	t.Parallel()
	a := judgedOn("2026-05-01", "")
	a.Policy = &Approved{Clay: &ApprovedClay{APIKeys: &ApprovedKeys{Rotation: map[string]Days{"quarterly": 92}}},
		Salesforce: map[string]*ApprovedUser{"clay@acme.com": {Fields: map[string]ApprovedFields{"Account": {Read: []string{"Name"}, Edit: []string{}}}}}}
	var b bytes.Buffer
	if err := WriteAssessment(&b, a); err != nil {
		t.Fatal(err)
	}
	got, err := ReadAssessment(&b, "assessment.json")
	if err != nil {
		t.Fatal(err)
	}
	diff(t, a.Policy, got.Policy)
	a.Verdicts[0].Outcome, a.Verdicts[0].Findings = Failed, []Finding{{Status: "odd"}}
	if err := a.valid(); err == nil || !strings.Contains(err.Error(), `unknown status "odd"`) {
		t.Errorf("got %v", err)
	}
}
