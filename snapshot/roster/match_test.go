package roster

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestFindSaysHow(t *testing.T) {
	t.Parallel()
	people := []Person{{Email: "ann@acme.com", Aliases: []string{"a.lee@acme.com", "bob@acme.com"}}, {Email: "bob@acme.com"}}
	rules := &Rules{
		Aliases:        map[string]string{"Old@acme.com": "ann@acme.com", "gone+x@acme.io": "nobody@acme.com", "bob@acme.com": "ann@acme.com", "al@acme.com": "a.lee@acme.com"},
		Domains:        map[string]string{"Acme.IO": "acme.com", "acme.de": "acme.io"},
		PlusAddressing: true,
	}
	for address, want := range map[string]string{
		"ann@acme.com": "ann@acme.com exact", " ANN@Acme.com": "ann@acme.com exact", "a.lee@acme.com": "ann@acme.com alias",
		"bob@acme.com": "bob@acme.com exact", "old@acme.com": "ann@acme.com alias", "al@acme.com": "ann@acme.com alias",
		"ann@acme.io": "ann@acme.com domain", "a.lee@acme.io": "ann@acme.com domain", "ann+clay@acme.com": "ann@acme.com plus",
		"ann+a+b@acme.com": "ann@acme.com plus", "ann+clay@acme.io": "ann@acme.com plus_domain",
		"gone+x@acme.io": "", "gone+y@acme.io": "", "+ann@acme.com": "", "cy@acme.com": "", "ann@else.com": "", "ann@acme.de": "", "": "", "ann": "",
	} {
		got := ""
		if m, ok := NewMatcher(people, rules).Find(address); ok {
			got = m.Person + " " + string(m.How)
			if m.Email != strings.ToLower(strings.TrimSpace(address)) {
				t.Errorf("%s: the match is of %s", address, m.Email)
			}
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", address, got, want)
		}
	}
	for _, address := range []string{"ann+clay@acme.com", "ann@acme.io", "old@acme.com"} {
		if m, ok := NewMatcher(people, nil).Find(address); ok {
			t.Errorf("%s matches without a rule: %+v", address, m)
		}
	}
}

// TestFindInRandomRosters compares Find with a search that knows nothing of how it is done, and
// holds it to the order of people making no difference.
func TestFindInRandomRosters(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		domains := []string{"a.example", "b.example", "c.example"}
		address := func() string {
			return fmt.Sprintf("%c%s@%s", 'p'+rune(r.IntN(4)), []string{"", "", "+t", "+t+u"}[r.IntN(4)], domains[r.IntN(3)])
		}
		var people []Person
		taken := map[string]bool{}
		for range r.IntN(8) {
			if p := (Person{Email: address()}); !taken[p.Email] {
				taken[p.Email] = true
				if alias := address(); !taken[alias] {
					taken[alias] = true
					p.Aliases = []string{alias}
				}
				people = append(people, p)
			}
		}
		rules := &Rules{PlusAddressing: r.IntN(2) == 0}
		if r.IntN(2) == 0 {
			rules.Domains = map[string]string{"b.example": "a.example"}
		}
		if r.IntN(2) == 0 {
			rules.Aliases = map[string]string{address(): address()}
		}
		m := NewMatcher(people, rules)
		shuffled := slices.Clone(people)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for range 30 {
			email := address()
			got, ok := m.Find(email)
			want, wantOK := search(people, rules, email)
			if got != want || ok != wantOK {
				t.Fatalf("seed %d: %s is %+v, want %+v, in %+v by %+v", seed, email, got, want, people, rules)
			}
			if again, _ := NewMatcher(shuffled, rules).Find(email); again != got {
				t.Fatalf("seed %d: %s depends on the order: %+v, %+v", seed, email, got, again)
			}
		}
	}
}

// search tries every person with every form of an address.
func search(people []Person, rules *Rules, email string) (Match, bool) {
	move := func(s string) string {
		for from, to := range rules.Domains {
			s = strings.Replace(s, "@"+from, "@"+to, 1)
		}
		return s
	}
	cut := func(s string) string {
		if i := strings.Index(s, "+"); rules.PlusAddressing && i >= 0 {
			return s[:i] + s[strings.Index(s, "@"):]
		}
		return s
	}
	type form struct {
		text  string
		how   How
		alias How
	}
	forms := []form{{email, Exact, Alias}}
	standsFor, declared := rules.Aliases[email]
	if declared {
		forms = append(forms, form{standsFor, Alias, Alias})
	} else {
		forms = append(forms, form{move(email), Domain, Domain}, form{cut(email), Plus, Plus}, form{move(cut(email)), PlusDomain, PlusDomain})
	}
	for _, f := range forms {
		for _, p := range people {
			if p.Email == f.text {
				return Match{email, p.Email, f.how}, true
			}
		}
		for _, p := range people {
			if slices.Contains(p.Aliases, f.text) {
				return Match{email, p.Email, f.alias}, true
			}
		}
	}
	return Match{}, false
}
