package rego

import "testing"

func TestUnjudgedRulesStandByTheirReasonTheMostFirst(t *testing.T) {
	t.Parallel()
	a := &Assessment{}
	for _, v := range []Verdict{
		{Rule: Rule{ID: "a/broken"}, Outcome: Errored, Reason: "divide by zero"},
		{Rule: Rule{ID: "a/failed"}, Outcome: Failed},
		{Rule: Rule{ID: "a/one"}, Outcome: Skipped, Reason: "a is missing", Gap: true},
		{Rule: Rule{ID: "a/part1"}, Outcome: Failed, Reason: "keys are partial", Gap: true},
		{Rule: Rule{ID: "a/part2"}, Outcome: Failed, Reason: "keys are partial", Gap: true},
		{Rule: Rule{ID: "a/part3"}, Outcome: Skipped, Reason: "keys are partial", Gap: true},
		{Rule: Rule{ID: "a/passed"}, Outcome: Passed},
		{Rule: Rule{ID: "b/1"}, Outcome: Skipped, Reason: "no org"},
		{Rule: Rule{ID: "b/2"}, Outcome: Skipped, Reason: "no org"},
		{Rule: Rule{ID: "b/3"}, Outcome: Skipped, Reason: "no org"},
	} {
		a.Verdicts = append(a.Verdicts, v)
	}
	diff(t, []Unjudged{
		{Outcome: Errored, Reason: "divide by zero", Rules: []string{"a/broken"}},
		{Outcome: Skipped, Reason: "no org", Rules: []string{"b/1", "b/2", "b/3"}},
		{Outcome: Failed, Reason: "keys are partial", Rules: []string{"a/part1", "a/part2"}},
		{Outcome: Skipped, Reason: "a is missing", Rules: []string{"a/one"}},
		{Outcome: Skipped, Reason: "keys are partial", Rules: []string{"a/part3"}},
	}, a.Unjudged())
}

func TestSilenceCountsOnlyOfARuleThatWasJudgedInFull(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		v              Verdict
		judged, inPart bool
	}{
		"passed":                   {Verdict{Outcome: Passed}, true, false},
		"failed":                   {Verdict{Outcome: Failed}, true, false},
		"skipped":                  {Verdict{Outcome: Skipped, Reason: "not declared"}, false, false},
		"skipped by hand":          {Verdict{Outcome: Skipped}, false, false},
		"broke":                    {Verdict{Outcome: Errored, Reason: "x"}, false, false},
		"failed on part":           {Verdict{Outcome: Failed, Reason: "partial", Gap: true}, false, true},
		"gap without words":        {Verdict{Outcome: Failed, Gap: true}, false, true},
		"policy of another missed": {Verdict{Outcome: Failed, Reason: "b: policy.x is not declared"}, false, true},
	} {
		if tt.v.Judged() != tt.judged || tt.v.InPart() != tt.inPart {
			t.Errorf("%s: judged %v, in part %v", name, tt.v.Judged(), tt.v.InPart())
		}
		a := Assessment{Verdicts: []Verdict{tt.v}}
		if a.Judged()[""] != tt.judged || (len(a.Unjudged()) == 0) != tt.judged {
			t.Errorf("%s: the assessment says otherwise", name)
		}
	}
}
