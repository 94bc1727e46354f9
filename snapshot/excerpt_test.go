package snapshot

import (
	"fmt"
	"testing"

	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"

	"github.com/google/go-cmp/cmp"
)

// crowd is the sample with what an excerpt leaves out.
func crowd() *Snapshot {
	s := sample()
	o := s.Salesforce
	for i := range 1200 {
		o.Users = append(o.Users, salesforce.User{Username: fmt.Sprintf("aa%04d@acme.com", i)})
	}
	s.Roster.People = append(s.Roster.People, roster.Person{Email: "aa1199@acme.com"}, roster.Person{Email: "nobody@acme.com"})
	o.Assignments = append(o.Assignments, salesforce.Assignment{User: "ann@acme.com", Set: "Clay"})
	o.Tokens = append(o.Tokens, salesforce.Token{ID: "1", User: "ann@acme.com"})
	o.Logins = append(o.Logins, salesforce.Login{User: "ann@acme.com", First: "2026-01-01T00:00:00Z", Last: "2026-01-01T00:00:00Z"})
	o.Objects = append(o.Objects, salesforce.Object{Name: "Secret__c"})
	o.SharingRules = append(o.SharingRules, salesforce.SharingRule{Object: "Secret__c", Name: "R", SharedTo: []salesforce.Principal{{Kind: "role", Name: "Spies"}}})
	o.Roles = append(o.Roles, salesforce.Role{Name: "Spies"})
	o.PublicGroups = append(o.PublicGroups, salesforce.PublicGroup{Name: "Spies"})
	s.tidy()
	return s
}

func TestExcerptKeepsWhatReportsShow(t *testing.T) {
	t.Parallel()
	s := crowd()
	s.Salesforce.Access[0].Objects = s.Salesforce.Access[0].Objects[1:] // Account alone, without "*"
	before := string(canonical(t, s))
	e := s.Excerpt()

	if !e.Trimmed || s.Trimmed {
		t.Error("the excerpt, and it alone, is marked")
	}
	for name, pair := range map[string][2]any{
		"clay":     {s.Clay, e.Clay},
		"coverage": {s.Coverage, e.Coverage},
		"access":   {s.Salesforce.Access, e.Salesforce.Access},
		"settings": {s.Salesforce.Settings, e.Salesforce.Settings},
		"apps":     {s.Salesforce.Apps, e.Salesforce.Apps},
		"groups":   {s.Salesforce.Groups, e.Salesforce.Groups},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s is not kept:\n%s", name, diff)
		}
	}

	var people, users, sets, objects, rules, roles []string
	for _, p := range e.Roster.People {
		people = append(people, p.Email)
	}
	if diff := cmp.Diff([]string{"ann@acme.com"}, people); diff != "" {
		t.Errorf("roster:\n%s", diff)
	}
	for _, u := range e.Salesforce.Users {
		users = append(users, u.Username)
	}
	if len(users) != MaxExcerptUsers || users[0] != "aa0000@acme.com" || users[999] != "clay@acme.com" {
		t.Errorf("%d users, from %s to %s", len(users), users[0], users[len(users)-1])
	}
	for _, p := range e.Salesforce.PermissionSets {
		sets = append(sets, p.Name+" "+p.Kind+" "+p.Location.String())
		if len(p.Permissions)+len(p.Objects)+len(p.Fields)+len(p.Setup)+len(p.Lines)+len(p.LoginIPRanges) > 0 {
			t.Errorf("%s keeps grants: %+v", p.Name, p)
		}
	}
	if len(sets) != 3 || sets[0] != "Clay permission_set "+setFile(1).String() {
		t.Errorf("permission sets: %q", sets)
	}
	for _, x := range e.Salesforce.Objects {
		objects = append(objects, x.Name)
		if len(x.Fields) > 0 {
			t.Errorf("%s keeps its fields", x.Name)
		}
	}
	for _, r := range e.Salesforce.SharingRules {
		rules = append(rules, r.Name)
	}
	for _, r := range e.Salesforce.Roles {
		roles = append(roles, r.Name)
	}
	if diff := cmp.Diff([][]string{{"Account"}, {"Clay_EMEA"}, {"Clay"}}, [][]string{objects, rules, roles}); diff != "" {
		t.Errorf("objects, sharing rules, roles:\n%s", diff)
	}
	if len(e.Salesforce.Assignments) != 2 || len(e.Salesforce.Tokens) != 1 || len(e.Salesforce.Logins) != 1 || len(e.Salesforce.PublicGroups) != 0 {
		t.Errorf("keeps others' assignments, tokens, logins or groups")
	}

	scribble(e)
	if diff := cmp.Diff(before, string(canonical(t, s))); diff != "" {
		t.Errorf("the original changed with its excerpt:\n%s", diff)
	}
}

// scribble changes an excerpt through every kind of reference.
func scribble(e *Snapshot) {
	e.Coverage["clay.members"] = e.Coverage["clay.usage"]
	*e.Clay.Workspace.RowCeiling = 1
	e.Clay.Members[0].Groups[0] = "x"
	e.Clay.Members[0].Provenance["role"] = "x"
	e.Clay.Tables[0].Columns[0].InlineHeaderNames[0] = "x"
	e.Salesforce.Access[0].Fields[0].Via[0].Access[0] = "x"
	e.Salesforce.Access[0].Potential.Permissions[0].Name = "x"
	e.Salesforce.Objects[0].Name = "x"
	e.Salesforce.Users[0].Username = "x"
	*e.Salesforce.Apps[0].RefreshDays = 1
	e.Roster.People[0].Aliases[0] = "x"
}

func TestExcerptOfAUserWhoReachesAllKeepsAllObjects(t *testing.T) {
	t.Parallel()
	e := crowd().Excerpt()
	if len(e.Salesforce.Objects) != 2 || len(e.Salesforce.SharingRules) != 2 {
		t.Errorf("%d objects, %d sharing rules; want 2 and 2", len(e.Salesforce.Objects), len(e.Salesforce.SharingRules))
	}
}

func TestExcerptOfNothingIsNothing(t *testing.T) {
	t.Parallel()
	e := (&Snapshot{Version: 1}).Excerpt()
	if e.Clay != nil || e.Salesforce != nil || e.Roster != nil || e.Version != 1 {
		t.Errorf("got %+v", e)
	}
}
