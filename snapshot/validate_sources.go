package snapshot

import (
	"maps"
	"slices"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func (c *checker) changes(s *Changes) {
	if s == nil {
		return
	}
	for i, x := range s.New {
		c.word(path{"changes", "new", i, "kind"}, x.Kind, changedKinds())
	}
	for i, x := range s.Rotated {
		c.word(path{"changes", "rotated", i, "kind"}, x.Kind, rotatedKinds())
	}
}

func (c *checker) clay(w *clay.Workspace) {
	if w == nil {
		return
	}
	c.filled(path{"clay", "workspace", "id"}, w.Workspace.ID)
	emails := map[string]int{}
	for i, m := range w.Members {
		at := path{"clay", "members", i}
		c.filled(append(at, "email"), m.Email)
		c.lower(append(at, "email"), m.Email)
		if first, twice := emails[m.Email]; twice {
			c.fail(append(at, "email"), "%s is there twice (first in clay.members[%d])", evidence.Quote(m.Email), first)
		}
		emails[m.Email] = i
		c.word(append(at, "role"), string(m.Role), roles())
		c.word(append(at, "state"), m.State, memberStates())
		c.address(append(at, "sponsor"), m.Sponsor)
	}
	for i, g := range w.Groups {
		c.addresses(path{"clay", "groups", i, "members"}, g.Members)
	}
	for i, b := range w.Workbooks {
		c.address(path{"clay", "workbooks", i, "owner"}, b.Owner)
		c.addresses(path{"clay", "workbooks", i, "collaborators"}, b.Collaborators)
	}
	for i, t := range w.Tables {
		c.address(path{"clay", "tables", i, "owner"}, t.Owner)
		if t.Declared != nil {
			c.address(path{"clay", "tables", i, "declared", "owner"}, t.Declared.Owner)
		}
	}
	for i, n := range w.Connections {
		c.address(path{"clay", "connections", i, "added_by"}, n.AddedBy)
		c.address(path{"clay", "connections", i, "principal"}, n.Principal)
		c.addresses(path{"clay", "connections", i, "access_list"}, n.AccessList)
	}
	for i, k := range w.APIKeys {
		c.address(path{"clay", "api_keys", i, "owner"}, k.Owner)
	}
	for i, b := range w.Budgets {
		c.address(path{"clay", "budgets", i, "owner"}, b.Owner)
		c.addresses(path{"clay", "budgets", i, "principals"}, b.Principals)
	}
	if w.Usage != nil {
		for i, u := range w.Usage.ByResource {
			c.address(path{"clay", "usage", "by_resource", i, "owner"}, u.Owner)
		}
	}
	for i, r := range w.RotationLog {
		c.address(path{"clay", "rotation_log", i, "by"}, r.By)
	}
	for i, x := range w.Contradictions {
		c.known(path{"clay", "contradictions", i, "kind"}, "kind of subject", x.Kind, Kinds())
		c.filled(path{"clay", "contradictions", i, "id"}, x.ID)
	}
	for i, e := range w.ChangeLog {
		c.word(path{"clay", "change_log", i, "kind"}, e.Kind, clay.ChangeKinds)
		c.address(path{"clay", "change_log", i, "by"}, e.By)
	}
	for i, a := range w.Attestations {
		c.address(path{"clay", "attestations", i, "by"}, a.By)
	}
}

func (c *checker) addresses(p path, values []string) {
	for i, value := range values {
		c.address(append(slices.Clip(p), i), value)
	}
}

func (c *checker) salesforce(o *salesforce.Org) {
	if o == nil {
		return
	}
	at := func(name string, i int) path { return path{"salesforce", name, i} }
	c.filled(path{"salesforce", "id"}, o.ID)
	for i, username := range o.IntegrationUsers {
		c.lower(at("integration_users", i), username)
	}
	for i, u := range o.Users {
		c.lower(append(at("users", i), "username"), u.Username)
		c.lower(append(at("users", i), "email"), u.Email)
		for j, fact := range u.Unrecorded {
			c.word(append(at("users", i), "unrecorded", j), fact, salesforce.Recordable)
		}
	}
	for i := range o.PermissionSets {
		c.permissionSet(at("permission_sets", i), &o.PermissionSets[i])
	}
	for i, a := range o.Assignments {
		c.lower(append(at("assignments", i), "user"), a.User)
		if (a.Set == "") == (a.Group == "") {
			c.fail(at("assignments", i), "wants either a permission_set or a permission_set_group")
		}
	}
	for i := range o.Access {
		if !o.Access[i].Complete && o.Access[i].Reason == "" {
			c.fail(at("access", i), "is not complete and gives no reason")
		}
		c.access(at("access", i), &o.Access[i])
		if potential := o.Access[i].Potential; potential != nil {
			c.access(append(at("access", i), "potential"), potential)
			if potential.Potential != nil {
				c.fail(append(at("access", i), "potential"), "unknown field \"potential\": potential access has none of its own")
			}
		}
	}
	for i, p := range o.Privileged {
		c.lower(append(at("privileged", i), "user"), p.User)
		if p.Permission != "" {
			c.via(path{"salesforce"}, "privileged", i, p.Via)
		} else if p.Reason == "" {
			c.fail(at("privileged", i), "names neither a permission nor a reason")
		}
	}
	for i, a := range o.Apps {
		c.word(append(at("apps", i), "kind"), a.Kind, salesforce.AppKinds())
		c.address(append(at("apps", i), "run_as"), a.RunAs)
	}
	for i, t := range o.Tokens {
		c.lower(append(at("tokens", i), "user"), t.User)
	}
	for i, l := range o.Logins {
		c.lower(append(at("logins", i), "user"), l.User)
	}
}

func (c *checker) permissionSet(p path, set *salesforce.PermissionSet) {
	c.word(append(slices.Clip(p), "kind"), set.Kind, setKinds())
	for _, object := range slices.Sorted(maps.Keys(set.Objects)) {
		for i, flag := range set.Objects[object] {
			c.word(append(slices.Clip(p), "objects", object, i), flag, salesforce.Flags)
		}
	}
	words := fieldAccess()
	if set.Kind == salesforce.KindMuting {
		words = mutedAccess()
	}
	for _, object := range slices.Sorted(maps.Keys(set.Fields)) { // packed ones are of no other words
		fields := set.Fields[object]
		if name, bad := least(fields, func(access string) bool { return access != words[0] && access != words[1] }); bad {
			c.word(append(slices.Clip(p), "fields", object, name), fields[name], words)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(set.Setup)) {
		c.known(append(slices.Clip(p), "setup", kind), "kind of setup entity", kind, salesforce.SetupKinds)
	}
	if grant, bad := least(set.Lines, func(line int) bool { return line < 1 }); bad {
		c.fail(append(slices.Clip(p), "lines", grant), "wants a line of a file, from 1, not %d", set.Lines[grant])
	}
}

// least is the first key in order whose value is bad. It does not sort, since the maps are large
// and nearly always without fault.
func least[V any](m map[string]V, bad func(V) bool) (key string, found bool) {
	for k, v := range m {
		if bad(v) && (!found || k < key) {
			key, found = k, true
		}
	}
	return key, found
}

func (c *checker) access(p path, a *salesforce.Access) {
	at := func(steps ...any) path { return append(slices.Clip(p), steps...) }
	c.lower(at("user"), a.User)
	for i, x := range a.Permissions {
		c.via(p, "permissions", i, x.Via)
	}
	for i, x := range a.Objects {
		for j, flag := range x.Access {
			c.word(at("objects", i, "access", j), flag, salesforce.Flags)
		}
		c.via(p, "objects", i, x.Via)
	}
	for i, x := range a.Fields {
		if x.Access != "r" && x.Access != "rw" { // no path for each of 100,000 fields
			c.word(at("fields", i, "access"), x.Access, fieldAccess())
		}
		c.via(p, "fields", i, x.Via)
	}
	for i, x := range a.Setup {
		c.known(at("setup", i, "kind"), "kind of setup entity", x.Kind, salesforce.SetupKinds)
		c.via(p, "setup", i, x.Via)
	}
}

// via checks the roads of one grant. There is at least one: a finding points at the first.
func (c *checker) via(p path, list string, i int, via []salesforce.Via) {
	if len(via) == 0 {
		c.fail(append(slices.Clip(p), list, i, "via"), "is empty: nothing says where the grant comes from")
	}
	for j, v := range via {
		if v.Kind != salesforce.KindSet && v.Kind != salesforce.KindProfile {
			c.word(append(slices.Clip(p), list, i, "via", j, "kind"), v.Kind, viaKinds())
		}
		for k, word := range v.Access {
			if !slices.Contains(salesforce.Flags, word) {
				c.word(append(slices.Clip(p), list, i, "via", j, "access", k), word, viaAccess())
			}
		}
	}
}

func (c *checker) roster(r *roster.Roster) {
	if r == nil {
		return
	}
	people := map[string]bool{}
	for i, p := range r.People {
		people[p.Email] = true
		at := path{"roster", "people", i}
		c.lower(append(at, "email"), p.Email)
		for j, alias := range p.Aliases {
			c.lower(append(at, "aliases", j), alias)
		}
	}
	for i, m := range r.Matches {
		at := path{"roster", "matches", i}
		c.lower(append(at, "email"), m.Email)
		c.word(append(at, "how"), string(m.How), roster.Hows)
		if !people[m.Person] {
			c.fail(append(at, "person"), "%s is not the email of anybody on the roster", evidence.Quote(m.Person))
		}
	}
	if r.Match == nil {
		return
	}
	for _, rules := range []struct {
		name string
		of   map[string]string
	}{{"aliases", r.Match.Aliases}, {"domains", r.Match.Domains}} {
		for _, from := range slices.Sorted(maps.Keys(rules.of)) {
			at := path{"roster", "match", rules.name, from}
			c.lower(at, from)
			c.lower(at, rules.of[from])
		}
	}
}
