package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/clay"
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

func (r *revocation) salesforce() {
	org := r.snap.Salesforce
	if org == nil {
		return
	}
	for _, user := range org.Users {
		if r.is(user.Username) {
			r.add("Salesforce: the user "+tick(user.Username), r.salesforceUser(org, user))
		}
	}
	var other []string
	for _, app := range org.Apps {
		if r.is(app.RunAs) {
			other = append(other, "The app "+tick(app.Name)+" runs as this user: name another one before you deactivate, or it stops"+at(app.Location)+".")
		}
	}
	for _, group := range org.PublicGroups {
		for _, member := range group.Members {
			if member.Kind == "user" && r.is(member.Name) {
				other = append(other, "Take "+tick(member.Name)+" out of the group or queue "+tick(group.Name)+at(group.Location)+".")
			}
		}
	}
	r.add("Salesforce: what rests on the user", other)
}

func (r *revocation) salesforceUser(org *salesforce.Org, user salesforce.User) []string {
	var steps []string
	say := func(format string, args ...any) { steps = append(steps, fmt.Sprintf(format, args...)) }
	name := tick(user.Username)
	if slices.Contains(org.IntegrationUsers, user.Username) {
		r.warnings = append(r.warnings, name+" is an integration user: what runs as it stops with the first step. Have its successor ready.")
	}
	switch {
	case user.Active != nil && !*user.Active:
		say("%s is deactivated already%s: what follows is what it still holds.", name, at(user.Location))
	case user.Frozen != nil && *user.Frozen:
		say("%s is frozen already%s.", name, at(user.Location))
	default:
		say("Freeze %s at once (Setup > Users > the user > Freeze)%s: it ends every session, and nothing that depends on the user breaks.", name, at(user.Location))
	}
	tokens := 0
	for _, token := range org.Tokens {
		if r.is(token.User) && token.User == user.Username {
			tokens++
			say("Revoke its OAuth token for %s (Setup > Connected Apps OAuth Usage)%s.", tick(token.App), at(token.Location))
		}
	}
	if tokens == 0 {
		say("Revoke every OAuth token on the user's page (OAuth Connected Apps): a token outlives a password and a removed permission set.")
	}
	for _, a := range org.Assignments {
		if a.User != user.Username {
			continue
		}
		what := "permission set " + tick(a.Set)
		if a.Group != "" {
			what = "permission set group " + tick(a.Group)
		}
		if a.ExpiresAt != "" {
			what += ", which would end by itself at " + tick(string(a.ExpiresAt))
		}
		say("Take away the %s%s.", what, at(a.Location))
	}
	for _, license := range user.PermissionSetLicenses {
		say("Take away the permission set licence %s.", tick(license))
	}
	if user.OwnsRecords == nil || *user.OwnsRecords > 0 {
		count := "the records it owns"
		var counted []string
		for _, object := range slices.Sorted(maps.Keys(user.Owned)) {
			counted = append(counted, fmt.Sprintf("%d of %s", user.Owned[object], tick(object)))
		}
		switch {
		case len(counted) > 0:
			count += ", " + strings.Join(counted, ", ") + " and perhaps others,"
		case user.OwnsRecords != nil:
			count = fmt.Sprintf("the %d accounts it owns, and other records", *user.OwnsRecords)
		}
		say("Give %s another owner (Setup > Mass Transfer Records).", count)
	}
	if user.Active == nil || *user.Active {
		say("Deactivate %s (profile %s), when nothing runs as it any more.", name, tick(user.Profile))
	}
	return steps
}

func (r *revocation) clay() {
	w := r.snap.Clay
	if w == nil {
		return
	}
	r.clayKeys(w)
	r.clayOwned(w)
	r.clayMember(w)
}

// clayKeys is what keeps working after the member is gone.
func (r *revocation) clayKeys(w *clay.Workspace) {
	var steps []string
	for _, key := range w.APIKeys {
		if r.is(key.Owner) {
			consumers := ""
			if len(key.Consumers) > 0 {
				consumers = ", after telling " + ticks(key.Consumers)
			}
			steps = append(steps, "Replace the API key "+tick(key.Name)+" by one of another owner and delete it"+consumers+at(key.Location)+".")
		}
	}
	for _, c := range w.Connections {
		name := tick(c.Name) + " to " + tick(c.Provider) + at(c.Location)
		switch {
		case r.is(c.Principal):
			steps = append(steps, "Reconnect "+name+" as a service user: it acts as this account, and every member who may use it acts as this account too.")
		case r.is(c.AddedBy):
			steps = append(steps, "Reconnect "+name+" as somebody else: it was added by this person, and goes on working with what they granted.")
		}
		if slices.ContainsFunc(c.AccessList, r.is) {
			steps = append(steps, "Take the person off the access list of "+name+".")
		}
	}
	tables := map[string]bool{}
	for _, t := range w.Tables {
		tables[t.ID] = r.is(t.Owner)
	}
	for _, h := range w.Webhooks {
		if tables[h.Table] {
			steps = append(steps, "Replace the webhook "+tick(h.Name)+", whose address the person knows"+at(h.Location)+".")
		}
	}
	r.add("Clay: what goes on working when the member is gone", steps)
}

// clayOwned is what wants another owner.
func (r *revocation) clayOwned(w *clay.Workspace) {
	var steps []string
	give := func(what, name string, l evidence.Location) {
		steps = append(steps, "Give the "+what+" "+tick(name)+" another owner"+at(l)+".")
	}
	for _, b := range w.Workbooks {
		if r.is(b.Owner) {
			give("workbook", b.Name, b.Location)
		}
		if slices.ContainsFunc(b.Collaborators, r.is) {
			steps = append(steps, "Take the person off the collaborators of the workbook "+tick(b.Name)+at(b.Location)+".")
		}
	}
	for _, t := range w.Tables {
		if r.is(t.Owner) {
			give("table", t.Name, t.Location)
		}
		if t.Declared != nil && r.is(t.Declared.Owner) {
			steps = append(steps, "Name another owner in the budget of the table "+tick(t.Name)+at(t.Declared.Location)+".")
		}
	}
	for _, b := range w.Budgets {
		if r.is(b.Owner) {
			give("budget", b.Name, b.Location)
		}
		if slices.ContainsFunc(b.Principals, r.is) {
			steps = append(steps, "Take the person off the budget "+tick(b.Name)+at(b.Location)+".")
		}
	}
	r.add("Clay: what wants another owner", steps)
}

func (r *revocation) clayMember(w *clay.Workspace) {
	var steps []string
	for _, g := range w.Groups {
		if slices.ContainsFunc(g.Members, r.is) {
			steps = append(steps, "Take the person out of the group "+tick(g.Name)+at(g.Location)+".")
		}
	}
	for _, m := range w.Members {
		if r.is(m.Sponsor) && !r.is(m.Email) {
			steps = append(steps, "Name somebody else to answer for the external member "+tick(m.Email)+at(m.Location)+".")
		}
		switch {
		case !r.is(m.Email):
			continue
		case m.State == "pending":
			steps = append(steps, "Withdraw the invitation of "+tick(m.Email)+" (Settings > Team)"+at(m.Location)+": whoever reads that mailbox can accept it.")
		default:
			steps = append(steps, "Remove "+tick(m.Email)+", "+string(m.Role)+", from the workspace (Settings > Team)"+at(m.Location)+".")
		}
		r.known = true
	}
	r.add("Clay: the member", steps)
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
		reason := c.Reason
		if reason == "" {
			reason = "it was not asked for"
		}
		notes = append(notes, "Look at "+tick(section)+" yourself, which is "+strings.ReplaceAll(string(c.State), "_", " ")+": "+tick(reason)+".")
	}
	return notes
}
