package snapshot

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
)

// match finds whose the addresses of the other sources are, and lowers the coverage of a roster
// that knows too few of the workspace's members: by such a roster everybody would be a stranger.
// An external member is not looked for, since they are not meant to stand on it.
func (s *Snapshot) match(c *roster.Config) {
	if s.Roster == nil {
		return
	}
	m := roster.NewMatcher(s.Roster.People, c.Match)
	s.Roster.Matches, s.Roster.Match = nil, c.Match.Lower()
	sandboxed := s.sandboxed()
	for _, address := range slices.Sorted(maps.Keys(s.addresses())) {
		match, ok := m.Find(address)
		if !ok && sandboxed[address] {
			if match, ok = m.Find(strings.TrimSuffix(address, sandboxEnding)); ok {
				match.Email, match.How = address, roster.Sandbox
			}
		}
		if ok {
			s.Roster.Matches = append(s.Roster.Matches, match)
		}
	}
	if s.Clay == nil {
		return
	}
	members, known := 0, 0
	for _, member := range s.Clay.Members {
		if member.State != "active" || member.External != nil && *member.External {
			continue
		}
		members++
		if _, ok := m.Find(member.Email); ok {
			known++
		}
	}
	if float64(known) >= c.Share()*float64(members) {
		return
	}
	coverage := s.Coverage["roster.people"]
	reason := fmt.Sprintf("the roster knows %d of the %d active members of the Clay workspace, fewer than the share of %g that min_share wants: "+
		"it is too small, or its addresses want match rules", known, members, c.Share())
	if coverage.Reason != "" {
		reason = coverage.Reason + "; " + reason
	}
	if coverage.State == evidence.Complete {
		coverage.State = evidence.Partial
	}
	coverage.Reason = reason
	s.Coverage["roster.people"] = coverage
}

// sandboxEnding is what a sandbox puts behind the email of every user when it is made or refreshed,
// so that nobody gets mail from it.
const sandboxEnding = ".invalid"

// sandboxed are the emails of users that end so, in an org that says it is a sandbox.
func (s *Snapshot) sandboxed() map[string]bool {
	emails := map[string]bool{}
	if o := s.Salesforce; o != nil && o.Sandbox != nil && *o.Sandbox {
		for _, u := range o.Users {
			if strings.HasSuffix(u.Email, sandboxEnding) {
				emails[u.Email] = true
			}
		}
	}
	return emails
}

// addresses are all addresses that a rule may ask the roster about, in lower case.
func (s *Snapshot) addresses() map[string]bool {
	all := map[string]bool{}
	add := func(texts ...string) {
		for _, text := range texts {
			if strings.Contains(text, "@") {
				all[strings.ToLower(text)] = true
			}
		}
	}
	if w := s.Clay; w != nil {
		for _, m := range w.Members {
			add(m.Email, m.Sponsor)
		}
		for _, g := range w.Groups {
			add(g.Members...)
		}
		for _, b := range w.Workbooks {
			add(b.Owner)
			add(b.Collaborators...)
		}
		for _, t := range w.Tables {
			add(t.Owner)
			if t.Declared != nil {
				add(t.Declared.Owner)
			}
		}
		for _, n := range w.Connections {
			add(n.AddedBy, n.Principal)
			add(n.AccessList...)
		}
		for _, k := range w.APIKeys {
			add(k.Owner)
		}
		for _, b := range w.Budgets {
			add(b.Owner)
			add(b.Principals...)
		}
		if w.Usage != nil {
			for _, u := range w.Usage.ByResource {
				add(u.Owner)
			}
		}
		for _, r := range w.RotationLog {
			add(r.By)
		}
		for _, a := range w.Attestations {
			add(a.By)
		}
	}
	if o := s.Salesforce; o != nil {
		add(o.IntegrationUsers...)
		for _, u := range o.Users {
			add(u.Username, u.Email)
		}
		for _, a := range o.Apps {
			add(a.RunAs)
		}
	}
	return all
}
