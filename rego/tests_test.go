package rego

import (
	"context"
	"strings"
	"testing"
)

// adults is the rule that the tests below are about.
var adults = ruleText("budget/adults", "[clay.members]", "", `import data.lib.text

findings contains finding if {
	some member in input.clay.members
	print("looks at", member.email)
	member.role == "admin"
	finding := {"subject": {"kind": "clay.member", "id": member.email}, "message": text.series([member.email])}
}`)

func testText(body string) string {
	return "package rules.budget.adults_test\n\nimport data.rules.budget.adults as rule\n\n" + body + `

_ids contains finding.subject.id if some finding in rule.findings

_snapshot(role) := {"clay": {"members": [{"email": "ann@acme.com", "role": role}]}}
`
}

func TestFailureSaysWhatAnExpressionCompared(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want Failure
	}{
		"sets":        {`_ids == {"bob@acme.com"} with input as _snapshot("admin")`, Failure{Got: `{"ann@acme.com"}`, Want: `{"bob@acme.com"}`}},
		"other way":   {`{"bob@acme.com"} == _ids with input as _snapshot("admin")`, Failure{Got: `{"ann@acme.com"}`, Want: `{"bob@acme.com"}`}},
		"a count":     {`count(_ids) == 2 with input as _snapshot("admin")`, Failure{Got: "1", Want: "2"}},
		"an order":    {`count(_ids) > 1 with input as _snapshot("admin")`, Failure{Got: "1", Want: "> 1"}},
		"a member":    {`"bob@acme.com" in _ids with input as _snapshot("admin")`, Failure{Got: `"bob@acme.com"`, Want: `a member of {"ann@acme.com"}`}},
		"no member":   {`not "ann@acme.com" in _ids with input as _snapshot("admin")`, Failure{Got: `"ann@acme.com"`, Want: `not a member of {"ann@acme.com"}`}},
		"a truth":     {`rule.absent with input as _snapshot("admin")`, Failure{Got: "undefined", Want: "true"}},
		"a falsehood": {`not _ids with input as _snapshot("admin")`, Failure{Got: `{"ann@acme.com"}`, Want: "false or undefined"}},
		"a local":     {`id := "bob@acme.com"; _ids == {id} with input as _snapshot("admin")`, Failure{Got: `{"ann@acme.com"}`, Want: `{"bob@acme.com"}`}},
		"a call":      {`startswith("a", "b")`, Failure{}},
		"each":        {`every role in ["viewer", "admin"] { _ids == set() with input as _snapshot(role) }`, Failure{Got: `{"ann@acme.com"}`, Want: "set()"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := write(t, map[string]string{
				"budget/adults/adults.rego":      adults,
				"budget/adults/adults_test.rego": testText("test_it if {\n\t" + strings.ReplaceAll(c.body, "; ", "\n\t") + "\n}"),
			})
			report, err := RunTests(context.Background(), TestOptions{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			if len(report.Tests) != 1 || report.Tests[0].Failure == nil {
				t.Fatalf("report is %+v", report)
			}
			got := report.Tests[0].Failure
			if lines := strings.Split(c.body, "; "); !strings.Contains(lines[len(lines)-1], got.Expression) || got.Location.Line < 6 {
				t.Errorf("points at %s: %s", got.Location, got.Expression)
			}
			diff(t, [2]string{c.want.Got, c.want.Want}, [2]string{got.Got, got.Want})
		})
	}
}

func TestRunTestsTellsOutcomesApart(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"budget/adults/adults.rego": adults,
		"budget/adults/adults_test.rego": testText(`test_passes if _ids == {"ann@acme.com"} with input as _snapshot("admin")

test_fails if _ids == set() with input as _snapshot("admin")

test_breaks if 1 / count(rule.findings) == 1 with input as _snapshot("viewer")

todo_test_later if false`),
	})
	report, err := RunTests(context.Background(), TestOptions{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Outcome{}
	for _, r := range report.Tests {
		got[r.Name] = r.Outcome
	}
	const pkg = "rules.budget.adults_test."
	diff(t, map[string]Outcome{pkg + "test_passes": Passed, pkg + "test_fails": Failed, pkg + "test_breaks": Errored, pkg + "todo_test_later": Skipped}, got)
	diff(t, []string{"looks at ann@acme.com"}, report.Tests[1].Output)
	if e := report.Tests[2].Error; !strings.Contains(e, "divide by zero") {
		t.Errorf("error is %q", e)
	}

	only, err := RunTests(context.Background(), TestOptions{Dir: dir, Run: "adults_test.test_p"})
	if err != nil || len(only.Tests) != 1 {
		t.Errorf("with a filter: %+v, %v", only, err)
	}
}

func TestCoverageCountsTheUsersRulesAlone(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"budget/adults/adults.rego":      adults,
		"budget/adults/adults_test.rego": testText(`test_nobody if _ids == set() with input as {}`),
	})
	report, err := RunTests(context.Background(), TestOptions{Dir: dir, Coverage: true})
	if err != nil {
		t.Fatal(err)
	}
	c := report.Coverage
	if c.Percent <= 0 || c.Percent >= 100 || len(c.Uncovered) == 0 {
		t.Fatalf("coverage is %+v", c)
	}
	for _, lines := range c.Uncovered {
		if !strings.HasSuffix(lines.File, "adults.rego") || lines.First > lines.Last {
			t.Errorf("uncovered: %+v", lines)
		}
	}
}

func TestRunTestsRefusesWhatDoesNotLoad(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ rule, test, want string }{
		"rule":         {strings.Replace(adults, "member.role", "member.rolle", 1), testText("test_it if true"), `have: "rolle"; want (one of): [`},
		"field nearby": {strings.Replace(adults, "member.role", "member.rolle", 1), testText("test_it if true"), `(did you mean "role"?)`},
		"test":         {adults, testText("test_it if nothing(1)"), "adults_test.rego:5: undefined function nothing"},
		"package":      {adults, strings.Replace(testText("test_it if true"), "_test", "", 1), "does not match its folder: want package rules.budget.adults_test"},
		"syntax":       {adults, testText("test_it if {"), "adults_test.rego:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := RunTests(context.Background(), TestOptions{Dir: write(t, map[string]string{
				"budget/adults/adults.rego": c.rule, "budget/adults/adults_test.rego": c.test,
			})})
			wantError(t, err, c.want)
		})
	}
}
