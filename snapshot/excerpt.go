package snapshot

import (
	"reflect"
	"slices"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// MaxExcerptUsers is the most Salesforce users an Excerpt keeps.
const MaxExcerptUsers = 1000

// Excerpt returns what reports show beside findings, as a deep copy that is small enough to
// travel in an assessment: the whole Clay workspace; of the roster, those who are a member or
// an owner in Clay or a user in Salesforce; of Salesforce, the access of the integration users
// in full with their assignments, tokens and logins, the first MaxExcerptUsers users (integration
// users before others), settings, apps and permission set groups; permission sets by name, label,
// kind, licence and place, without a grant; objects that an integration user reaches by name,
// without fields, with their sharing rules, and the roles and public groups that those rules or an
// integration user name. Its coverage is that of s, so it is marked Trimmed: it would make rules
// pass, and neither Write nor Read accepts it as a snapshot.
func (s *Snapshot) Excerpt() *Snapshot {
	e := *s
	e.Trimmed = true
	if s.Salesforce != nil {
		e.Salesforce = excerptOrg(s.Salesforce)
	}
	if s.Roster != nil {
		who := involved(&e)
		matches := keep(s.Roster.Matches, func(m *roster.Match) bool { return who[m.Email] })
		for _, m := range matches {
			who[m.Person] = true
		}
		e.Roster = &roster.Roster{Matches: matches, People: keep(s.Roster.People, func(p *roster.Person) bool {
			return who[p.Email] || slices.ContainsFunc(p.Aliases, func(alias string) bool { return who[alias] })
		})}
	}
	return clone(reflect.ValueOf(&e)).Interface().(*Snapshot)
}

// keep returns the items that are wanted, in a list of its own.
func keep[T any](items []T, wanted func(*T) bool) []T {
	kept := []T{}
	for i := range items {
		if wanted(&items[i]) {
			kept = append(kept, items[i])
		}
	}
	return kept
}

// involved are the addresses of those who own or use something.
func involved(s *Snapshot) map[string]bool {
	who := map[string]bool{}
	if s.Clay != nil {
		owners(s.Clay, who)
	}
	if s.Salesforce != nil {
		for _, u := range s.Salesforce.Users {
			who[u.Username], who[u.Email] = true, true
		}
	}
	delete(who, "")
	return who
}

func owners(w *clay.Workspace, who map[string]bool) {
	for _, m := range w.Members {
		who[m.Email], who[m.Sponsor] = true, true
	}
	for _, b := range w.Workbooks {
		who[b.Owner] = true
	}
	for _, t := range w.Tables {
		who[t.Owner] = true
		if t.Declared != nil {
			who[t.Declared.Owner] = true
		}
	}
	for _, c := range w.Connections {
		who[c.AddedBy] = true
	}
	for _, k := range w.APIKeys {
		who[k.Owner] = true
	}
	for _, b := range w.Budgets {
		who[b.Owner] = true
	}
}

func excerptOrg(o *salesforce.Org) *salesforce.Org {
	e := *o
	integration := map[string]bool{}
	for _, username := range o.IntegrationUsers {
		integration[username] = true
	}
	room := MaxExcerptUsers
	for _, u := range o.Users {
		if integration[u.Username] {
			room--
		}
	}
	e.Users = keep(o.Users, func(u *salesforce.User) bool {
		if integration[u.Username] {
			return true
		}
		room--
		return room >= 0
	})
	e.Assignments = keep(o.Assignments, func(a *salesforce.Assignment) bool { return integration[a.User] })
	e.Tokens = keep(o.Tokens, func(t *salesforce.Token) bool { return integration[t.User] })
	e.Logins = keep(o.Logins, func(l *salesforce.Login) bool { return integration[l.User] })

	e.PermissionSets = make([]salesforce.PermissionSet, len(o.PermissionSets))
	for i, p := range o.PermissionSets {
		e.PermissionSets[i] = salesforce.PermissionSet{
			Name: p.Name, Label: p.Label, Kind: p.Kind, License: p.License, Location: p.Location,
			Permissions: []string{}, Objects: map[string][]string{}, Fields: map[string]map[string]string{},
		}
	}

	reached := reachedObjects(o)
	e.Objects = keep(o.Objects, func(x *salesforce.Object) bool { return reached["*"] || reached[x.Name] })
	for i := range e.Objects {
		e.Objects[i].Fields = []salesforce.Field{}
	}
	e.SharingRules = keep(o.SharingRules, func(r *salesforce.SharingRule) bool { return reached["*"] || reached[r.Object] })

	named := map[string]bool{}
	for _, r := range e.SharingRules {
		for _, p := range slices.Concat(r.SharedTo, r.SharedFrom) {
			named[p.Name] = true
		}
	}
	for _, u := range e.Users {
		if integration[u.Username] {
			named[u.Role] = true
		}
	}
	e.Roles = keep(o.Roles, func(r *salesforce.Role) bool { return named[r.Name] })
	e.PublicGroups = keep(o.PublicGroups, func(g *salesforce.PublicGroup) bool { return named[g.Name] })
	return &e
}

// reachedObjects are the objects that an integration user can do something with, "*" for all.
func reachedObjects(o *salesforce.Org) map[string]bool {
	reached := map[string]bool{}
	for i := range o.Access {
		for a := &o.Access[i]; a != nil; a = a.Potential {
			for _, x := range a.Objects {
				reached[x.Object] = true
			}
		}
	}
	return reached
}

// clone is a deep copy.
func clone(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.Set(reflect.New(v.Type().Elem()))
			c.Elem().Set(clone(v.Elem()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			c.Field(i).Set(clone(v.Field(i)))
		}
	case reflect.Slice:
		if !v.IsNil() {
			c.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				c.Index(i).Set(clone(v.Index(i)))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			c.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
			for iter := v.MapRange(); iter.Next(); {
				c.SetMapIndex(iter.Key(), clone(iter.Value()))
			}
		}
	default:
		c.Set(v)
	}
	return c
}
