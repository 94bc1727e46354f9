package rego

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func TestVerdictFollowsTheEvidence(t *testing.T) {
	t.Parallel()
	state := func(section string, c evidence.Coverage) func(*snapshot.Snapshot) {
		return func(s *snapshot.Snapshot) { s.Coverage[section] = c }
	}
	unavailable := evidence.Coverage{State: evidence.Unavailable, Reason: "the inventory clay.yaml has no members section"}
	partial := evidence.Coverage{State: evidence.Partial, Reason: "page 2 was refused"}
	const judged = "on_partial: judge"
	for name, c := range map[string]struct {
		needs, custom string
		finds         bool
		change        func(*snapshot.Snapshot)
		policy        *Approved
		want          Outcome
		reason        string
		gap           bool
	}{
		"complete, clean":       {needs: "[clay.members]", want: Passed},
		"complete, finding":     {needs: "[clay.members]", finds: true, want: Failed},
		"needs nothing":         {needs: "[]", want: Passed},
		"unavailable":           {needs: "[clay.members]", change: state("clay.members", unavailable), want: Skipped, gap: true, reason: "clay.members is unavailable: the inventory clay.yaml has no members section"},
		"unavailable, finding":  {needs: "[clay.members]", finds: true, change: state("clay.members", unavailable), want: Skipped, gap: true, reason: "clay.members is unavailable: the inventory clay.yaml has no members section"},
		"unavailable, judge":    {needs: "[clay.members]", custom: judged, finds: true, change: state("clay.members", unavailable), want: Skipped, gap: true, reason: "clay.members is unavailable: the inventory clay.yaml has no members section"},
		"partial":               {needs: "[clay.members]", finds: true, change: state("clay.members", partial), want: Skipped, gap: true, reason: "clay.members is partial: page 2 was refused"},
		"partial, judge, clean": {needs: "[clay.members]", custom: judged, change: state("clay.members", partial), want: Skipped, gap: true, reason: "clay.members is partial: page 2 was refused"},
		"partial, judge, finds": {needs: "[clay.members]", custom: judged, finds: true, change: state("clay.members", partial), want: Failed, gap: true, reason: "clay.members is partial: page 2 was refused"},
		"not requested":         {needs: "[clay.members]", change: state("clay.members", evidence.Coverage{State: evidence.NotRequested}), want: Skipped, gap: true, reason: "clay.members was not requested"},
		"source not requested": {
			needs: "[clay.members, clay.tables]", want: Skipped, gap: true, reason: "clay was not requested: sources.clay is not configured",
			change: func(s *snapshot.Snapshot) {
				for _, section := range snapshot.Sections() {
					if strings.HasPrefix(section, "clay.") {
						s.Coverage[section] = evidence.Coverage{State: evidence.NotRequested, Reason: "sources.clay is not configured"}
					}
				}
			},
		},
		"not kept": {
			needs: "[clay.members]", finds: true, want: Skipped,
			change: state("clay.members", evidence.Coverage{State: evidence.NotRequested, Reason: "nobody was asked", NotKept: "we have\nno CLI"}),
			reason: "clay.members was not requested: nobody was asked; not kept, as leastwise.yaml declares: we have no CLI",
		},
		"not kept in part, judge, finds": {
			needs: "[clay.members]", custom: judged, finds: true, want: Failed,
			change: state("clay.members", evidence.Coverage{State: evidence.Partial, Reason: "page 2 was refused", NotKept: "so be it"}),
			reason: "clay.members is partial: page 2 was refused; not kept, as leastwise.yaml declares: so be it",
		},
		"not kept in part, judge, clean": {
			needs: "[clay.members]", custom: judged, want: Skipped,
			change: state("clay.members", evidence.Coverage{State: evidence.Partial, NotKept: "so be it"}),
			reason: "clay.members is partial: not kept, as leastwise.yaml declares: so be it",
		},
		"not kept, and another gap": {
			needs: "[roster.people, clay.members]", want: Skipped, gap: true,
			change: func(s *snapshot.Snapshot) {
				s.Coverage["clay.members"] = evidence.Coverage{State: evidence.NotRequested, NotKept: "so be it"}
				s.Coverage["roster.people"] = evidence.Coverage{State: evidence.NotRequested}
			},
			reason: "clay.members was not requested: not kept, as leastwise.yaml declares: so be it; roster.people was not requested",
		},
		"no coverage":         {needs: "[clay.members]", change: func(s *snapshot.Snapshot) { delete(s.Coverage, "clay.members") }, want: Skipped, gap: true, reason: "clay.members is not in the coverage of the snapshot"},
		"no state":            {needs: "[clay.members]", change: state("clay.members", evidence.Coverage{}), want: Skipped, gap: true, reason: `clay.members has the unknown state ""`},
		"another state":       {needs: "[clay.members]", custom: judged, finds: true, change: state("clay.members", evidence.Coverage{State: "Complete"}), want: Skipped, gap: true, reason: `clay.members has the unknown state "Complete"`},
		"complete, not there": {needs: "[clay.members]", change: func(s *snapshot.Snapshot) { s.Clay = nil }, want: Skipped, gap: true, reason: "clay.members is called complete, but the snapshot holds no clay"},
		"complete, contradicted": {
			needs: "[salesforce.users]", custom: judged, want: Skipped, gap: true,
			change: func(s *snapshot.Snapshot) {
				s.Salesforce = &salesforce.Org{ID: "acme", IntegrationUsers: []string{"clay@acme.com"}}
			},
			reason: "salesforce.users is called complete, but the integration user clay@acme.com is not listed",
		},
		"complete, contradicted, finding": {
			needs: "[salesforce.users]", custom: judged, finds: true, want: Failed, gap: true,
			change: func(s *snapshot.Snapshot) {
				s.Salesforce = &salesforce.Org{ID: "acme", IntegrationUsers: []string{"clay@acme.com"}}
			},
			reason: "salesforce.users is called complete, but the integration user clay@acme.com is not listed",
		},
		"access of nobody": {
			needs: "[salesforce.access]", want: Skipped, gap: true,
			change: func(s *snapshot.Snapshot) {
				s.Salesforce = &salesforce.Org{ID: "acme", IntegrationUsers: []string{"clay@acme.com"}}
			},
			reason: "salesforce.access is called complete, but the snapshot holds no access of clay@acme.com",
		},
		"empty roster": {needs: "[roster.people]", finds: true, change: func(s *snapshot.Snapshot) { s.Roster.People = nil }, want: Skipped, gap: true, reason: "roster.people is empty: nobody can be told from a stranger by a roster without people"},
		"several, sorted": {
			needs: "[roster.people, clay.members]", want: Skipped, gap: true,
			change: func(s *snapshot.Snapshot) {
				s.Coverage["clay.members"] = unavailable
				s.Coverage["roster.people"] = evidence.Coverage{State: evidence.NotRequested}
			},
			reason: "clay.members is unavailable: the inventory clay.yaml has no members section; roster.people was not requested",
		},
		"partial and unavailable, judge": {
			needs: "[clay.tables, clay.members]", custom: judged, finds: true, want: Skipped, gap: true,
			change: func(s *snapshot.Snapshot) {
				s.Coverage["clay.members"] = partial
				s.Coverage["clay.tables"] = unavailable
			},
			reason: "clay.members is partial: page 2 was refused; clay.tables is unavailable: the inventory clay.yaml has no members section",
		},
		"policy not declared":       {needs: "[clay.members, policy.clay.roles.admin]", finds: true, want: Skipped, reason: "policy.clay.roles.admin is not declared in leastwise.yaml"},
		"policy declared":           {needs: "[clay.members, policy.clay.roles.admin]", policy: &Approved{Clay: &ApprovedClay{Roles: &ApprovedRoles{Admin: []string{"x"}}}}, want: Passed},
		"policy declared, empty":    {needs: "[clay.members, policy.clay.roles.admin]", policy: &Approved{Clay: &ApprovedClay{Roles: &ApprovedRoles{Admin: []string{}}}}, want: Passed},
		"policy of a user":          {needs: "[policy.salesforce]", policy: &Approved{Salesforce: map[string]*ApprovedUser{"c@acme.com": {}}}, want: Passed},
		"policy and section":        {needs: "[clay.members, policy.clay.credits]", change: state("clay.members", partial), want: Skipped, gap: true, reason: "clay.members is partial: page 2 was refused; policy.clay.credits is not declared in leastwise.yaml"},
		"policy and section, judge": {needs: "[clay.members, policy.clay.credits]", custom: judged, finds: true, change: state("clay.members", partial), want: Skipped, gap: true, reason: "clay.members is partial: page 2 was refused; policy.clay.credits is not declared in leastwise.yaml"},
		"reason of two lines":       {needs: "[clay.members]", change: state("clay.members", evidence.Coverage{State: evidence.Partial, Reason: "a\nb"}), want: Skipped, gap: true, reason: "clay.members is partial: a b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := found()
			if c.finds {
				body = found(memberFinding("ann@acme.com"))
			}
			p := mustLoad(t, map[string]string{"budget/x": ruleText("budget/x", c.needs, c.custom, body)}, Options{Policy: c.policy})
			s := member()
			if c.change != nil {
				c.change(s)
			}
			v := mustAssess(t, p, s).Verdicts[0]
			type result struct {
				Outcome  Outcome
				Reason   string
				Gap      bool
				Findings int
			}
			findings := 0
			if c.want == Failed {
				findings = 1
			}
			diff(t, result{c.want, c.reason, c.gap, findings}, result{v.Outcome, v.Reason, v.Gap, len(v.Findings)})
		})
	}
}

// broken are bodies of rules that break in one way each, with what is said of it.
var broken = map[string]struct{ body, want string }{
	"builtin error":     {"findings contains finding if {\n\tn := to_number(input.clay.members[_].role)\n\tn > 1\n\tfinding := {}\n}", "eval_builtin_error: to_number"},
	"conflict":          {"findings contains finding if finding := _f\n\n_f := 1 if input.taken_at\n\n_f := 2 if input.taken_at", "eval_conflict_error"},
	"no object":         {found(`"x"`), "a finding is text, not an object of subject and message"},
	"no subject":        {found(`{"message": "m"}`), "a finding has no subject"},
	"no message":        {found(`{"subject": {"kind": "clay.member", "id": "x"}}`), "a finding has no message"},
	"more keys":         {found(`{"subject": {"kind": "clay.member", "id": "x"}, "message": "m", "severity": "low"}`), `a finding holds "severity", which is not part of one`},
	"subject text":      {found(`{"subject": "x", "message": "m"}`), "the subject of a finding is text, not an object of kind and id"},
	"subject more keys": {found(`{"subject": {"kind": "clay.member", "id": "x", "line": 1}, "message": "m"}`), `the subject of a finding holds "line"`},
	"no kind":           {found(`{"subject": {"id": "x"}, "message": "m"}`), "the subject of a finding has no kind"},
	"unknown kind":      {found(`{"subject": {"kind": "clay.membr", "id": "x"}, "message": "m"}`), `a finding has the unknown kind of subject "clay.membr"`},
	"empty id":          {found(`{"subject": {"kind": "clay.member", "id": ""}, "message": "m"}`), "subject.id of a finding is empty"},
	"id a number":       {found(`{"subject": {"kind": "clay.member", "id": 7}, "message": "m"}`), "subject.id of a finding is a number, not text"},
	"id null":           {found(`{"subject": {"kind": "clay.member", "id": null}, "message": "m"}`), "subject.id of a finding is empty"},
	"hole":              {"findings contains _of(m) if some m in input.clay.members\n\n_of(m) := " + `{"subject": {"kind": "clay.member", "id": m.email}, "message": $"{m.email} is for {m.sponsor}"}`, `the finding on clay.member "ann@acme.com" says "<undefined>": a value in it is missing`},
	"hole in an id":     {"findings contains _of(m) if some m in input.clay.members\n\n_of(m) := " + `{"subject": {"kind": "clay.member", "id": $"{m.sponsor}"}, "message": "m"}`, `says "<undefined>"`},
	"too few values":    {found(`{"subject": {"kind": "clay.member", "id": "x"}, "message": sprintf("%s of %d", ["x"])}`), `says "%!d(MISSING)"`},
	"too many values":   {found(`{"subject": {"kind": "clay.member", "id": "x"}, "message": sprintf("%s", ["x", "y"])}`), `says "%!(EXTRA "`},
	"value of a type":   {found(`{"subject": {"kind": "clay.member", "id": "x"}, "message": sprintf("%d days", ["x"])}`), `says "%!d(string="`},
	"empty message":     {found(`{"subject": {"kind": "clay.member", "id": "x"}, "message": " "}`), "message of a finding is empty"},
	"subject twice": {
		found(`{"subject": {"kind": "clay.member", "id": "x"}, "message": "a"}`, `{"subject": {"kind": "clay.member", "id": "x", "name": "X"}, "message": "b"}`),
		`it names the subject clay.member "x" twice`,
	},
}

func TestBrokenRuleIsErroredAndTheOthersAreJudged(t *testing.T) {
	t.Parallel()
	for name, c := range broken {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := mustLoad(t, map[string]string{
				"budget/broken": ruleText("budget/broken", "[clay.members]", "", c.body),
				"budget/clean":  ruleText("budget/clean", "[]", "", found()),
				"budget/good":   ruleText("budget/good", "[clay.members]", "", reading),
			}, Options{})
			a := mustAssess(t, p, member())
			got := verdictOf(t, a, "budget/broken")
			if got.Outcome != Errored || !strings.HasPrefix(got.Reason, "rego/rules/budget/broken/broken.rego:") || !strings.Contains(got.Reason, c.want) {
				t.Errorf("broken rule is %s: %s\nwant errored: %s", got.Outcome, got.Reason, c.want)
			}
			if len(got.Findings) != 0 || strings.ContainsAny(got.Reason, "\n\t") {
				t.Errorf("findings %v, reason %q", got.Findings, got.Reason)
			}
			if v := verdictOf(t, a, "budget/good"); v.Outcome != Failed || len(v.Findings) != 1 {
				t.Errorf("good rule: %+v", v)
			}
			if v := verdictOf(t, a, "budget/clean"); v.Outcome != Passed {
				t.Errorf("clean rule: %+v", v)
			}
			if e := a.Errored(); len(e) != 1 || e[0].Rule.ID != "budget/broken" {
				t.Errorf("errored: %+v", e)
			}
		})
	}
}

func TestBuiltinErrorNamesTheLine(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, map[string]string{"budget/broken": ruleText("budget/broken", "[clay.members]", "", broken["builtin error"].body)}, Options{})
	v := mustAssess(t, p, member()).Verdicts[0]
	if !strings.Contains(v.Reason, "rego/rules/budget/broken/broken.rego:11: ") {
		t.Errorf("reason does not name file and line: %s", v.Reason)
	}
}

func TestMessageOfAHostileNameIsOneLine(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, map[string]string{"budget/x": ruleText("budget/x", "[]", "", found(
		`{"subject": {"kind": "clay.member", "id": "a"}, "message": "one\r\n::error::two\u001b[31m\u2028three"}`,
		`{"subject": {"kind": "clay.member", "id": "b"}, "message": concat("", [x | some i in numbers.range(1, 2000); x := sprintf("%vé", [i % 10])])}`,
	))}, Options{})
	v := mustAssess(t, p, member()).Verdicts[0]
	if v.Outcome != Failed || len(v.Findings) != 2 {
		t.Fatalf("verdict: %+v", v)
	}
	diff(t, "one ::error::two [31m three", v.Findings[0].Message)
	if n := len([]rune(v.Findings[1].Message)); n != maxMessage || !strings.HasSuffix(v.Findings[1].Message, "…") {
		t.Errorf("message of %d characters ends in %q", n, v.Findings[1].Message[len(v.Findings[1].Message)-4:])
	}
}

func TestSlowRuleIsErroredByTheDeadline(t *testing.T) {
	t.Parallel()
	slow := `findings contains finding if {
	some i in numbers.range(1, 1000000)
	some j in numbers.range(1, 1000000)
	i * j == -1
	finding := {}
}`
	p := mustLoad(t, map[string]string{
		"budget/good": ruleText("budget/good", "[clay.members]", "", reading),
		"budget/slow": ruleText("budget/slow", "[]", "", slow),
	}, Options{Timeout: 2 * time.Second})
	a := mustAssess(t, p, member())
	if v := verdictOf(t, a, "budget/slow"); v.Outcome != Errored || v.Reason != "took longer than 2s" {
		t.Errorf("slow rule: %s, %q", v.Outcome, v.Reason)
	}
	if v := verdictOf(t, a, "budget/good"); v.Outcome != Failed {
		t.Errorf("good rule: %+v", v)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Assess(ctx, member()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled by the caller: %v", err)
	}
}

func TestAssessRefusesASnapshotWithoutAClock(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, map[string]string{"budget/x": ruleText("budget/x", "[]", "", found())}, Options{})
	for _, at := range []evidence.Time{"", "soon"} {
		s := member()
		s.TakenAt = at
		_, err := p.Assess(context.Background(), s)
		wantError(t, err, "no timestamp")
	}
	_, err := p.Assess(context.Background(), nil)
	wantError(t, err, "there is no snapshot")
}

func TestAssessIsDeterministicAndSafeForManyAtOnce(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, map[string]string{
		"budget/b": ruleText("budget/b", "[clay.members]", "controls: {soc2: [CC6.1], iso27001: [A.5.15]}", found(memberFinding("z@x"), memberFinding("a@x"), memberFinding("m@x"))),
		"budget/a": ruleText("budget/a", "[clay.members]", "", reading),
	}, Options{Waivers: []Waiver{{Rule: "budget/b", Subject: "*", Reason: "r", ApprovedBy: "a", Expires: "2027-01-01T00:00:00Z"}}})
	results := make([][]byte, 8)
	var group sync.WaitGroup
	for i := range results {
		group.Go(func() {
			a, err := p.Assess(context.Background(), member())
			if err != nil {
				t.Error(err)
				return
			}
			var b bytes.Buffer
			if err := WriteAssessment(&b, a); err != nil {
				t.Error(err)
			}
			results[i] = b.Bytes()
		})
	}
	group.Wait()
	for _, r := range results[1:] {
		diff(t, string(results[0]), string(r))
	}
	if bytes.Contains(results[0], []byte("null")) {
		t.Errorf("an assessment holds null:\n%s", results[0])
	}
}
