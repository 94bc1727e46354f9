package rego

import (
	"testing"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func subject(kind, id string) string {
	return `{"subject": {"kind": "` + kind + `", "id": "` + id + `"}, "message": "is there"}`
}

func TestFindingPointsAtALine(t *testing.T) {
	t.Parallel()
	policy := &Approved{
		Clay:       &ApprovedClay{Roles: &ApprovedRoles{Admin: []string{"x"}}, Tables: map[string]*ApprovedTable{"t_1": {}}},
		Salesforce: map[string]*ApprovedUser{"clay@acme.com": {}},
	}
	yaml := func(line int) evidence.Location { return evidence.Location{File: "leastwise.yaml", Line: line} }
	for name, c := range map[string]struct {
		subject, needs string
		options        Options
		want           evidence.Location
		related        []evidence.Location
		target         string
	}{
		"evidence":                    {subject: subject("clay.member", "ann@acme.com"), needs: "[]", want: evidence.Location{File: "clay.yaml", Line: 7}, target: "clay/acme"},
		"evidence and policy":         {subject: subject("clay.member", "ann@acme.com"), needs: "[policy.clay.roles.admin]", options: Options{Policy: policy}, want: evidence.Location{File: "clay.yaml", Line: 7}, related: []evidence.Location{yaml(23)}, target: "clay/acme"},
		"nowhere, a setting":          {subject: subject("clay.member", "who@acme.com"), needs: "[]", options: Options{Settings: map[string]map[string]any{"budget/x": {}}}, want: yaml(31), target: "clay/acme"},
		"nowhere, a policy":           {subject: subject("clay.member", "who@acme.com"), needs: "[policy.clay.roles]", options: Options{Policy: policy}, want: yaml(22), target: "clay/acme"},
		"nowhere, the source":         {subject: subject("clay.member", "who@acme.com"), needs: "[]", want: yaml(11), target: "clay/acme"},
		"an API object":               {subject: subject("salesforce.permission_set", "Clay"), needs: "[]", want: evidence.Location{File: "leastwise.yaml", Line: 11, API: "PermissionSet/0PS1"}, target: "salesforce/acme"},
		"access of a known user":      {subject: subject("salesforce.permission", "clay@acme.com/ViewAllData"), needs: "[policy.salesforce]", options: Options{Policy: policy}, want: yaml(22), target: "salesforce/acme"},
		"access, written another way": {subject: subject("salesforce.permission", "clay@acme.com/ViewAllData"), needs: "[]", options: Options{Policy: &Approved{Salesforce: map[string]*ApprovedUser{"Clay@Acme.com": {}}}}, want: yaml(22), target: "salesforce/acme"},
		"access of another user":      {subject: subject("salesforce.permission", "b@acme.com/ViewAllData"), needs: "[]", options: Options{Policy: policy}, want: yaml(11), target: "salesforce/acme"},
		"a user of the policy":        {subject: subject("policy.user", "clay@acme.com"), needs: "[]", options: Options{Policy: policy}, want: yaml(22), target: "leastwise"},
		"no policy of Clay":           {subject: subject("policy.clay", "acme"), needs: "[]", want: yaml(21), target: "leastwise"},
		"a table of the policy":       {subject: subject("clay.table", "t_1"), needs: "[policy.clay.tables]", options: Options{Policy: policy}, want: yaml(23), target: "clay/acme"},
		"a dated section":             {subject: subject("snapshot.section", "clay.members"), needs: "[]", want: evidence.Location{File: "clay.yaml", Line: 2}, target: "leastwise"},
		"a date of the config":        {subject: subject("snapshot.section", "salesforce.project"), needs: "[]", options: Options{Settings: map[string]map[string]any{"budget/x": {}}}, want: yaml(12), target: "leastwise"},
		"an undated section":          {subject: subject("snapshot.section", "salesforce.objects"), needs: "[]", want: yaml(11), target: "leastwise"},
		"a section":                   {subject: subject("snapshot.section", "roster.people"), needs: "[]", want: yaml(12), target: "leastwise"},
		"a waiver":                    {subject: subject("policy.waiver", "budget/x:ann*"), needs: "[]", options: Options{Waivers: []Waiver{accepted("ann*", "2027-01-31T00:00:00Z")}}, want: yaml(40), target: "leastwise"},
		"no source of the config":     {subject: subject("policy.waiver", "budget/y:z"), needs: "[]", want: yaml(1), target: "leastwise"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.options.Anchor = anchor
			p := mustLoad(t, map[string]string{"budget/x": ruleText("budget/x", c.needs, "", found(c.subject))}, c.options)
			f := mustAssess(t, p, withSet()).Verdicts[0].Findings[0]
			diff(t, c.want, f.Location)
			diff(t, c.related, f.Related)
			diff(t, c.target, f.Target)
		})
	}
}

func TestFindingWithoutAConfigHasTheLocationOfItsEvidence(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, map[string]string{"budget/x": ruleText("budget/x", "[]", "", found(subject("salesforce.permission_set", "Clay")))}, Options{})
	diff(t, evidence.Location{API: "PermissionSet/0PS1"}, mustAssess(t, p, withSet()).Verdicts[0].Findings[0].Location)
}

func withSet() *snapshot.Snapshot {
	s := member()
	members := s.Coverage["clay.members"]
	members.Location = &evidence.Location{File: "clay.yaml", Line: 2}
	s.Coverage["clay.members"] = members
	s.Salesforce = &salesforce.Org{ID: "acme", PermissionSets: []salesforce.PermissionSet{{Name: "Clay", Kind: salesforce.KindSet, Location: evidence.Location{API: "PermissionSet/0PS1"}}}}
	return s
}

func TestFingerprintStaysWithTheSubject(t *testing.T) {
	t.Parallel()
	base := fingerprint("budget/x", "clay/acme", Subject{Kind: "clay.member", ID: "ann@acme.com"})
	diff(t, "aa40046aab8ed730", base)
	diff(t, base, fingerprint("budget/x", "clay/acme", Subject{Kind: "clay.member", ID: "ann@acme.com", Name: "Ann"}))
	for _, other := range []string{
		fingerprint("budget/y", "clay/acme", Subject{Kind: "clay.member", ID: "ann@acme.com"}),
		fingerprint("budget/x", "clay/tidy", Subject{Kind: "clay.member", ID: "ann@acme.com"}),
		fingerprint("budget/x", "clay/acme", Subject{Kind: "clay.group", ID: "ann@acme.com"}),
		fingerprint("budget/x", "clay/acme", Subject{Kind: "clay.member", ID: "bob@acme.com"}),
	} {
		if other == base {
			t.Errorf("two findings share the fingerprint %s", base)
		}
	}
}

func TestDigestsNameContentNotPlace(t *testing.T) {
	t.Parallel()
	rule := ruleText("ours/one", "[clay.members]", "", reading)
	digests := func(text string, o Options) Digests {
		t.Helper()
		o.RuleDirs = []string{write(t, map[string]string{"ours/one/one.rego": text})}
		p := mustLoad(t, nil, o)
		return p.digests
	}
	user := func(line int, set ...string) Options {
		return Options{Policy: &Approved{Salesforce: map[string]*ApprovedUser{"c@acme.com": {PermissionSets: set, Location: evidence.Location{File: "leastwise.yaml", Line: line}}}}}
	}
	if a, b := digests(rule, user(1)), digests(rule, user(2)); a != b {
		t.Errorf("another folder and line: %v, %v", a, b)
	}
	if a, b := digests(rule, Options{}), digests(rule+"\n", Options{}); a.Rules == b.Rules || a.Policy != "" {
		t.Errorf("another text: %v, %v", a, b)
	}
	if a, b := digests(rule, user(1)), digests(rule, user(1, "Clay")); a.Policy == b.Policy {
		t.Errorf("another policy: %v", a)
	}
	if a, b := digests(rule, user(1)), digests(rule, user(1, []string{}...)); a.Policy == b.Policy {
		t.Errorf("an empty list is a declaration: %v", a)
	}
}
