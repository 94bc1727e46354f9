package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Doubts says, by the name of a section, why it cannot be complete whatever its coverage claims:
// the rest of the org names what the section does not list. A list that lost an entry, by hand or
// on the way, would else read as one that never had it. It looks at names alone; nothing is
// computed again. Sets, profiles and their groups are looked up ignoring case, as the access is
// computed in Go; roles and public groups as they are spelled, since rules join them so.
func (o *Org) Doubts() map[string]string {
	d := &doubter{index: newIndex(o), seen: map[string]bool{}, found: map[string][]string{}}
	d.people(o)
	d.grants(o)
	d.sharing(o)
	unmodelled, undefined := reached(o)
	for _, name := range unmodelled {
		d.add("objects", name, "an integration user reaches %s, whose sharing model is not there", name)
	}
	for _, name := range undefined {
		d.add("fields", name, "an integration user reaches %s, whose fields are not there", name)
	}
	reasons := map[string]string{}
	for section, found := range d.found {
		reasons[section] = evidence.List(found)
	}
	return reasons
}

// doubter gathers what is named and not listed, each thing once.
type doubter struct {
	index *index
	seen  map[string]bool
	found map[string][]string // section -> reasons, in the order they were met
}

func (d *doubter) add(section, key, format string, args ...any) {
	if key = section + "\x00" + key; !d.seen[key] {
		d.seen[key] = true
		d.found[section] = append(d.found[section], fmt.Sprintf(format, args...))
	}
}

// people holds the integration users against users and access.
func (d *doubter) people(o *Org) {
	users := map[string]bool{}
	for _, u := range o.Users {
		users[u.Username] = true
		if u.Profile != "" && d.index.set(KindProfile, u.Profile) == nil {
			d.add("profiles", u.Profile, "%s has the profile %s, which is not listed", u.Username, u.Profile)
		}
	}
	for _, name := range o.IntegrationUsers {
		if !users[name] {
			d.add("users", name, "the integration user %s is not listed", name)
		}
		i := slices.IndexFunc(o.Access, func(a Access) bool { return a.User == name })
		switch {
		case i < 0:
			d.add("access", name, "the snapshot holds no access of %s", name)
		case !o.Access[i].Complete:
			d.add("access", name, "that of %s is not: %s", name, o.Access[i].Reason)
		}
	}
	for _, a := range o.Assignments {
		if !users[a.User] {
			d.add("users", a.User, "%s has assignments and is not listed", a.User)
		}
	}
}

// grants holds everything that names a set, a profile or a group against their lists, and the
// roads of the access against the assignments.
func (d *doubter) grants(o *Org) {
	assigned := map[[3]string]bool{}
	for _, a := range o.Assignments {
		assigned[[3]string{a.User, strings.ToLower(a.Set), strings.ToLower(a.Group)}] = true
		if a.Set != "" {
			d.set(KindSet, a.Set, "%s is assigned %s", a.User, a.Set)
		} else {
			d.group(a.Group, "%s is assigned %s", a.User, a.Group)
		}
	}
	for _, g := range o.Groups {
		for _, name := range g.Sets {
			d.set(KindSet, name, "the group %s holds %s", g.Name, name)
		}
		for _, name := range g.MutingSets {
			d.set(KindMuting, name, "the group %s is muted by %s", g.Name, name)
		}
	}
	for i := range o.Access {
		user := o.Access[i].User
		for _, via := range o.Access[i].roads() {
			d.set(via.Kind, via.Name, "%s holds something through %s", user, via.Name)
			key, name := [3]string{user, strings.ToLower(via.Name), ""}, via.Name
			if via.Group != "" {
				d.group(via.Group, "%s holds something through %s", user, via.Group)
				key, name = [3]string{user, "", strings.ToLower(via.Group)}, via.Group
			}
			if via.Kind == KindSet && !assigned[key] {
				d.add("assignments", user+" "+name, "%s holds something through %s, which nothing assigns", user, name)
			}
		}
	}
}

// set and group note a name that is not listed; the format says who names it.
func (d *doubter) set(kind, name, format string, args ...any) {
	section := "permission_sets"
	if kind == KindProfile {
		section = "profiles"
	}
	if d.index.set(kind, name) == nil {
		d.add(section, name, format+", which is not listed", args...)
	}
}

func (d *doubter) group(name, format string, args ...any) {
	if d.index.groups[strings.ToLower(name)] == nil {
		d.add("permission_set_groups", name, format+", which is not listed", args...)
	}
}

// roads are the different ways by which an access comes, what a session would add included.
func (a *Access) roads() []Via {
	var roads []Via
	seen := map[[3]string]bool{}
	add := func(via []Via) {
		for _, v := range via {
			if key := [3]string{v.Kind, v.Name, v.Group}; !seen[key] {
				seen[key] = true
				roads = append(roads, v)
			}
		}
	}
	for _, part := range []*Access{a, a.Potential} {
		if part == nil {
			continue
		}
		for _, x := range part.Permissions {
			add(x.Via)
		}
		for _, x := range part.Objects {
			add(x.Via)
		}
		for _, x := range part.Fields {
			add(x.Via)
		}
		for _, x := range part.Setup {
			add(x.Via)
		}
	}
	return roads
}

// sharing holds the roles and public groups that something names against their lists, and whom
// sharing reaches against the kinds that are known. Of people only the integration users' roles
// count: others may be written as a list of people has them.
func (d *doubter) sharing(o *Org) {
	roles, groups := map[string]bool{}, map[string]bool{}
	for _, r := range o.Roles {
		roles[r.Name] = true
	}
	for _, g := range o.PublicGroups {
		groups[g.Name] = true
	}
	role := func(name, format string, args ...any) {
		if name != "" && !roles[name] {
			d.add("roles", name, format+", which is not listed", args...)
		}
	}
	principals := func(all []Principal, section, who string) {
		for _, p := range all {
			switch p.Kind {
			case "role", "roleAndSubordinates", "roleAndSubordinatesInternal":
				role(p.Name, "%s names the role %s", who, p.Name)
			case "group":
				if !groups[p.Name] {
					d.add("public_groups", p.Name, "%s names the public group %s, which is not listed", who, p.Name)
				}
			default:
				if !slices.Contains(principalKinds(), p.Kind) {
					d.add(section, p.Kind, "%s names %s, a kind that is not known", who, evidence.Quote(p.Kind))
				}
			}
		}
	}
	for _, u := range o.Users {
		if slices.Contains(o.IntegrationUsers, u.Username) {
			role(u.Role, "%s has the role %s", u.Username, u.Role)
		}
	}
	for _, r := range o.Roles {
		role(r.Parent, "the role %s is below %s", r.Name, r.Parent)
	}
	for _, rule := range o.SharingRules {
		principals(rule.SharedTo, "sharing_rules", "the sharing rule "+rule.Name+" of "+rule.Object)
	}
	for _, g := range o.PublicGroups {
		principals(g.Members, "public_groups", "the public group "+g.Name)
	}
}
