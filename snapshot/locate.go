package snapshot

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Kinds returns every kind of subject that a rule may name, sorted.
func Kinds() []string {
	kinds := []string{
		"clay.workspace", "clay.member", "clay.group", "clay.workbook", "clay.table", "clay.column", "clay.webhook",
		"clay.connection", "clay.api_key", "clay.budget", "clay.usage", "clay.mcp", "clay.rotation", "clay.attestation",
		"salesforce.org", "salesforce.user", "salesforce.permission", "salesforce.object_access", "salesforce.field_access",
		"salesforce.setup_access", "salesforce.permission_set", "salesforce.profile", "salesforce.permission_set_group",
		"salesforce.assignment", "salesforce.object", "salesforce.sharing_rule", "salesforce.security_settings",
		"salesforce.connected_app_settings", "salesforce.app", "salesforce.role", "salesforce.public_group",
		"salesforce.token", "salesforce.login", "salesforce.login_range", "roster.person", "snapshot.section", "policy.clay", "policy.user", "policy.waiver",
	}
	slices.Sort(kinds)
	return kinds
}

// Targets returns what was looked at, sorted: "clay/<workspace id>" and "salesforce/<org id>".
// The roster is no target.
func (s *Snapshot) Targets() []string {
	targets := []string{}
	if s.Clay != nil {
		targets = append(targets, s.Target("clay.workspace"))
	}
	if s.Salesforce != nil {
		targets = append(targets, s.Target("salesforce.org"))
	}
	return targets
}

// Target returns the target that a subject of the kind belongs to: one of Targets, or
// "leastwise" for the evidence and the policy themselves.
func (s *Snapshot) Target(kind string) string {
	switch {
	case s.Clay != nil && strings.HasPrefix(kind, "clay."):
		return "clay/" + s.Clay.Workspace.ID
	case s.Salesforce != nil && strings.HasPrefix(kind, "salesforce."):
		return "salesforce/" + s.Salesforce.ID
	}
	return "leastwise"
}

// Locator knows where every subject of one snapshot was read.
type Locator struct{ places map[subject]evidence.Location }

type subject struct{ kind, id string }

// Locate returns where the subject was read; false when the snapshot does not hold it, or does
// not know where. Policy has no place in a snapshot, and of a section the place is that of its
// date, where a file that is kept by hand has one.
func (l *Locator) Locate(kind, id string) (evidence.Location, bool) {
	at, ok := l.places[subject{kind, id}]
	return at, ok
}

// put keeps the first place of a subject that is known.
func (l *Locator) put(kind, id string, at evidence.Location) {
	key := subject{kind, id}
	if _, taken := l.places[key]; !taken && at != (evidence.Location{}) {
		l.places[key] = at
	}
}

// Locator indexes the subjects of s. Where several things share an id (two lines of the rotation
// log for one key), the latest counts for dated ones and the first in order for others.
func (s *Snapshot) Locator() *Locator {
	l := &Locator{places: map[subject]evidence.Location{}}
	if s.Clay != nil {
		l.clay(s.Clay)
	}
	if s.Salesforce != nil {
		l.salesforce(s.Salesforce)
	}
	for _, section := range slices.Sorted(maps.Keys(s.Coverage)) {
		if c := s.Coverage[section]; c.Location != nil {
			l.put("snapshot.section", cmp.Or(c.ObservedWith, section), *c.Location)
		}
	}
	if s.Roster != nil {
		for _, p := range s.Roster.People {
			l.put("roster.person", p.Email, p.Location)
		}
	}
	return l
}

func (l *Locator) clay(w *clay.Workspace) {
	l.put("clay.workspace", w.Workspace.ID, w.Workspace.Location)
	for _, m := range w.Members {
		l.put("clay.member", m.Email, m.Location)
	}
	for _, g := range w.Groups {
		l.put("clay.group", g.Name, g.Location)
	}
	for _, b := range w.Workbooks {
		l.put("clay.workbook", b.ID, b.Location)
	}
	for _, t := range w.Tables {
		l.put("clay.table", t.ID, t.Location)
		for _, c := range t.Columns {
			l.put("clay.column", t.ID+"/"+c.ID, c.Location)
		}
	}
	for _, h := range w.Webhooks {
		l.put("clay.webhook", h.ID, h.Location)
	}
	for _, c := range w.Connections {
		l.put("clay.connection", c.ID, c.Location)
	}
	for _, k := range w.APIKeys {
		l.put("clay.api_key", k.ID, k.Location)
	}
	for _, b := range w.Budgets {
		l.put("clay.budget", b.Name, b.Location)
	}
	if w.Usage != nil {
		for _, u := range slices.Concat(w.Usage.ByResource, w.Usage.ByIntegration) {
			l.put("clay.usage", u.Name, u.Location)
		}
	}
	if w.MCP != nil {
		l.put("clay.mcp", "mcp", w.MCP.Location)
	}
	for _, r := range slices.Backward(w.RotationLog) {
		l.put("clay.rotation", r.Key, r.Location)
	}
	for _, a := range slices.Backward(w.Attestations) {
		l.put("clay.attestation", a.Control, a.Location)
	}
	for _, c := range w.Contradictions { // of things that no list above holds
		l.put(c.Kind, c.ID, c.Location)
	}
}

func (l *Locator) salesforce(o *salesforce.Org) {
	l.put("salesforce.org", o.ID, o.Location)
	l.put("salesforce.security_settings", "Security", o.Settings.SecurityLocation)
	l.put("salesforce.connected_app_settings", "ConnectedApp", o.Settings.AppLocation)
	for _, u := range o.Users {
		l.put("salesforce.user", u.Username, u.Location)
	}
	for _, kind := range setKinds() { // a permission set comes before a muting set of its name
		for _, p := range o.PermissionSets {
			switch {
			case p.Kind != kind:
			case kind == salesforce.KindProfile:
				l.put("salesforce.profile", p.Name, p.Location)
			default:
				l.put("salesforce.permission_set", p.Name, p.Location)
			}
		}
	}
	for _, g := range o.Groups {
		l.put("salesforce.permission_set_group", g.Name, g.Location)
	}
	for _, a := range o.Assignments {
		l.put("salesforce.assignment", a.User+"/"+a.Set+a.Group, a.Location) // one of them is empty
	}
	for i := range o.Access {
		l.access(&o.Access[i], o.Access[i].User)
	}
	for _, a := range o.Access {
		for _, r := range a.LoginIPs {
			l.put("salesforce.login_range", a.User+"/"+r.Start+"-"+r.End, r.Location)
		}
	}
	for i := range o.Access { // what is held comes before what could be
		if potential := o.Access[i].Potential; potential != nil {
			l.access(potential, o.Access[i].User)
		}
	}
	for _, x := range o.Objects {
		l.put("salesforce.object", x.Name, x.Location)
	}
	for _, r := range o.SharingRules {
		l.put("salesforce.sharing_rule", r.Object+"."+r.Name, r.Location)
	}
	for _, a := range o.Apps {
		l.put("salesforce.app", a.Name, a.Location)
	}
	for _, r := range o.Roles {
		l.put("salesforce.role", r.Name, r.Location)
	}
	for _, g := range o.PublicGroups {
		l.put("salesforce.public_group", g.Name, g.Location)
	}
	for _, t := range o.Tokens {
		l.put("salesforce.token", t.ID, t.Location)
	}
	for _, n := range o.Logins {
		l.put("salesforce.login", n.User+"/"+n.SourceIP, n.Location)
	}
}

// access places each grant at the first road that leads to it.
func (l *Locator) access(a *salesforce.Access, user string) {
	put := func(kind, id string, via []salesforce.Via) {
		if len(via) > 0 {
			l.put(kind, user+"/"+id, via[0].Location)
		}
	}
	for _, x := range a.Permissions {
		put("salesforce.permission", x.Name, x.Via)
	}
	for _, x := range a.Objects {
		put("salesforce.object_access", x.Object, x.Via)
	}
	for _, x := range a.Fields {
		put("salesforce.field_access", x.Object+"."+x.Field, x.Via)
	}
	for _, x := range a.Setup {
		put("salesforce.setup_access", x.Kind+":"+x.Name, x.Via)
	}
}
