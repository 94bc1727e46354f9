package rego

import (
	"context"
	"testing"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func accepted(subject, expires string) Waiver {
	return Waiver{Rule: "budget/x", Subject: subject, Reason: "known", ApprovedBy: "cfo@acme.com", Expires: evidence.Time(expires), Location: evidence.Location{File: "leastwise.yaml", Line: 40}}
}

var twoMembers = map[string]string{"budget/x": ruleText("budget/x", "[clay.members]", "", found(memberFinding("ann@acme.com"), memberFinding("bob@acme.com/x")))}

// The zone of the process must not matter: a waiver ends with its day in UTC.
func TestWaiverHoldsThroughItsLastDay(t *testing.T) {
	for _, zone := range []string{"UTC", "Pacific/Kiritimati", "America/Los_Angeles"} {
		location, err := time.LoadLocation(zone)
		if err != nil {
			t.Skipf("no time zones here: %v", err)
		}
		local := time.Local
		time.Local = location
		t.Cleanup(func() { time.Local = local })
		t.Setenv("TZ", zone)
		for _, c := range []struct {
			expires, takenAt string
			holds            bool
		}{
			{"2027-01-31T00:00:00Z", "2027-01-30T23:59:59Z", true},
			{"2027-01-31T00:00:00Z", "2027-01-31T00:00:00Z", true},
			{"2027-01-31T00:00:00Z", "2027-01-31T23:59:59Z", true},
			{"2027-01-31T00:00:00Z", "2027-02-01T00:00:00Z", false},
			{"2028-02-29T00:00:00Z", "2028-02-29T23:59:59Z", true},
			{"2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z", false},
			{"2028-02-28T00:00:00Z", "2028-02-29T00:00:00Z", false},
			{"2027-01-31T17:00:00Z", "2027-01-31T23:00:00Z", true},
			{"2027-01-31T17:00:00Z", "2027-02-01T00:00:00Z", false},
		} {
			p := mustLoad(t, twoMembers, Options{Waivers: []Waiver{accepted("*", c.expires)}})
			s := member()
			s.TakenAt = evidence.Time(c.takenAt)
			a := mustAssess(t, p, s)
			want := Failed
			if c.holds {
				want = Passed
			}
			if got := a.Verdicts[0].Outcome; got != want || a.Waivers[0].Expired == c.holds || a.Waivers[0].Matched != 2 {
				t.Errorf("%s: expires %s, taken %s: %s, %+v", zone, c.expires, c.takenAt, got, a.Waivers[0])
			}
		}
	}
}

func TestWaivedFindingIsStillShown(t *testing.T) {
	t.Parallel()
	w := accepted("ann@acme.com", "2027-01-31T00:00:00Z")
	a := mustAssess(t, mustLoad(t, twoMembers, Options{Waivers: []Waiver{w}}), member())
	v := a.Verdicts[0]
	if v.Outcome != Failed || len(v.Findings) != 2 {
		t.Fatalf("verdict: %+v", v)
	}
	diff(t, &w, v.Findings[0].Waiver)
	diff(t, (*Waiver)(nil), v.Findings[1].Waiver)
	diff(t, 1, a.Failing(Low))
}

func TestFirstWaiverThatHoldsStands(t *testing.T) {
	t.Parallel()
	old, first, second := accepted("ann*", "2026-01-01T00:00:00Z"), accepted("*@acme.com", "2027-01-31T00:00:00Z"), accepted("*", "2028-01-31T00:00:00Z")
	a := mustAssess(t, mustLoad(t, twoMembers, Options{Waivers: []Waiver{old, first, second}}), member())
	diff(t, &first, a.Verdicts[0].Findings[0].Waiver)
	diff(t, &second, a.Verdicts[0].Findings[1].Waiver)
	diff(t, []WaiverUse{{old, 1, true}, {first, 1, false}, {second, 2, false}}, a.Waivers)
}

func TestWaivedFindingOnPartialEvidenceIsNoPass(t *testing.T) {
	t.Parallel()
	rules := map[string]string{"budget/x": ruleText("budget/x", "[clay.members]", "on_partial: judge", found(memberFinding("ann@acme.com")))}
	s := member()
	s.Coverage["clay.members"] = evidence.Coverage{State: evidence.Partial, Reason: "page 2 was refused"}
	v := mustAssess(t, mustLoad(t, rules, Options{Waivers: []Waiver{accepted("*", "2027-01-31T00:00:00Z")}}), s).Verdicts[0]
	if v.Outcome != Skipped || !v.Gap || len(v.Findings) != 1 {
		t.Errorf("verdict: %+v", v)
	}
}

func TestUnusedWaiversAreReportedOnlyWhereTheRuleWasJudged(t *testing.T) {
	t.Parallel()
	rules := map[string]string{"budget/x": twoMembers["budget/x"], "budget/skipped": ruleText("budget/skipped", "[clay.tables]", "", found())}
	skipped := accepted("x", "2027-01-31T00:00:00Z")
	skipped.Rule = "budget/skipped"
	none := accepted("nobody@acme.com", "2027-01-31T00:00:00Z")
	s := member()
	delete(s.Coverage, "clay.tables")
	a := mustAssess(t, mustLoad(t, rules, Options{Waivers: []Waiver{skipped, none, accepted("ann*", "2027-01-31T00:00:00Z")}}), s)
	diff(t, []WaiverUse{{Waiver: none}}, a.UnusedWaivers())
	a.Verdicts[1].Gap = true // it failed on part of the evidence: somebody else may be there
	diff(t, "budget/x", a.Verdicts[1].Rule.ID)
	diff(t, []WaiverUse(nil), a.UnusedWaivers())
}

func TestWaiversAreChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Waiver)
		want   string
	}{
		"no rule":      {func(w *Waiver) { w.Rule = "" }, "leastwise.yaml:40: waivers[0].rule: is missing"},
		"no subject":   {func(w *Waiver) { w.Subject = "" }, "leastwise.yaml:40: waivers[0].subject: is missing"},
		"no reason":    {func(w *Waiver) { w.Reason = " \n" }, "leastwise.yaml:40: waivers[0].reason: is missing: say why"},
		"no approver":  {func(w *Waiver) { w.ApprovedBy = "" }, "leastwise.yaml:40: waivers[0].approved_by: is missing"},
		"no expiry":    {func(w *Waiver) { w.Expires = "" }, "leastwise.yaml:40: waivers[0].expires: is missing"},
		"bad expiry":   {func(w *Waiver) { w.Expires = "never" }, `leastwise.yaml:40: waivers[0].expires: "never" is not a date`},
		"unknown rule": {func(w *Waiver) { w.Rule = "budget/y" }, `leastwise.yaml:40: waivers[0].rule: unknown rule "budget/y" (did you mean "budget/x"?): of a rule of your own, name the folder with --rules`},
		"no location":  {func(w *Waiver) { w.Reason = ""; w.Location = evidence.Location{} }, "leastwise.yaml: waivers[0].reason: is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := accepted("*", "2027-01-31T00:00:00Z")
			c.change(&w)
			_, err := load(context.Background(), tree(t, twoMembers), Options{Waivers: []Waiver{w}})
			wantError(t, err, c.want)
		})
	}
}

func TestGlob(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"a@b.c", "a@b.c", true},
		{"a@b.c", "a@b.cd", false},
		{"A@b.c", "a@b.c", false},
		{"*", "", true},
		{"*", "t_1/c_2", true},
		{"", "", true},
		{"", "x", false},
		{"t_1/*", "t_1/c_2", true},
		{"t_1/*", "t_10/c_2", false},
		{"*@acme.com", "ann@acme.com", true},
		{"*@acme.com", "ann@acme.com.evil.com", false},
		{"*a*b", "xaxxbxb", true},
		{"*a*b", "xaxxbxc", false},
		{"key-?", "key-1", true},
		{"key-?", "key-é", true},
		{"key-?", "key-", false},
		{"[ab]", "a", false},
		{"[ab]", "[ab]", true},
		{`a\*`, `a\b`, true},
		{"a**b", "ab", true},
	} {
		if got := glob(c.pattern, c.text); got != c.want {
			t.Errorf("glob(%q, %q) = %v", c.pattern, c.text, got)
		}
	}
}
