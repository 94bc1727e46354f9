package rego

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/roster"
)

// TestRulesFindWhomTheSnapshotWouldHaveFound holds the lookup of an address that no source holds, in
// Rego, to what roster.Matcher finds when a snapshot is taken: in clear, and under pseudonyms.
func TestRulesFindWhomTheSnapshotWouldHaveFound(t *testing.T) {
	t.Parallel()
	compiler, err := compile(ourSources(t))
	if err != nil {
		t.Fatal(err)
	}
	redactor, err := snapshot.NewRedactor([]byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	names, tags, domains := []string{"p", "q", "r", "s"}, []string{"", "", "+t", "+t+u"}, []string{"a.example", "b.example", "c.example"}
	asked := []string{"", "ann", "+t@a.example"}
	for _, name := range names {
		for _, tag := range tags[1:] {
			for _, domain := range domains {
				asked = append(asked, name+tag+"@"+domain)
			}
		}
	}
	pseudonyms := slices.Clone(asked)
	redactor.Apply(&pseudonyms)
	inClear, underPseudonyms := lookup(t, compiler, asked), lookup(t, compiler, pseudonyms)
	hows := map[string]int{}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 5))
		address := func() string {
			return names[r.IntN(len(names))] + tags[r.IntN(len(tags))] + "@" + domains[r.IntN(len(domains))]
		}
		taken := map[string]bool{}
		var people []roster.Person
		for range 1 + r.IntN(6) {
			p := roster.Person{Email: address(), Aliases: []string{address()}}
			if !taken[p.Email] && !taken[p.Aliases[0]] && p.Email != p.Aliases[0] {
				taken[p.Email], taken[p.Aliases[0]] = true, true
				people = append(people, p)
			}
		}
		rules := &roster.Rules{PlusAddressing: r.IntN(2) == 0}
		if r.IntN(2) == 0 {
			rules.Domains = map[string]string{"b.example": "a.example"}
		}
		if r.IntN(2) == 0 {
			rules.Aliases = map[string]string{address(): address()}
		}
		in := roster.Roster{People: people, Match: rules.Lower()}
		matcher := roster.NewMatcher(people, rules)
		clear := inClear(in)
		for _, e := range asked {
			got, want := "", ""
			if m, ok := matcher.Find(e); ok {
				want = m.Person + " " + string(m.How)
				hows[string(m.How)]++
			}
			if found, ok := clear[e]; ok {
				own, _ := roster.NewMatcher(people, nil).Find(found.Person)
				if got = own.Person + " " + found.How; found.How == "exact" {
					got = own.Person + " " + string(own.How) // the rules need not tell an alias on the roster from an email
				}
			}
			if got != want {
				t.Fatalf("seed %d: %q is %q, want %q, in %+v by %+v", seed, e, got, want, people, rules)
			}
		}
		redactor.Apply(&in)
		hidden := underPseudonyms(in)
		if len(hidden) != len(clear) {
			t.Fatalf("seed %d: %d are found in clear, %d under pseudonyms", seed, len(clear), len(hidden))
		}
		for e, found := range clear {
			if got, want := hidden[redactor.Text(e)], (hit{redactor.Text(found.Person), found.How}); got != want {
				t.Fatalf("seed %d: %s is %+v under pseudonyms, want %+v", seed, e, got, want)
			}
		}
	}
	for _, how := range roster.Hows {
		if hows[how] == 0 && how != string(roster.Sandbox) { // which is of the users of a sandbox alone, and recorded
			t.Errorf("nobody was found by %s", how)
		}
	}
}

type hit struct{ Person, How string }

// lookup looks addresses up by the rules, in a roster.
func lookup(t *testing.T, compiler *ast.Compiler, asked []string) func(roster.Roster) map[string]hit {
	t.Helper()
	list, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	query, err := opa.New(opa.Compiler(compiler), opa.Query(fmt.Sprintf("found = {e: data.lib.match.found(e) | some e in %s}", list))).PrepareForEval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return func(r roster.Roster) map[string]hit {
		input, err := generic(map[string]any{"roster": r})
		if err != nil {
			t.Fatal(err)
		}
		results, err := query.Eval(t.Context(), opa.EvalInput(input))
		if err != nil || len(results) != 1 {
			t.Fatalf("got %v, %v", results, err)
		}
		data, err := json.Marshal(results[0].Bindings["found"])
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]hit{}
		if err := json.Unmarshal(data, &found); err != nil {
			t.Fatal(err)
		}
		return found
	}
}
