package salesforce

import (
	"slices"
	"strings"
)

// An org ignores case in the names of all it holds, and the rules join by exact names. So what
// names something gets the spelling under which that was read; what was not read keeps its word.

// spellGrants gives the users and assignments the spelling of the profiles, sets and groups
// that they name.
func (o *Org) spellGrants() {
	index := newIndex(o)
	for i := range o.Users {
		if set := index.set(KindProfile, o.Users[i].Profile); set != nil {
			o.Users[i].Profile = set.Name
		}
	}
	for i := range o.Assignments {
		a := &o.Assignments[i]
		if set := index.set(KindSet, a.Set); set != nil {
			a.Set = set.Name
		}
		if group := index.groups[strings.ToLower(a.Group)]; group != nil {
			a.Group = group.Name
		}
	}
	sortAssignments(o.Assignments)
}

// spellSharing gives users, roles, public groups and sharing rules the spelling of the roles,
// public groups and users that they name.
func (o *Org) spellSharing() {
	s := speller{roles: map[string]string{}, groups: map[string]string{}}
	for _, r := range o.Roles {
		s.roles[strings.ToLower(r.Name)] = r.Name
	}
	for _, g := range o.PublicGroups {
		s.groups[strings.ToLower(g.Name)] = g.Name
	}
	for i := range o.Users {
		o.Users[i].Role = s.role(o.Users[i].Role)
	}
	for i := range o.Roles {
		o.Roles[i].Parent = s.role(o.Roles[i].Parent)
	}
	for i := range o.SharingRules {
		rule := &o.SharingRules[i]
		rule.SharedTo, rule.SharedFrom = s.principals(rule.SharedTo), s.principals(rule.SharedFrom)
	}
	for i := range o.PublicGroups {
		o.PublicGroups[i].Members = s.principals(o.PublicGroups[i].Members)
	}
}

// speller knows what was read, by its name in lower case.
type speller struct{ roles, groups map[string]string }

func (s speller) role(name string) string {
	if read, ok := s.roles[strings.ToLower(name)]; ok {
		return read
	}
	return name
}

// group finds a group that metadata names with the namespace of its package, too: an org tells
// it without.
func (s speller) group(name string) string {
	if read, ok := s.groups[strings.ToLower(name)]; ok {
		return read
	}
	if _, bare, packaged := strings.Cut(name, "__"); packaged {
		if read, ok := s.groups[strings.ToLower(bare)]; ok {
			return read
		}
	}
	return name
}

func (s speller) principals(list []Principal) []Principal {
	for i := range list {
		p := &list[i]
		switch p.Kind {
		case "user":
			p.Name = strings.ToLower(p.Name)
		case "group", "queue":
			p.Name = s.group(p.Name)
		case "role", "roleAndSubordinates", "roleAndSubordinatesInternal":
			p.Name = s.role(p.Name)
		}
	}
	slices.SortFunc(list, comparePrincipals)
	return slices.Compact(list)
}
