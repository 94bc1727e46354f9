package salesforce

import (
	"slices"
	"strings"
	"time"
)

// Audience is everyone who reaches a target.
type Audience struct {
	Target  Target        `json:"target"`
	Users   []Explanation `json:"users"`   // who reach it, or would with a session activation; by username
	Unknown []Explanation `json:"unknown"` // of whom no way is known, and not all was read
	Others  int           `json:"others"`  // users who reach it by no way
	Unused  []Hop         `json:"unused"`  // profiles and sets that grant it, and through which no known user reaches it
}

// Reach explains the target for every user of the org. Sets and profiles that grant it without
// reaching anybody are listed too: the users of the org may not all be known, and the next
// assignment would open it.
func Reach(o *Org, t Target, takenAt time.Time) Audience {
	all := Audience{Target: t, Users: []Explanation{}, Unknown: []Explanation{}, Unused: []Hop{}}
	o = bearingOn(o, t)
	used, index := map[string]bool{}, newIndex(o)
	for _, user := range o.Users {
		e := index.explainer(user.Username, takenAt).Explain(t)
		if len(e.Access)+len(e.Potential) > 0 {
			all.Users = append(all.Users, e)
		} else if len(e.Gaps) > 0 {
			all.Unknown = append(all.Unknown, e)
		} else {
			all.Others++
		}
		for _, p := range e.Paths {
			if p.State != PathCounts && p.State != PathSession {
				continue
			}
			for _, hop := range p.Hops {
				used[hop.Kind+" "+strings.ToLower(hop.Name)] = true
			}
		}
	}
	for i := range o.PermissionSets {
		set := &o.PermissionSets[i]
		if set.Kind == KindMuting || used[set.Kind+" "+strings.ToLower(set.Name)] {
			continue
		}
		if len(grantedBy(o, set, t)) > 0 {
			all.Unused = append(all.Unused, Hop{set.Kind, set.Name, set.Location})
		}
	}
	slices.SortFunc(all.Users, byUser)
	slices.SortFunc(all.Unknown, byUser)
	return all
}

// bearingOn is the org with nothing in its sets but what bears on the target, so that the roads of
// many users are walked at the price of what they lead to.
func bearingOn(o *Org, t Target) *Org {
	object, field, _ := strings.Cut(t.Name, ".")
	out := *o
	out.PermissionSets = slices.Clone(o.PermissionSets)
	for i := range out.PermissionSets {
		set := &out.PermissionSets[i]
		objects, fields, setup := set.Objects, set.Fields, set.Setup
		set.Objects, set.Fields, set.Setup = nil, nil, nil
		switch t.Kind {
		case "setup":
			set.Setup = setup
		case "field":
			if access := fields[object][field]; access != "" {
				set.Fields = map[string]map[string]string{object: {field: access}}
			}
			fallthrough
		case "object":
			if flags := objects[object]; len(flags) > 0 {
				set.Objects = map[string][]string{object: flags}
			}
		}
	}
	return &out
}

func byUser(a, b Explanation) int { return strings.Compare(a.User, b.User) }

// grantedBy is what a set would give to whoever had it and nothing else.
func grantedBy(o *Org, set *PermissionSet, t Target) []string {
	alone := Org{
		Users: []User{{Username: "u", Profile: "none"}}, PermissionSets: []PermissionSet{*set}, Objects: o.Objects,
		Assignments: []Assignment{{User: "u", Set: set.Name}},
	}
	alone.PermissionSets[0].Kind, alone.PermissionSets[0].SessionActivation = KindSet, false
	return pathsAccess(NewExplainer(&alone, "u", time.Time{}).Explain(t).Paths, PathCounts)
}
