package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Revocation is the runbook that takes away everything one person or service holds: in
// Salesforce, in Clay, and in the policy and the waivers. who is an address or a username; the
// other addresses of the same person on the roster, and the usernames of the same address,
// count as well. It is an error where the snapshot knows nobody of that name: a runbook
// without a step would read as if all were done.
func Revocation(s *snapshot.Snapshot, policy *rego.Approved, waivers []rego.Waiver, who string) (Runbook, error) {
	r := &revocation{snap: s, who: strings.ToLower(strings.TrimSpace(who)), names: map[string]bool{}}
	r.identify()
	r.salesforce()
	r.clay()
	r.policy(policy, waivers)
	if len(r.steps) == 0 && !r.known {
		return Runbook{}, fmt.Errorf("nobody called %s is in the snapshot%s", evidence.Quote(who), evidence.Suggest(r.who, r.everybody()))
	}
	r.steps = append(r.steps, salesforce.Steps{Title: "Prove it", Steps: []string{
		"Take a new snapshot and run `leastwise scan`: the rules of the family `former_employee` name what was forgotten.",
		"Keep this list, ticked and dated, with the evidence of the offboarding.",
	}})
	return Runbook{
		Title: "Take away what " + tick(r.who) + " holds",
		Lead: []string{
			"Written by leastwise generate revoke from the snapshot of " + tick(string(s.TakenAt)) + ". Work from the top: what stops access at once comes first, and nothing is deleted before what depends on it has another owner.",
			"Counted as the same person: " + ticks(slices.Sorted(maps.Keys(r.names))) + ".",
		},
		Warnings: r.warnings, Steps: r.steps, Notes: r.unknown(),
	}, nil
}

type revocation struct {
	snap     *snapshot.Snapshot
	who      string
	names    map[string]bool // addresses and usernames, lower case
	known    bool
	steps    []salesforce.Steps
	warnings []string
}

// tick puts what others wrote into backquotes; prose escapes what is inside and around.
func tick(name string) string { return "`" + strings.ReplaceAll(name, "`", "'") + "`" }

func ticks(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = tick(name)
	}
	return strings.Join(quoted, ", ")
}

// at is where the evidence says a thing, in brackets.
func at(l evidence.Location) string {
	if l == (evidence.Location{}) {
		return ""
	}
	return " (" + tick(l.String()) + ")"
}

func (r *revocation) is(name string) bool { return name != "" && r.names[strings.ToLower(name)] }

func (r *revocation) add(title string, steps []string) {
	if len(steps) > 0 {
		r.steps = append(r.steps, salesforce.Steps{Title: title, Steps: steps})
	}
}

// identify gathers the addresses and usernames of the person.
func (r *revocation) identify() {
	r.names[r.who] = true
	if roster := r.snap.Roster; roster != nil {
		person := r.who
		for _, match := range roster.Matches {
			if match.Email == r.who {
				person = match.Person
			}
		}
		for _, p := range roster.People {
			if p.Email != person && !slices.Contains(p.Aliases, r.who) {
				continue
			}
			r.known, person = true, p.Email
			r.names[p.Email] = true
			for _, alias := range p.Aliases {
				r.names[strings.ToLower(alias)] = true
			}
		}
		for _, match := range roster.Matches {
			if match.Person == person {
				r.names[match.Email] = true
			}
		}
	}
	if org := r.snap.Salesforce; org != nil {
		for _, user := range org.Users {
			integration := slices.Contains(org.IntegrationUsers, user.Username)
			switch {
			case r.is(user.Username) || r.is(user.Email) && !integration:
				r.known = true
				r.names[user.Username] = true
			case r.is(user.Email):
				r.known = true
				r.warnings = append(r.warnings, "The integration user "+tick(user.Username)+" has this address"+at(user.Location)+
					": whoever reads its mail can reset it. Give it another address; it is not part of this runbook.")
			}
		}
	}
}

// everybody are the names that a mistyped one may have meant.
func (r *revocation) everybody() []string {
	var names []string
	if s := r.snap.Salesforce; s != nil {
		for _, user := range s.Users {
			names = append(names, user.Username)
		}
	}
	if s := r.snap.Clay; s != nil {
		for _, member := range s.Members {
			names = append(names, member.Email)
		}
	}
	if s := r.snap.Roster; s != nil {
		for _, person := range s.People {
			names = append(names, person.Email)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// policy is where leastwise.yaml itself speaks of the person.
func (r *revocation) policy(p *rego.Approved, waivers []rego.Waiver) {
	var steps []string
	if p != nil && p.Clay != nil {
		if p.Clay.Roles != nil && slices.ContainsFunc(p.Clay.Roles.Admin, r.is) {
			steps = append(steps, "Take the person out of `policy.clay.roles.admin`, and see that one admin remains.")
		}
		for _, table := range slices.Sorted(maps.Keys(p.Clay.Tables)) {
			if t := p.Clay.Tables[table]; t != nil && r.is(t.Owner) {
				steps = append(steps, "Name another owner of "+tick(table)+" in `policy.clay.tables`.")
			}
		}
		for _, name := range slices.Sorted(maps.Keys(p.Clay.Connections)) {
			if c := p.Clay.Connections[name]; c != nil && r.is(c.Principal) {
				steps = append(steps, "Name another principal of "+tick(name)+" in `policy.clay.connections`.")
			}
		}
	}
	if p != nil {
		for _, name := range slices.Sorted(maps.Keys(p.Salesforce)) {
			if r.is(name) {
				steps = append(steps, "Remove "+tick(name)+" from `policy.salesforce` and from `sources.salesforce.integration_users`.")
			}
		}
	}
	for _, w := range waivers {
		if r.is(w.ApprovedBy) {
			steps = append(steps, "Have somebody else answer for the waiver of "+tick(w.Rule)+" for "+tick(w.Subject)+at(w.Location)+".")
		}
	}
	r.add("The policy", steps)
}

// unknown is what the snapshot cannot say: a list of what it does not hold is not a list of
// what is not there.
func (r *revocation) unknown() []string {
	var notes []string
	for _, section := range slices.Sorted(maps.Keys(r.snap.Coverage)) {
		c := r.snap.Coverage[section]
		asks := []string{"salesforce.users", "salesforce.assignments", "salesforce.tokens", "salesforce.public_groups", "salesforce.apps", "roster.people"}
		if c.State == evidence.Complete || !strings.HasPrefix(section, "clay.") && !slices.Contains(asks, section) {
			continue
		}
		reason := c.Why()
		if reason == "" {
			reason = "it was not asked for"
		}
		notes = append(notes, "Look at "+tick(section)+" yourself, which is "+strings.ReplaceAll(string(c.State), "_", " ")+": "+tick(reason)+".")
	}
	return notes
}
