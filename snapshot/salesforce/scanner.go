package salesforce

import (
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// declaredScanner is the user by which a project was retrieved, as the configuration names it,
// and what that user holds and need not; nil where none is named.
func declaredScanner(o *Org, c *Config, takenAt time.Time) *Scanner {
	username := c.scanner()
	if username == "" {
		return nil
	}
	access := Effective(o, username, takenAt)
	scanner := &Scanner{Username: username, Permissions: []string{}, Reason: access.Reason}
	scanner.hold(access)
	return scanner
}

// scanner is the user that the configuration names as the scanner, as users are spelled.
func (c *Config) scanner() string { return strings.ToLower(strings.TrimSpace(c.Scanner)) }

// hold notes what the access gives, and what of it no section needs.
func (s *Scanner) hold(access Access) {
	needed := harmless()
	for _, n := range needs() {
		needed = append(needed, n.permission)
	}
	for _, p := range access.Permissions {
		s.Permissions = append(s.Permissions, p.Name)
		if !slices.Contains(needed, p.Name) {
			s.Excess = append(s.Excess, GrantKey("permission", p.Name))
		}
	}
	for _, row := range access.Objects {
		if row.Object != "*" && slices.ContainsFunc(row.Access, func(flag string) bool { return flag != "read" }) {
			s.Excess = append(s.Excess, GrantKey("object", row.Object))
		}
	}
	for _, row := range access.Setup {
		if slices.Contains(AppKinds(), row.Kind) { // it has to come in by one
			continue
		}
		s.Excess = append(s.Excess, GrantKey("setup", row.Kind+":"+row.Name))
	}
	slices.Sort(s.Excess)
}

// scannerCoverage says how completely that is known of a project.
func scannerCoverage(o *Org, doubts []string) evidence.Coverage {
	c := evidence.Coverage{State: evidence.Unavailable, Source: "project", Reason: "a metadata project does not say by which user it was retrieved: name it under sources.salesforce.scanner"}
	if o.Scanner != nil {
		reasons := slices.Clone(doubts)
		if o.Scanner.Reason != "" {
			reasons = append(reasons, o.Scanner.Reason)
		}
		c.State, c.Reason = state(reasons), evidence.List(reasons)
	}
	return c
}
