package roster

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func TestMergeBelievesWhoeverSaysThatSomebodyLeft(t *testing.T) {
	t.Parallel()
	person := func(status string, start, end evidence.Time) Person {
		return Person{Email: "a@x.example", Status: status, StatusRaw: "raw " + status, Start: start, End: end}
	}
	const jan, feb = evidence.Time("2026-01-31T00:00:00Z"), evidence.Time("2026-02-28T00:00:00Z")
	for name, test := range map[string]struct {
		csv, scim  Person
		status     string
		start, end evidence.Time
		note       string
	}{
		"both employ":                   {person("active", "", ""), person("contractor", "", ""), "active", "", "", ""},
		"one says nothing":              {person("", "", ""), person("active", "", ""), "active", "", "", ""},
		"the first says left":           {person(Terminated, "", ""), person("active", "", ""), Terminated, "", "", "left in csv, employed in scim"},
		"the second says left":          {person("active", "", ""), person(Terminated, "", ""), Terminated, "", "", "employed in csv, left in scim"},
		"the first knows the end":       {person(Terminated, "", jan), person("active", "", ""), Terminated, "", jan, "ended 2026-01-31 in csv, employed in scim"},
		"left in both, one knows when":  {person(Terminated, "", jan), person(Terminated, "", ""), Terminated, "", jan, ""},
		"an end beside none":            {person("active", "", ""), person("active", "", jan), "active", "", jan, "employed in csv, ends 2026-01-31 in scim"},
		"two ends: the earlier":         {person("active", "", feb), person("active", "", jan), "active", "", jan, "ends 2026-02-28 in csv, ends 2026-01-31 in scim"},
		"two starts: the later":         {person("active", jan, ""), person("active", feb, ""), "active", feb, "", ""},
		"a word that is not understood": {person("active", "", ""), person("phase 3", "", ""), "phase 3", "", "", ""},
	} {
		people, doubts := merge([]*reading{{source: "csv", people: []Person{test.csv}}, {source: "scim", people: []Person{test.scim}}})
		if len(people) != 1 || len(doubts) != 0 {
			t.Fatalf("%s: got %v, %v", name, people, doubts)
		}
		p := people[0]
		got := []any{p.Status, p.StatusRaw, p.Start, p.End, p.Note}
		if diff := cmp.Diff([]any{test.status, "raw " + test.status, test.start, test.end, test.note}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for _, source := range []Person{test.csv, test.scim} {
			for _, at := range []evidence.Time{"2026-01-15T12:00:00Z", "2026-02-15T12:00:00Z", "2026-03-15T12:00:00Z"} {
				if p.Employed(at.Time()) && !source.Employed(at.Time()) {
					t.Errorf("%s: employed on %s although a source denies it", name, at)
				}
			}
		}
	}
}

func TestMergeJoinsByEveryAddressAndSaysWhereFactsCameFrom(t *testing.T) {
	t.Parallel()
	people, doubts := merge([]*reading{
		{source: "csv", people: []Person{
			{Email: "b@x.example", Aliases: []string{"old.b@x.example"}, Title: "Rep", Location: evidence.Location{File: "r.csv", Line: 2}},
			{Email: "a@x.example", Location: evidence.Location{File: "r.csv", Line: 3}},
		}},
		{source: "scim", people: []Person{{Email: "old.b@x.example", Aliases: []string{"bob@x.example"}, Name: "Bob", Status: "active", StatusRaw: "active", Location: evidence.Location{API: "scim/Users/1"}}}},
		{source: "github_org", people: []Person{{Email: "bob@x.example", Name: "bobby", Status: "active", Location: evidence.Location{API: "github/acme/bob"}}}},
	})
	want := []Person{
		{Email: "a@x.example", Location: evidence.Location{File: "r.csv", Line: 3}},
		{
			Email: "b@x.example", Aliases: []string{"bob@x.example", "old.b@x.example"}, Name: "Bob", Title: "Rep", Status: "active", StatusRaw: "active",
			Provenance: map[string]string{"email": "csv", "title": "csv", "name": "scim", "status": "scim"}, Location: evidence.Location{API: "scim/Users/1"},
		},
	}
	if diff := cmp.Diff(want, people); diff != "" || len(doubts) != 0 {
		t.Error(diff, doubts)
	}
}

func TestMergeDoubtsTwoPeopleWhoShareAnAddress(t *testing.T) {
	t.Parallel()
	people, doubts := merge([]*reading{
		{source: "csv", people: []Person{{Email: "a@x.example"}, {Email: "b@x.example"}}},
		{source: "scim", people: []Person{{Email: "a@x.example", Aliases: []string{"b@x.example"}}}},
	})
	want := []string{`csv lists "a@x.example" and "b@x.example", who share an address: say which of them it belongs to`}
	if diff := cmp.Diff(want, doubts); diff != "" || len(people) != 1 {
		t.Errorf("got %v\n%s", people, diff)
	}
}

func TestReadMergesAPersonOfTwoFiles(t *testing.T) {
	t.Parallel()
	r, coverage, err := read(t, "email,status\na@x.example,active\n", "- {email: A@x.example, status: left, end: 2026-01-31}\n")
	if err != nil || coverage.State != evidence.Complete || coverage.Source != "csv, yaml" {
		t.Fatalf("got %+v, %v", coverage, err)
	}
	if len(r.People) != 1 || r.People[0].Employed(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) || r.People[0].Note != "employed in csv, ended 2026-01-31 in yaml" {
		t.Errorf("got %+v", r.People)
	}
}

func TestServiceOutOfOrderLeavesWhatTheFileSays(t *testing.T) {
	t.Parallel()
	web, _ := script(t, "503|")
	c := scimConfig(t, web.URL, "")
	c.YAML = "people.yaml"
	r, sections, err := online().read(t.Context(), "testdata", c)
	if err != nil || len(r.People) == 0 || sections[section].State != evidence.Partial || sections[section].Source != "yaml, scim" {
		t.Errorf("got %+v, %+v, %v", r, sections, err)
	}
}

// TestMergeOfRandomSources holds merge to what does not depend on how it is done: nobody gets
// lost or stands twice, and nobody is employed whom a source says left.
func TestMergeOfRandomSources(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		var readings []*reading
		for i := range 1 + r.IntN(4) {
			in := &reading{source: fmt.Sprint("s", i)}
			for range r.IntN(6) {
				p := Person{Email: fmt.Sprintf("p%d@x.example", r.IntN(12))}
				for range r.IntN(2) {
					p.Aliases = append(p.Aliases, fmt.Sprintf("p%d@x.example", r.IntN(12)))
				}
				p.setStatus([]string{"", "active", "left"}[r.IntN(3)])
				in.people = append(in.people, p)
			}
			readings = append(readings, in)
		}
		people, _ := merge(readings)
		owner := map[string]Person{}
		for _, p := range people {
			for _, address := range append([]string{p.Email}, p.Aliases...) {
				if _, taken := owner[address]; taken && address != p.Email {
					t.Fatalf("seed %d: %s stands twice in %+v", seed, address, people)
				}
				owner[address] = p
			}
		}
		for _, in := range readings {
			for _, p := range in.people {
				for _, address := range append([]string{p.Email}, p.Aliases...) {
					whole, ok := owner[address]
					if !ok || p.Status == Terminated && whole.Status != Terminated {
						t.Fatalf("seed %d: %+v became %+v", seed, p, whole)
					}
				}
			}
		}
		for i := range people {
			if i > 0 && people[i-1].Email >= people[i].Email {
				t.Fatalf("seed %d: out of order or twice: %s", seed, strings.Join([]string{people[i-1].Email, people[i].Email}, ", "))
			}
		}
	}
}
