package rego

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tidyRule is a rule of a user, and its test, that nothing is wrong with.
const tidyRule = `# METADATA
# title: Member has a long name
# description: Long names hide short ones.
# custom:
#   severity: low
#   needs: [clay.members]
#   remediation: Shorten it.
package rules.budget.long

# METADATA
# description: every member with a long name
findings contains finding if {
	some member in input.clay.members
	count(member.name) > 20
	finding := {
		"subject": {"kind": "clay.member", "id": member.email},
		"message": $"{member.email} has a long name",
	}
}
`

const tidyTest = `package rules.budget.long_test

import data.rules.budget.long as rule

test_flags_long_name if count(rule.findings) == 1 with input as _named("abcdefghijklmnopqrstu")

test_allows_short_name if count(rule.findings) == 0 with input as _named("abcdefghijklmnopqrst")

_named(name) := {"clay": {"members": [{"email": "ann@acme.com", "name": name}]}}
`

func checked(t *testing.T, rule, test string) (report *CheckReport, problems, notes []string) {
	t.Helper()
	files := map[string]string{"budget/long/long.rego": rule}
	if test != "" {
		files["budget/long/long_test.rego"] = test
	}
	dir := write(t, files)
	report, err := CheckRules(dir)
	if err != nil {
		t.Fatal(err)
	}
	short := func(err error) string {
		return strings.TrimPrefix(err.Error(), filepath.ToSlash(dir)+"/budget/long/")
	}
	for _, p := range report.Problems {
		problems = append(problems, short(p))
	}
	for _, n := range report.Notes {
		notes = append(notes, short(n))
	}
	return report, problems, notes
}

func TestCheckFindsNothingInATidyRule(t *testing.T) {
	t.Parallel()
	report, problems, notes := checked(t, tidyRule, tidyTest)
	if len(problems)+len(notes) > 0 {
		t.Errorf("problems %q, notes %q", problems, notes)
	}
	diff(t, []string{"budget/long"}, report.Rules)
}

func TestCheckNamesWhatIsAgainstTheHouseRules(t *testing.T) {
	t.Parallel()
	in := func(text, old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("no %q to edit", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	for name, c := range map[string]struct{ rule, test, want string }{
		"not formatted":      {in(tidyRule, "\tsome member", "  some member"), tidyTest, "long.rego: is not formatted"},
		"test not formatted": {tidyRule, in(tidyTest, " == 1", "  == 1"), "long_test.rego: is not formatted"},
		"no test":            {tidyRule, "", "long.rego: has no test beside it"},
		"no flags":           {tidyRule, in(tidyTest, "test_flags", "test_finds"), "long_test.rego: wants a test called test_flags_<what>"},
		"no allows":          {tidyRule, in(tidyTest, "test_allows", "test_ignores"), "long_test.rego: wants a test called test_allows_<what>"},
		"test left out":      {tidyRule, tidyTest + "\ntodo_test_later if false\n", "long_test.rego:11: todo_test_later never runs"},
		"print":              {in(tidyRule, "\tcount(member.name)", "\tprint(member.name)\n\tcount(member.name)"), tidyTest, "long.rego:14: print is for the time of writing"},
		"too long":           {tidyRule + strings.Repeat("\n# x\n", 60), tidyTest, "long.rego: has 139 lines, and a rule has up to 120: make two rules of it"},
		"other rule":         {in(tidyRule, "\tcount(member.name)", "\tnot data.rules.budget.other.findings\n\tcount(member.name)"), tidyTest, "long.rego:14: reads data.rules.budget.other.findings"},
		"import says naught": {in(tidyRule, "package rules.budget.long\n", "package rules.budget.long\n\nimport rego.v1\n"), tidyTest, "long.rego:10: import rego.v1 says nothing"},
		"full stop":          {in(tidyRule, "a long name\n", "a long name.\n"), tidyTest, "long.rego:8: title: want one line"},
		"message ends":       {in(tidyRule, `long name",`, `long name.",`), tidyTest, "long.rego:17: a message is one sentence without a full stop"},
		"not filled in":      {in(tidyRule, `long name",`, `FILL IN",`), tidyTest, "long.rego:17: still says FILL IN"},
		"no sentence":        {in(tidyRule, "Shorten it.", "Shorten it"), tidyTest, "long.rego:8: custom.remediation: is made of sentences"},
		"title of ours":      {in(tidyRule, "Member has a long name", "Clay admin is not approved"), tidyTest, "long.rego:8: title: is that of least_privilege/clay_admin_not_approved"},
		"half a roster":      {in(tidyRule, "[clay.members]", "[clay.members, roster.people]\n#   on_partial: judge"), tidyTest, "long.rego:5: custom.on_partial: is not for a rule that needs roster.people"},
		"misspelt field":     {in(tidyRule, "member.name)", "member.nmae)"), tidyTest, `(did you mean "name"?)`},
		"unknown section":    {in(tidyRule, "clay.members]", "clay.membrs]"), tidyTest, `long.rego:5: custom.needs: unknown section "clay.membrs" (did you mean "clay.members"?)`},
		"misspelt policy":    {in(tidyRule, "\tcount(member.name)", "\tnot member.email in data.policy.clay.rolez.admin\n\tcount(member.name)"), tidyTest, `long.rego:14: reads data.policy.clay.rolez, which nothing defines (did you mean "roles"?)`},
		"needs too little":   {in(tidyRule, "[clay.members]", "[]"), tidyTest, "long.rego:8: custom.needs: does not name clay.members"},
		"no findings":        {in(tidyRule, "findings contains", "found contains"), tidyTest, "long.rego:8: the package does not define findings"},
		"test is broken":     {tidyRule, in(tidyTest, "_named(name)", "_nmaed(name)"), "long_test.rego:5: undefined function"},
		"two things":         {in(in(tidyRule, "Shorten it.", "Shorten it"), "member.name)", "member.nmae)"), tidyTest, "custom.remediation: is made of sentences"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems, _ := checked(t, c.rule, c.test)
			if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, c.want) }) {
				t.Errorf("want %q, got %q", c.want, problems)
			}
		})
	}
}

func TestCheckNotesWhatIsHardlyMeant(t *testing.T) {
	t.Parallel()
	_, problems, notes := checked(t, strings.Replace(tidyRule, `"clay.member"`, `"clay.memebr"`, 1), tidyTest)
	diff(t, []string{`long.rego:16: unknown kind of subject "clay.memebr" (did you mean "clay.member"?): its findings point at no line of the evidence`}, notes)
	if len(problems) > 0 {
		t.Errorf("problems: %q", problems)
	}
}

func TestCheckNotesAPolicyThatTheRuleDoesNotNeed(t *testing.T) {
	t.Parallel()
	rule := strings.Replace(tidyRule, "\tcount(member.name)", "\tmember.email != data.policy.clay.roles.admin[0]\n\tcount(member.name)", 1)
	_, problems, notes := checked(t, rule, tidyTest)
	diff(t, []string{"long.rego:14: reads data.policy.clay.roles.admin, which custom.needs does not name: where nobody declares it, the rule is judged without it"}, notes)
	if len(problems) > 0 {
		t.Errorf("problems: %q", problems)
	}
	for _, need := range []string{"policy.clay", "policy.clay.roles", "policy.clay.roles.admin"} {
		if _, _, notes := checked(t, strings.Replace(rule, "[clay.members]", "[clay.members, "+need+"]", 1), tidyTest); len(notes) > 0 {
			t.Errorf("%s: %q", need, notes)
		}
	}
}

func TestCheckOffersWhatOpaFmtWouldWrite(t *testing.T) {
	t.Parallel()
	report, _, _ := checked(t, strings.Replace(tidyRule, "\tsome", "  some", 1), tidyTest)
	if len(report.Unformatted) != 1 {
		t.Fatalf("unformatted: %v", sortedKeys(report.Unformatted))
	}
	for file, text := range report.Unformatted {
		if !strings.HasSuffix(file, "/long.rego") {
			t.Errorf("file is %s", file)
		}
		diff(t, tidyRule, string(text))
	}
}

func TestCheckGoesOnAfterAFileThatDoesNotParse(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"budget/long/long.rego":      strings.Replace(tidyRule, "member.name)", "member.nmae)", 1),
		"budget/long/long_test.rego": tidyTest,
		"budget/torn/torn.rego":      "package rules.budget.torn\n\nfindings contains if {\n",
		"budget/long.rego":           tidyRule,
	})
	report, err := CheckRules(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(report.Problems)
	for _, want := range []string{"torn.rego:3: ", `(did you mean "name"?)`, "budget/long.rego: is not where a rule lies"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

func TestCheckRefusesTheIDOfABuiltInRule(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("rules/evidence/waiver_expired/waiver_expired.rego")
	if err != nil {
		t.Fatal(err)
	}
	report, err := CheckRules(write(t, map[string]string{"evidence/waiver_expired/waiver_expired.rego": string(text)}))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(report.Problems); !strings.Contains(got, "rule evidence/waiver_expired is there already, in rego/rules/") {
		t.Errorf("problems: %s", got)
	}
}

func TestCheckRefusesAFolderWithoutRules(t *testing.T) {
	t.Parallel()
	if _, err := CheckRules(filepath.Join(t.TempDir(), "absent")); err == nil {
		t.Error("a folder that is not there is checked")
	}
	_, err := CheckRules(t.TempDir())
	wantError(t, err, "holds no rule")
}

func TestNewRuleIsTidyAndItsTestFails(t *testing.T) {
	t.Parallel()
	files, err := NewRule("budget/long")
	if err != nil {
		t.Fatal(err)
	}
	dir := write(t, files)
	report, err := CheckRules(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range report.Problems {
		if !strings.Contains(p.Msg, "still says FILL IN") {
			t.Errorf("problem %v", p)
		}
	}
	if len(report.Problems) != 5 || len(report.Notes) != 1 {
		t.Errorf("problems %v, notes %v: want every placeholder", report.Problems, report.Notes)
	}
	_, err = Load(t.Context(), Options{RuleDirs: []string{dir}})
	wantError(t, err, "long.rego:2: still says FILL IN")
	tests, err := RunTests(t.Context(), TestOptions{Dir: dir})
	if err != nil || tests.Count(Failed) != 1 || tests.Count(Passed) != 2 {
		t.Errorf("tests %+v, %v", tests, err)
	}
}

func TestNewRuleRefusesBadNames(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"":                        "no id of a rule",
		"budget":                  "no id of a rule",
		"budget/a/b":              "no id of a rule",
		"../x":                    `".." is no name`,
		"Budget/x":                `"Budget" is no name`,
		"budget/":                 `"" is no name`,
		"budget/a-b":              `"a-b" is no name`,
		"budget/old_test":         "read as a test",
		"budget/default":          `"default" is no name for a rule: it is a word of Rego`,
		"every/x":                 `"every" is no name for a rule: it is a word of Rego`,
		"evidence/waiver_expired": "is there already",
	} {
		_, err := NewRule(id)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", id, err, want)
		}
	}
}
