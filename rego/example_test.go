package rego

import (
	"testing"
)

func TestExampleIsAFindingOfTheTests(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"budget/long/long.rego":      tidyRule,
		"budget/long/long_test.rego": tidyTest + "\ntest_flags_ann if {\n\trule.findings == {{\n\t\t\"subject\": {\"kind\": \"clay.member\", \"id\": \"ann\"},\n\t\t\"message\": \"ann has a long name\",\n\t}} with input as _named(\"\")\n}\n",
		"budget/adults/adults.rego":  adults,
	})
	p, err := Load(t.Context(), Options{RuleDirs: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.Example("budget/long")
	if err != nil {
		t.Fatal(err)
	}
	diff(t, &Finding{Subject: Subject{Kind: "clay.member", ID: "ann"}, Message: "ann has a long name"}, f)
	for _, id := range []string{"budget/adults", "budget/absent"} { // no test, no rule
		if f, err := p.Example(id); f != nil || err != nil {
			t.Errorf("%s: %+v, %v", id, f, err)
		}
	}
	if got := p.Source("budget/adults"); got != dir+"/budget/adults/adults.rego" {
		t.Errorf("source is %s", got)
	}
}

func TestEveryRuleOfOursHasAnExampleAndASource(t *testing.T) {
	t.Parallel()
	p, err := Load(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range p.Rules() {
		if f, err := p.Example(r.ID); f == nil || err != nil {
			t.Errorf("%s: its tests write out no whole finding (%v): let the first test compare one", r.ID, err)
		}
		if got, want := p.Source(r.ID), "rego/rules/"+r.ID+r.ID[len(r.Family):]+".rego"; got != want {
			t.Errorf("%s lies at %s, want %s", r.ID, got, want)
		}
	}
}
