package snapshot

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// key is what a list is sorted by. Its first part is never empty.
type key [5]string

func (k key) compare(other key) int {
	for i := range k {
		if c := strings.Compare(k[i], other[i]); c != 0 {
			return c
		}
	}
	return 0
}

// String names the thing in a message.
func (k key) String() string {
	parts := slices.DeleteFunc(slices.Clone(k[:]), func(part string) bool { return part == "" })
	return strings.Join(parts, " ")
}

// ordered is one list of a snapshot with its order.
type ordered struct {
	path   path
	len    int
	key    func(i int) key
	sort   func()
	repeat bool // two items may have the same key
}

// by is a list whose items are one of a kind.
func by[T any](p path, items []T, of func(*T) key) ordered {
	return ordered{
		path: p,
		len:  len(items),
		key:  func(i int) key { return of(&items[i]) },
		sort: func() { slices.SortStableFunc(items, func(a, b T) int { return of(&a).compare(of(&b)) }) },
	}
}

// repeatable is a list that may hold the same thing twice.
func repeatable[T any](p path, items []T, of func(*T) key) ordered {
	o := by(p, items, of)
	o.repeat = true
	return o
}

func itself(s *string) key { return key{*s} }

// lists is the one home of the order of every list that has one. Lists of words (scopes,
// domains, address ranges) keep the order of their source.
func (s *Snapshot) lists() []ordered {
	all := []ordered{by(path{"inputs"}, s.Inputs, func(in *evidence.Input) key { return key{"input", in.API, in.File} })}
	if s.Clay != nil {
		all = append(all, clayLists(s.Clay)...)
	}
	if s.Salesforce != nil {
		all = append(all, salesforceLists(s.Salesforce)...)
	}
	if s.Roster != nil {
		all = append(all,
			by(path{"roster", "people"}, s.Roster.People, func(p *roster.Person) key { return key{p.Email} }),
			by(path{"roster", "matches"}, s.Roster.Matches, func(m *roster.Match) key { return key{m.Email} }))
	}
	if s.Changes != nil {
		all = append(all,
			by(path{"changes", "new"}, s.Changes.New, func(c *Change) key { return key{c.Kind, c.ID} }),
			by(path{"changes", "rotated"}, s.Changes.Rotated, func(r *Rotated) key { return key{r.Kind, r.ID} }))
	}
	return all
}

func clayLists(w *clay.Workspace) []ordered {
	at := func(name string) path { return path{"clay", name} }
	usage := func(u *clay.ResourceUsage) key { return key{u.Name, u.Kind, u.ID, u.Owner} }
	all := []ordered{
		by(at("members"), w.Members, func(m *clay.Member) key { return key{m.ID} }),
		by(at("groups"), w.Groups, func(g *clay.Group) key { return key{g.Name} }),
		by(at("workbooks"), w.Workbooks, func(b *clay.Workbook) key { return key{b.ID} }),
		by(at("tables"), w.Tables, func(t *clay.Table) key { return key{t.ID} }),
		by(at("webhooks"), w.Webhooks, func(h *clay.Webhook) key { return key{h.ID} }),
		by(at("connections"), w.Connections, func(c *clay.Connection) key { return key{c.ID} }),
		by(at("api_keys"), w.APIKeys, func(k *clay.APIKey) key { return key{k.ID} }),
		by(at("budgets"), w.Budgets, func(b *clay.Budget) key { return key{b.Name} }),
		repeatable(at("rotation_log"), w.RotationLog, func(r *clay.Rotation) key { return key{r.Key, string(r.At)} }),
		by(at("routines"), w.Routines, func(r *clay.Routine) key { return key{r.ID} }),
		by(at("outbound_webhooks"), w.OutboundWebhooks, func(h *clay.OutboundWebhook) key { return key{h.ID} }),
		by(at("contradictions"), w.Contradictions, func(c *clay.Contradiction) key { return key{c.Section, c.ID, c.Field} }),
		repeatable(at("change_log"), w.ChangeLog, func(e *clay.LoggedChange) key { return key{e.Kind, e.ID, string(e.At)} }),
		repeatable(at("attestations"), w.Attestations, func(a *clay.Attestation) key { return key{a.Control, string(a.At)} }),
	}
	for i := range w.Tables {
		all = append(all, by(path{"clay", "tables", i, "columns"}, w.Tables[i].Columns, func(c *clay.Column) key { return key{c.ID} }))
	}
	if w.Usage != nil {
		all = append(all,
			repeatable(path{"clay", "usage", "by_resource"}, w.Usage.ByResource, usage),
			repeatable(path{"clay", "usage", "by_integration"}, w.Usage.ByIntegration, usage))
	}
	return all
}

func salesforceLists(o *salesforce.Org) []ordered {
	at := func(name string) path { return path{"salesforce", name} }
	all := []ordered{
		by(at("integration_users"), o.IntegrationUsers, itself),
		by(at("users"), o.Users, func(u *salesforce.User) key { return key{u.Username} }),
		by(at("permission_sets"), o.PermissionSets, func(p *salesforce.PermissionSet) key { return key{p.Name, p.Kind} }),
		by(at("permission_set_groups"), o.Groups, func(g *salesforce.Group) key { return key{g.Name} }),
		by(at("assignments"), o.Assignments, func(a *salesforce.Assignment) key { return key{a.User, a.Set, a.Group} }),
		by(at("access"), o.Access, func(a *salesforce.Access) key { return key{a.User} }),
		by(at("objects"), o.Objects, func(x *salesforce.Object) key { return key{x.Name} }),
		by(at("sharing_rules"), o.SharingRules, func(r *salesforce.SharingRule) key { return key{r.Object, r.Name, r.Kind} }),
		by(at("apps"), o.Apps, func(a *salesforce.App) key { return key{a.Name, a.Kind} }),
		by(at("roles"), o.Roles, func(r *salesforce.Role) key { return key{r.Name} }),
		repeatable(at("public_groups"), o.PublicGroups, func(g *salesforce.PublicGroup) key { return key{g.Name} }), // a queue may have a group's name
		by(at("tokens"), o.Tokens, func(t *salesforce.Token) key { return key{t.ID} }),
		by(at("logins"), o.Logins, func(l *salesforce.Login) key { return key{l.User, l.SourceIP, l.Type, l.Application, l.Status} }),
	}
	all = append(all, by(at("privileged"), o.Privileged, func(p *salesforce.Privileged) key { return key{p.User, p.Permission} }))
	for i := range o.PermissionSets {
		all = append(all, setLists(path{"salesforce", "permission_sets", i}, &o.PermissionSets[i])...)
	}
	for i := range o.Objects {
		all = append(all, by(path{"salesforce", "objects", i, "fields"}, o.Objects[i].Fields, func(f *salesforce.Field) key { return key{f.Name} }))
	}
	for i := range o.Access {
		all = append(all, accessLists(path{"salesforce", "access", i}, &o.Access[i])...)
		if o.Access[i].Potential != nil {
			all = append(all, accessLists(path{"salesforce", "access", i, "potential"}, o.Access[i].Potential)...)
		}
	}
	return all
}

func setLists(p path, set *salesforce.PermissionSet) []ordered {
	return []ordered{
		by(append(slices.Clip(p), "permissions"), set.Permissions, itself),
		by(append(slices.Clip(p), "unavailable"), set.Unavailable, itself),
	}
}

func accessLists(p path, a *salesforce.Access) []ordered {
	at := func(name string) path { return append(slices.Clone(p), name) }
	return []ordered{
		by(at("permissions"), a.Permissions, func(x *salesforce.PermissionAccess) key { return key{x.Name} }),
		by(at("objects"), a.Objects, func(x *salesforce.ObjectAccess) key { return key{x.Object} }),
		by(at("fields"), a.Fields, func(x *salesforce.FieldAccess) key { return key{x.Object, x.Field} }),
		by(at("setup"), a.Setup, func(x *salesforce.SetupAccess) key { return key{x.Kind, x.Name} }),
	}
}
