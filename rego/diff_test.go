package rego

import (
	"strings"
	"testing"
)

func TestWhatABaselineAccepts(t *testing.T) {
	t.Parallel()
	one := wrong("a", "a may edit Account")
	waived := one
	waived.Waiver = &Waiver{Rule: "least_privilege/x"}
	mild := judgedOn("2026-04-01", "", one)
	mild.Verdicts[0].Rule.Severity = Medium
	severe := judgedOn("2026-04-01", "", one)
	severe.Verdicts[0].Rule.Severity = Critical
	passed := judgedOn("2026-04-01", "", waived)
	passed.Verdicts[0].Outcome = Passed
	for name, c := range map[string]struct {
		baseline *Assessment
		now      Finding
		accepted bool
	}{
		"the same":                  {judgedOn("2026-04-01", "", one), one, true},
		"a number that moved":       {judgedOn("2026-04-01", "", wrong("a", "key is 9 days old")), wrong("a", "key is 40 days old"), true},
		"new":                       {judgedOn("2026-04-01", ""), one, false},
		"a second violation":        {judgedOn("2026-04-01", "", one), wrong("a", "a may edit, delete Account"), false},
		"another subject":           {judgedOn("2026-04-01", "", one), wrong("b", "a may edit Account"), false},
		"only waived before":        {passed, one, false},
		"waived now":                {judgedOn("2026-04-01", "", one), waived, false},
		"rule more severe now":      {mild, one, false},
		"rule less severe now":      {severe, one, true},
		"rule did not judge before": {judgedOn("2026-04-01", Skipped), one, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := judgedOn("2026-05-01", "", c.now)
			if err := a.Accept(c.baseline); err != nil {
				t.Fatal(err)
			}
			got := a.Verdicts[0].Findings[0]
			if got.Baseline != c.accepted || got.Status != "" || a.Lifecycle != nil {
				t.Errorf("accepted %v, want %v; status %q, lifecycle %v", got.Baseline, c.accepted, got.Status, a.Lifecycle)
			}
			want := 1
			if c.accepted || c.now.Waiver != nil {
				want = 0
			}
			if n := a.Failing(Low); n != want {
				t.Errorf("%d findings fail, want %d", n, want)
			}
			if n := a.InBaseline(); (n == 1) != c.accepted {
				t.Errorf("%d in the baseline", n)
			}
		})
	}
}

func TestDiffSortsFindingsByWhatBecameOfThem(t *testing.T) {
	t.Parallel()
	lapsed := wrong("lapsed", "z")
	lapsed.Waiver = &Waiver{}
	old := judgedOn("2026-04-01", "", wrong("same", "x"), wrong("worse", "edit"), wrong("gone", "x"), lapsed)
	accepted := wrong("accepted", "x")
	accepted.Waiver = &Waiver{}
	now := judgedOn("2026-05-01", "", wrong("same", "x"), wrong("worse", "edit, delete"), wrong("new", "x"), wrong("lapsed", "z"), accepted)
	now.Digests.Rules = "sha256:x"
	d, err := Diff(old, now)
	if err != nil {
		t.Fatal(err)
	}
	ids := func(list []PastFinding) string {
		var all []string
		for _, f := range list {
			all = append(all, f.Finding.Subject.ID)
		}
		return strings.Join(all, " ")
	}
	for want, got := range map[string]string{"new accepted": ids(d.New), "worse lapsed": ids(d.Changed), "same": ids(d.StillThere), "gone": ids(d.Gone)} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if d.Fresh() != 3 || d.Policy || !d.Rules || d.String() != "2 new, 2 changed, 1 still there, 1 gone" {
		t.Errorf("fresh %d, policy %v, rules %v, %s", d.Fresh(), d.Policy, d.Rules, d)
	}
	if now.Lifecycle != nil || now.Verdicts[0].Findings[0].Status != "" {
		t.Error("the assessment was changed")
	}
	unjudged, err := Diff(old, judgedOn("2026-05-01", Skipped))
	if err != nil || len(unjudged.Gone) != 0 || len(unjudged.NotJudged) != 4 {
		t.Errorf("a rule that did not judge: %v, %v", unjudged, err)
	}
}

func TestDiffAndBaselineRefuseWhatIsNotBefore(t *testing.T) {
	t.Parallel()
	late, now := judgedOn("2026-06-01", ""), judgedOn("2026-05-01", "")
	if _, err := Diff(late, now); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("got %v", err)
	}
	if err := now.Accept(late); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("got %v", err)
	}
}
