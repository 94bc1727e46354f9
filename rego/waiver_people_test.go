package rego

import (
	"slices"
	"strings"
	"testing"
)

// A waiver of * is about its approver where the rule judges people, so lib/waiver has to know
// which rules do.
func TestWaiversKnowTheRulesAboutPeople(t *testing.T) {
	t.Parallel()
	sources := ourSources(t)
	i := slices.IndexFunc(sources, func(s *source) bool { return s.path == "lib/waiver/waiver.rego" })
	people := []string{"clay.member", "salesforce.user", "roster.person"}
	for _, s := range sources {
		if s.family == "" || s.test {
			continue
		}
		about := slices.ContainsFunc(kindLiteral.FindAllStringSubmatch(string(s.text), -1), func(k []string) bool { return slices.Contains(people, k[1]) })
		if listed := strings.Contains(string(sources[i].text), `"`+s.id()+`"`); listed != about {
			t.Errorf("%s judges people: %v, listed in lib/waiver: %v", s.id(), about, listed)
		}
	}
}
