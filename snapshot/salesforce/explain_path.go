package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// path is the way along road to the grant whole; given is what muting leaves of it, nil where
// that is nothing.
func (x *Explainer) path(road Road, t Target, whole Via, given *Via) Path {
	p := Path{State: PathCounts, Access: words(t, whole.Access), Change: []Change{}}
	grant := grantHop(t, whole)
	muting := mutingHops(road, grant)
	p.Hops = x.hops(road, muting, grant)
	switch {
	case road.Ignored != "":
		p.State, p.Because = PathIgnored, road.Ignored
		return p
	case given == nil:
		p.State, p.Because = PathMuted, "muted by "+names(muting)
		return p
	case len(given.Access) < len(whole.Access) || !slices.Equal(given.Access, whole.Access):
		p.Access = words(t, given.Access)
		p.Because = fmt.Sprintf("%s is muted by %s", strings.Join(without(words(t, whole.Access), p.Access), ", "), names(muting))
	}
	if road.Session {
		p.State = PathSession
		p.Because = strings.TrimPrefix(p.Because+"; counts only in a session that is activated for it", "; ")
	}
	p.Change = x.changes(road, p.Hops, grant)
	return p
}

func (x *Explainer) hops(road Road, muting []Hop, grant Hop) []Hop {
	hops := []Hop{{"user", x.user.Username, x.user.Location}}
	if a := road.Assignment; a != nil {
		hops = append(hops, Hop{"assignment", a.Set + a.Group, a.Location}) // one of them is empty
	}
	if road.Group != "" {
		hop := Hop{Kind: "permission_set_group", Name: road.Group}
		if group := x.org.groups[strings.ToLower(road.Group)]; group != nil {
			hop.Location = group.Location
		}
		hops = append(hops, hop)
	}
	hops = append(hops, Hop{road.Kind, road.Name, road.Set.Location})
	return append(append(hops, muting...), grant)
}

// grantHop is what grants: the thing that was asked for, or what opens it with more.
func grantHop(t Target, via Via) Hop {
	object, _, _ := strings.Cut(t.Name, ".")
	switch kind, name, cut := strings.Cut(via.Grant, ":"); {
	case via.Grant == "":
		return Hop{t.Kind, t.Name, via.Location}
	case cut:
		return Hop{kind, name, via.Location}
	case via.Grant == "view_all_fields":
		return Hop{"object", object + " (view all fields)", via.Location}
	}
	return Hop{"permission", via.Grant, via.Location}
}

// mutingHops are the muting sets of the road's group that name the grant.
func mutingHops(road Road, grant Hop) []Hop {
	var hops []Hop
	name, _, _ := strings.Cut(grant.Name, " (")
	object, field, _ := strings.Cut(name, ".")
	for _, m := range road.Mutes {
		var there bool
		switch grant.Kind {
		case "permission":
			there = slices.Contains(m.Permissions, name)
		case "object":
			there = len(m.Objects[name]) > 0
		case "field":
			there = m.Fields[object][field] != ""
		}
		if there {
			hops = append(hops, Hop{KindMuting, m.Name, m.At(GrantKey(grant.Kind, name))})
		}
	}
	return hops
}

func names(hops []Hop) string {
	var list []string
	for _, s := range hops {
		list = append(list, s.Name)
	}
	return strings.Join(list, ", ")
}

// changes are what closes the path, the narrowest first.
func (x *Explainer) changes(road Road, hops []Hop, grant Hop) []Change {
	what := GrantWords(grant)
	var list []Change
	if road.Kind == KindProfile {
		return []Change{{fmt.Sprintf("clear %s in profile %s, for all who have it", what, road.Name), grant.Location}}
	}
	if road.Group != "" && grant.Kind != "setup" { // setup entities cannot be muted
		list = append(list, Change{fmt.Sprintf("mute %s in permission set group %s", what, road.Group), hopAt(hops, "permission_set_group")})
	}
	list = append(list, Change{fmt.Sprintf("clear %s in permission set %s, for all who have it", what, road.Name), grant.Location})
	if a := road.Assignment; a != nil {
		list = append(list, Change{fmt.Sprintf("end the assignment of %s to %s", a.Set+a.Group, x.user.Username), a.Location})
	}
	return list
}

func hopAt(hops []Hop, kind string) evidence.Location {
	for _, s := range hops {
		if s.Kind == kind {
			return s.Location
		}
	}
	return evidence.Location{}
}

// GrantWords is the last hop of a path as a person says it.
func GrantWords(s Hop) string {
	kind := map[string]string{"permission": "the permission ", "object": "the object permissions of ", "field": "the field permissions of ", "setup": ""}[s.Kind]
	name, more, cut := strings.Cut(s.Name, " (")
	if cut {
		return strings.TrimSuffix(more, ")") + " of " + name
	}
	if s.Kind == "setup" {
		word, entity, _ := strings.Cut(s.Name, ":")
		return "the " + strings.ReplaceAll(word, "_", " ") + " " + entity
	}
	return kind + name
}

// words are an access as Explanation lists it: flags of an object, read and edit of a field, held
// of the rest.
func words(t Target, access []string) []string {
	switch t.Kind {
	case "object":
		return append([]string{}, access...)
	case "field":
		if slices.Contains(access, "rw") {
			return []string{"read", "edit"}
		}
		return []string{"read"}
	}
	return []string{"held"}
}

func pathsAccess(paths []Path, state string) []string {
	list := []string{}
	for _, p := range paths {
		if p.State == state {
			list = union(list, p.Access)
		}
	}
	return list
}

// union keeps the order of Flags, in which "held" stands alone.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	list := []string{}
	for _, word := range append(slices.Clone(Flags), "held") {
		if slices.Contains(all, word) {
			list = append(list, word)
		}
	}
	return list
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(word string) bool { return slices.Contains(some, word) })
}

func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(word string) bool { return !slices.Contains(b, word) })
}
