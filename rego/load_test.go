package rego

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// reading is the body of a rule that reads the members.
const reading = `findings contains finding if {
	some member in input.clay.members
	finding := {"subject": {"kind": "clay.member", "id": member.email}, "message": "is there"}
}`

func TestLoadRefusesBadRules(t *testing.T) {
	t.Parallel()
	good := ruleText("budget/good", "[clay.members]", "", reading)
	edit := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the good rule does not hold %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	const file = "rego/rules/budget/good/good.rego"
	for name, c := range map[string]struct{ text, want string }{
		"clock":             {edit(`"is there"`, `$"at {time.now_ns()}"`), file + ":12: undefined function time.now_ns"},
		"network":           {edit(`"is there"`, `http.send({"method": "get", "url": "http://x"}).body`), file + ":12: undefined function http.send"},
		"process":           {edit(`"is there"`, `opa.runtime().env.PATH`), file + ":12: undefined function opa.runtime"},
		"chance":            {edit(`"is there"`, `rand.intn("x", 2)`), file + ":12: undefined function rand.intn"},
		"misspelt field":    {edit("member.email", "member.emial"), file + `:12: undefined ref: member.emial: have: "emial"; want (one of): ["email"`},
		"misspelt section":  {edit("input.clay.members", "input.clay.membres"), file + ":11: undefined ref: input.clay.membres"},
		"syntax":            {edit("some member in", "some member im"), file + ":11: "},
		"unused import":     {edit("package rules.budget.good", "package rules.budget.good\nimport data.lib.clock"), file + ":9: import data.lib.clock unused"},
		"other package":     {edit("package rules.budget.good", "package rules.budget.bad"), file + ":8: package rules.budget.bad does not match its folder: want package rules.budget.good"},
		"package of main":   {edit("package rules.budget.good", "package main"), file + ":8: package main does not match its folder"},
		"no findings":       {edit("findings contains finding", "finding contains finding"), file + ":8: the package does not define findings"},
		"findings a value":  {edit("findings contains finding if", "findings := [finding] if"), file + ":10: findings must be a set"},
		"findings a map":    {edit("findings contains finding if", "findings[1] contains finding if"), file + ":10: findings must be a set"},
		"no metadata":       {good[strings.Index(good, "package"):], file + ":1: the package has no METADATA"},
		"metadata not YAML": {edit("# title: A rule", "# title: [A rule"), file + ":"},
		"unknown key":       {edit("# title:", "# titl:"), file + `:2: unknown key "titl" (did you mean "title"?)`},
		"unknown custom":    {edit("#   severity:", "#   severty:"), file + `:5: custom: unknown key "severty" (did you mean "severity"?)`},
		"no title":          {edit("# title: A rule\n", ""), file + ":1: title: is missing"},
		"no description":    {edit("# description: What it is for.", "# description:"), file + ":1: description: is missing"},
		"no remediation":    {edit("#   remediation: Mend it.\n", ""), file + ":5: custom.remediation: is missing"},
		"no severity":       {edit("#   severity: medium\n", ""), file + ":5: custom.severity: is missing: want one of critical, high, medium, low"},
		"unknown severity":  {edit("severity: medium", "severity: hig"), file + `:5: custom.severity: unknown severity "hig" (did you mean "high"?)`},
		"no needs":          {edit("#   needs: [clay.members]\n", ""), file + ":5: custom.needs: is missing"},
		"unknown section":   {edit("[clay.members]", "[clay.membrs]"), file + `:5: custom.needs: unknown section "clay.membrs" (did you mean "clay.members"?)`},
		"unknown policy":    {edit("[clay.members]", "[clay.members, policy.clay.rolls]"), `unknown section "policy.clay.rolls" (did you mean "policy.clay.roles"?)`},
		"section twice":     {edit("[clay.members]", "[clay.members, clay.members]"), `names "clay.members" twice`},
		"section not named": {edit("[clay.members]", "[]"), file + ":8: custom.needs: does not name clay.members, but the rule reads input.clay.members"},
		"unknown partial":   {edit("[clay.members]", "[clay.members]\n#   on_partial: maybe"), `custom.on_partial: is "maybe"`},
		"half a roster":     {edit("[clay.members]", "[clay.members, roster.people]\n#   on_partial: judge"), file + ":5: custom.on_partial: is not for a rule that needs roster.people"},
		"each not needed":   {edit("[clay.members]", "[clay.members]\n#   each: clay.tables"), `custom.each: is "clay.tables", which custom.needs does not name`},
		"param no default":  {edit("[clay.members]", "[clay.members]\n#   params:\n#     days: {description: Days}"), file + ":9: custom.params.days.default: is missing"},
		"param no words":    {edit("[clay.members]", "[clay.members]\n#   params:\n#     days: {default: 1}"), file + ":9: custom.params.days.description: is missing"},
		"control empty":     {edit("[clay.members]", "[clay.members]\n#   controls: {soc2: []}"), "custom.controls.soc2: names no control"},
		"item not listed":   {edit("[clay.members]", "[clay.members]\n#   controls: {clay-access-audit: [\"10\", \"11\"]}"), file + `:5: custom.controls.clay-access-audit: has no item "11"`},
		"item is no number": {edit("[clay.members]", "[clay.members]\n#   controls: {salesforce-restricted-user: [\"01\"]}"), file + `:5: custom.controls.salesforce-restricted-user: has no item "01"`},
		"controls no list":  {edit("[clay.members]", "[clay.members]\n#   controls: {soc2: CC6.1}"), file + ":8: custom.controls.soc2: wants a list"},
		"reference no ref":  {edit("# custom:", "# related_resources:\n#   - description: x\n# custom:"), file + ":1: invalid related-resource definition map[description:x]: 'ref' value required"},
		"empty file":        {"# nothing\n", file},
		"too large":         {good + strings.Repeat("#\n", 1<<19), file + ": is larger than 1 MB, the limit for a rule"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(context.Background(), tree(t, map[string]string{"budget/good": c.text}), Options{})
			wantError(t, err, c.want)
			for line := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(line, file+":") {
					t.Errorf("line does not name the file and line: %s", line)
				}
			}
		})
	}
	mustLoad(t, map[string]string{"budget/good": good}, Options{})
}

func TestLoadRefusesNoRules(t *testing.T) {
	t.Parallel()
	_, err := load(context.Background(), tree(t, nil), Options{})
	wantError(t, err, "there is no rule: want <family>/<rule>/<rule>.rego")
	fsys := tree(t, nil)
	delete(fsys, "main/main.rego")
	_, err = load(context.Background(), fsys, Options{})
	wantError(t, err, "there is no rule")
}

func TestLoadRefusesATreeWithoutMain(t *testing.T) {
	t.Parallel()
	fsys := tree(t, map[string]string{"budget/good": ruleText("budget/good", "[clay.members]", "", reading)})
	delete(fsys, "main/main.rego")
	_, err := load(context.Background(), fsys, Options{})
	wantError(t, err, "main.rego does not define findings")
}

// write lays out a folder of rules by relative path.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoadTakesRuleDirs(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"ours/one/one.rego":       ruleText("ours/one", "[clay.members]", "", reading),
		"rules/ours/two/two.rego": ruleText("ours/two", "[roster.people]", "", "import data.lib.roster\n\nfindings contains finding if {\n\tnot roster.employs(\"x@acme.com\")\n\tfinding := {\"subject\": {\"kind\": \"ours.thing\", \"id\": \"x\"}, \"message\": \"is new\"}\n}"),
		"ours/one/one_test.rego":  "package not.read {",
		".git/x.rego":             "not read",
		"README.md":               "not read",
	})
	p := mustLoad(t, map[string]string{"budget/good": ruleText("budget/good", "[clay.members]", "", reading)}, Options{RuleDirs: []string{dir}})
	got := map[string]bool{}
	for _, r := range p.Rules() {
		got[r.ID] = r.Custom
	}
	want := map[string]bool{"budget/good": false, "ours/one": true, "ours/two": true}
	diff(t, want, got)
	a := mustAssess(t, p, member())
	v := verdictOf(t, a, "ours/two")
	if v.Outcome != Failed || v.Findings[0].Subject.Kind != "ours.thing" {
		t.Errorf("a rule of ours may judge a kind of subject of ours: %+v", v)
	}
}

func TestLoadRefusesBadRuleDirs(t *testing.T) {
	t.Parallel()
	good := ruleText("ours/one", "[clay.members]", "", reading)
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing":         {map[string]string{"README.md": "x"}, ": holds no rule"},
		"too shallow":     {map[string]string{"one.rego": good}, "one.rego: is not where a rule lies"},
		"too deep":        {map[string]string{"a/ours/one/one.rego": good}, "a/ours/one/one.rego: is not where a rule lies"},
		"other file name": {map[string]string{"ours/one/two.rego": good}, "is not where a rule lies"},
		"lib":             {map[string]string{"lib/clock/clock.rego": "package lib.clock"}, "is a lib of your own, and only rules are taken"},
		"upper case":      {map[string]string{"ours/One/One.rego": good}, `"One" is no name for a rule`},
		"upper-case end":  {map[string]string{"ours/one/one.rego": good, "ours/two/two.REGO": good}, "ours/two/two.REGO: would not be read as a rule"},
		"called a test":   {map[string]string{"ours/one/one.rego": good, "ours/a_test/a_test.rego": good}, "ours/a_test/a_test.rego: would not be read as a rule"},
		"embedded id":     {map[string]string{"budget/good/good.rego": ruleText("budget/good", "[clay.members]", "", reading)}, "rule budget/good is there already, in rego/rules/budget/good/good.rego"},
		"both layouts":    {map[string]string{"ours/one/one.rego": good, "rules/ours/one/one.rego": good}, "rule ours/one is there already"},
		"another's rules": {map[string]string{"ours/one/one.rego": good + "\ndata.main.findings := 1\n"}, "ours/one/one.rego:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			builtin := tree(t, map[string]string{"budget/good": ruleText("budget/good", "[clay.members]", "", reading)})
			_, err := load(context.Background(), builtin, Options{RuleDirs: []string{write(t, c.files)}})
			wantError(t, err, c.want)
		})
	}
	_, err := load(context.Background(), tree(t, nil), Options{RuleDirs: []string{filepath.Join(t.TempDir(), "absent")}})
	wantError(t, err, "read rules: ")
}

func TestLoadRefusesLinksThatLeaveTheFolder(t *testing.T) {
	t.Parallel()
	outside := write(t, map[string]string{"one.rego": ruleText("ours/one", "[clay.members]", "", reading)})
	dir := write(t, map[string]string{"ours/two/two.rego": ruleText("ours/two", "[clay.members]", "", reading)})
	link := func(to, name string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skipf("symbolic links cannot be made here: %v", err)
		}
	}
	link(filepath.Join(outside, "one.rego"), "ours/one/one.rego")
	link("ours", "theirs")
	_, err := load(context.Background(), tree(t, nil), Options{RuleDirs: []string{dir}})
	wantError(t, err, "ours/one/one.rego: is a symbolic link that leaves the folder of rules")
	wantError(t, err, "theirs: is a symbolic link to a folder")
}

func TestNoBuiltinReadsTheWorld(t *testing.T) {
	t.Parallel()
	for _, b := range pure().Builtins {
		for _, word := range []string{"now", "http", "rand", "uuid", "runtime", "lookup", "jwt", "x509.parse_and_verify"} {
			if strings.Contains(b.Name, word) {
				t.Errorf("rules may call %s", b.Name)
			}
		}
		if b.Nondeterministic {
			t.Errorf("rules may call %s, which OPA calls nondeterministic", b.Name)
		}
	}
}
