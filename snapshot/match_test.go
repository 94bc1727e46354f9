package snapshot

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// takeMembers takes a snapshot of a workspace of these members and of a roster of these people.
func takeMembers(t *testing.T, members, people []string, c roster.Config) *Snapshot {
	t.Helper()
	dir := t.TempDir()
	inventory := "workspace: {id: acme}\nmembers:\n"
	for _, m := range members {
		inventory += "  - {" + m + ", role: editor}\n"
	}
	for name, text := range map[string]string{"clay.yaml": inventory, "roster.csv": "email\n" + strings.Join(people, "\n") + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.CSV = "roster.csv"
	s, err := Take(t.Context(), Config{Clay: &clay.Config{Workspace: "acme", Inventory: "clay.yaml"}, Roster: &c}, Options{Dir: dir, TakenAt: noon(), Tool: Tool{Name: "leastwise"}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTakeSaysWhoseEachAddressIs(t *testing.T) {
	t.Parallel()
	s := takeMembers(t, []string{"email: Ann@acme.com", "email: bob@acme.io", "email: ann+clay@acme.com", "email: eve@else.com, external: true, sponsor: cy@acme.com"},
		[]string{"ann@acme.com", "bob@acme.com", "cy@acme.com", "dee@acme.com"},
		roster.Config{Match: &roster.Rules{Domains: map[string]string{"acme.io": "acme.com"}, PlusAddressing: true}})
	want := []roster.Match{
		{Email: "ann+clay@acme.com", Person: "ann@acme.com", How: roster.Plus}, {Email: "ann@acme.com", Person: "ann@acme.com", How: roster.Exact},
		{Email: "bob@acme.io", Person: "bob@acme.com", How: roster.Domain}, {Email: "cy@acme.com", Person: "cy@acme.com", How: roster.Exact},
	}
	if diff := cmp.Diff(want, s.Roster.Matches); diff != "" {
		t.Error(diff)
	}
	if state := s.Coverage["roster.people"].State; state != evidence.Complete {
		t.Errorf("roster.people is %s", state)
	}
}

func TestTakeKeepsTheRulesOfMatchingInLowerCase(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ rules, want *roster.Rules }{
		"none":       {nil, nil},
		"an empty":   {&roster.Rules{Location: config(7)}, nil},
		"tags alone": {&roster.Rules{PlusAddressing: true}, &roster.Rules{PlusAddressing: true, Aliases: map[string]string{}, Domains: map[string]string{}}},
		"all": {
			&roster.Rules{Aliases: map[string]string{"CISO@acme.com": "Ann@acme.com"}, Domains: map[string]string{"Acme.IO": "ACME.com"}, Location: config(7)},
			&roster.Rules{Aliases: map[string]string{"ciso@acme.com": "ann@acme.com"}, Domains: map[string]string{"acme.io": "acme.com"}, Location: config(7)},
		},
	} {
		s := takeMembers(t, []string{"email: ann@acme.com"}, []string{"ann@acme.com"}, roster.Config{Match: test.rules})
		if diff := cmp.Diff(test.want, s.Roster.Match); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTakeDoubtsARosterThatKnowsTooFewMembers(t *testing.T) {
	t.Parallel()
	zero, all := 0.0, 1.0
	four := []string{"email: a@x.example", "email: b@x.example", "email: c@x.example", "email: d@x.example"}
	for name, test := range map[string]struct {
		members, people []string
		share           *float64
		want            string
	}{
		"half":                       {four, []string{"a@x.example", "b@x.example"}, nil, ""},
		"fewer than half":            {four, []string{"a@x.example", "z@x.example", "y@x.example", "x@x.example"}, nil, "the roster knows 1 of the 4 active members of the Clay workspace, fewer than the share of 0.5"},
		"nobody":                     {four, nil, nil, "the roster lists nobody; the roster knows 0 of the 4 active members"},
		"nobody in either":           {nil, nil, nil, "the roster lists nobody"},
		"half, where all are wanted": {four, []string{"a@x.example", "b@x.example"}, &all, "knows 2 of the 4"},
		"none, where none is wanted": {four, []string{"z@x.example"}, &zero, ""},
		"externals and invitations do not count": {append([]string{"email: e@y.example, external: true", "email: f@y.example, state: pending", "email: g@y.example, state: pending"}, four...),
			[]string{"a@x.example", "b@x.example"}, nil, ""},
	} {
		s := takeMembers(t, test.members, test.people, roster.Config{MinShare: test.share})
		got := s.Coverage["roster.people"]
		switch {
		case test.want == "" && (got.State != evidence.Complete || got.Reason != ""),
			test.want != "" && (got.State != evidence.Partial || !strings.Contains(got.Reason, test.want)):
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// A sandbox puts .invalid behind every email; in no other org, and of nobody but its users, is that
// more than an address that stands on no roster.
func TestMatchTakesTheEndingOfASandboxOff(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for name, test := range map[string]struct {
		sandbox *bool
		email   string
		want    string
	}{
		"a sandbox":            {&yes, "ann@acme.com.invalid", "ann@acme.com sandbox"},
		"by another way too":   {&yes, "ann@acme.io.invalid", "ann@acme.com sandbox"},
		"somebody else":        {&yes, "eve@acme.com.invalid", ""},
		"without the ending":   {&yes, "ann@acme.com", "ann@acme.com exact"},
		"a production org":     {&no, "ann@acme.com.invalid", ""},
		"an org nobody asked":  {nil, "ann@acme.com.invalid", ""},
		"on the roster itself": {&yes, "cy@acme.com.invalid", "cy@acme.com.invalid exact"},
	} {
		s := &Snapshot{
			Salesforce: &salesforce.Org{Sandbox: test.sandbox, Users: []salesforce.User{{Username: "user@acme.com.dev", Email: test.email}}},
			Roster:     &roster.Roster{People: []roster.Person{{Email: "ann@acme.com"}, {Email: "cy@acme.com.invalid"}, {Email: "cy@acme.com"}}},
		}
		s.match(&roster.Config{Match: &roster.Rules{Domains: map[string]string{"acme.io": "acme.com"}}})
		got := ""
		for _, m := range s.Roster.Matches {
			if m.Email == test.email {
				got = m.Person + " " + string(m.How)
			}
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	s := &Snapshot{
		Clay:       &clay.Workspace{Members: []clay.Member{{Email: "ann@acme.com.invalid"}}},
		Salesforce: &salesforce.Org{Sandbox: &yes}, Roster: &roster.Roster{People: []roster.Person{{Email: "ann@acme.com"}}},
	}
	if s.match(&roster.Config{}); len(s.Roster.Matches) > 0 {
		t.Errorf("a member of Clay is taken for the user of a sandbox: %+v", s.Roster.Matches)
	}
}

func TestExcerptKeepsWhoIsMatchedByARule(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Roster.People = append(s.Roster.People, roster.Person{Email: "zoe@acme.com"})
	member := s.Clay.Members[0]
	member.ID, member.Email = "u_zoe", "zoe@acme.io"
	s.Clay.Members = append(s.Clay.Members, member)
	s.Roster.Matches = append(s.Roster.Matches, roster.Match{Email: "zoe@acme.io", Person: "zoe@acme.com", How: roster.Domain}, roster.Match{Email: "zzz@acme.com", Person: "cy@acme.com", How: roster.Alias})
	e := s.Excerpt()
	last := e.Roster.People[len(e.Roster.People)-1]
	if got := fmt.Sprint(last.Email, e.Roster.Matches[len(e.Roster.Matches)-1]); got != "zoe@acme.com{zoe@acme.io zoe@acme.com domain}" {
		t.Errorf("got %s", got)
	}
}

func TestValidateRefusesAMatchWithNobody(t *testing.T) {
	t.Parallel()
	for want, match := range map[string]roster.Match{
		`roster.matches[0].person: "x@acme.com" is not the email of anybody on the roster`:              {Email: "a@acme.com", Person: "x@acme.com", How: roster.Exact},
		`roster.matches[0].how: "guess" is not one of exact, alias, domain, plus, plus_domain, sandbox`: {Email: "a@acme.com", Person: "ann@acme.com", How: "guess"},
		`roster.matches[0].email: "A@acme.com" is not in lower case`:                                    {Email: "A@acme.com", Person: "ann@acme.com", How: roster.Exact},
	} {
		s := sample()
		s.Roster.Matches = []roster.Match{match}
		if err := s.Validate(); fmt.Sprint(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestValidateRefusesARuleOfMatchingThatFindsNobody(t *testing.T) {
	t.Parallel()
	for want, rules := range map[string]roster.Rules{
		`roster.match.aliases["A@acme.com"]: "A@acme.com" is not in lower case`:   {Aliases: map[string]string{"A@acme.com": "ann@acme.com"}},
		`roster.match.aliases["a@acme.com"]: "Ann@acme.com" is not in lower case`: {Aliases: map[string]string{"a@acme.com": "Ann@acme.com"}},
		`roster.match.domains["Acme.io"]: "Acme.io" is not in lower case`:         {Domains: map[string]string{"Acme.io": "acme.com"}},
		`roster.match.domains["acme.io"]: "Acme.com" is not in lower case`:        {Domains: map[string]string{"acme.io": "Acme.com"}},
	} {
		s := sample()
		s.Roster.Match = &rules
		if err := s.Validate(); fmt.Sprint(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
