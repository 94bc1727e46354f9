package salesforce

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Road is one way by which a container of grants may reach a user: the profile, a set that
// is assigned, or a set of a group that is assigned. A road that gives nothing says why in
// Ignored, so that whoever explains an access can also explain its absence.
type Road struct {
	Kind       string         // KindSet or KindProfile
	Name       string         // of the set; "" for a group that was not read
	Group      string         // the group it comes through
	Set        *PermissionSet // nil: not read
	Mutes      []*PermissionSet
	Assignment *Assignment // nil: the profile
	Session    bool        // counts only while a session activation lasts
	Ignored    string      // why the road gives nothing: expired, inactive, revoked
	Gap        string      // what was not read, or is stale, on the way
	Stale      bool        // Gap is that the group was not computed since it changed
}

// Roads returns every road to the user at takenAt: the profile, then the assignments in the
// order of the org. A user whom the org does not have has none but the gap that says so.
func Roads(o *Org, username string, takenAt time.Time) []Road {
	return newIndex(o).roads(username, takenAt)
}

// roads is Roads for who asks of many users.
func (x *index) roads(username string, takenAt time.Time) []Road {
	username = strings.ToLower(username)
	user := x.users[username]
	if user == nil {
		return []Road{{Gap: username + " is not among the known users" + nearest(username, slices.Sorted(maps.Keys(x.users)))}}
	}
	roads := []Road{x.profile(*user)}
	for _, fact := range []string{"permission_sets", "permission_set_groups"} {
		if slices.Contains(user.Unrecorded, fact) {
			roads = append(roads, Road{Gap: "nobody recorded the " + fact + " of " + username})
		}
	}
	for _, a := range x.assigned[username] {
		ignored := ignored(a, takenAt)
		for _, road := range x.assignment(a) {
			road.Assignment, road.Ignored = a, ignored
			roads = append(roads, road)
		}
	}
	return roads
}

// ignored says why an assignment does not count at takenAt. A date alone, which is midnight,
// holds through its day.
func ignored(a *Assignment, takenAt time.Time) string {
	switch {
	case a.Active != nil && !*a.Active:
		return "the assignment is not active"
	case a.Revoked != nil && *a.Revoked:
		return "the assignment is revoked"
	case a.ExpiresAt == "":
		return ""
	}
	end := a.ExpiresAt.Time()
	if end.Equal(end.Truncate(24 * time.Hour)) {
		end = end.Add(24 * time.Hour)
	}
	if !end.After(takenAt) {
		return "the assignment expired on " + string(a.ExpiresAt)
	}
	return ""
}

// index finds the containers of an org by kind and name, ignoring case as Salesforce does, and
// what its users have.
type index struct {
	sets     map[string]*PermissionSet // kind, name
	groups   map[string]*Group
	names    map[string][]string // kind -> names, for suggestions; "" for groups
	users    map[string]*User
	assigned map[string][]*Assignment // by user, in the order of the org
	objects  map[string]*Object
}

func newIndex(o *Org) *index {
	x := &index{
		sets: map[string]*PermissionSet{}, groups: map[string]*Group{}, names: map[string][]string{},
		users: map[string]*User{}, assigned: map[string][]*Assignment{}, objects: map[string]*Object{},
	}
	for i := range o.Users {
		if u := &o.Users[i]; x.users[u.Username] == nil {
			x.users[u.Username] = u
		}
	}
	for i := range o.Assignments {
		a := &o.Assignments[i]
		x.assigned[a.User] = append(x.assigned[a.User], a)
	}
	for i := range o.Objects {
		x.objects[o.Objects[i].Name] = &o.Objects[i]
	}
	for i := range o.PermissionSets {
		set := &o.PermissionSets[i]
		x.sets[set.Kind+" "+strings.ToLower(set.Name)] = set
		x.names[set.Kind] = append(x.names[set.Kind], set.Name)
	}
	for i := range o.Groups {
		x.groups[strings.ToLower(o.Groups[i].Name)] = &o.Groups[i]
		x.names[""] = append(x.names[""], o.Groups[i].Name)
	}
	return x
}

func (x *index) set(kind, name string) *PermissionSet {
	set := x.sets[kind+" "+strings.ToLower(name)]
	if set == nil && kind == KindProfile {
		set = x.sets[kind+" "+strings.ToLower(standardProfile(name))]
	}
	return set
}

// standardProfile is the name that metadata gives a standard profile, whose name in Setup is
// another one.
func standardProfile(name string) string {
	switch strings.ToLower(name) {
	case "system administrator":
		return "Admin"
	case "standard user":
		return "Standard"
	case "read only":
		return "ReadOnly"
	case "marketing user":
		return "MarketingProfile"
	case "contract manager":
		return "ContractManager"
	case "solution manager":
		return "SolutionManager"
	case "standard platform user":
		return "StandardAul"
	}
	return name
}

// profileless are the types of users that Salesforce makes for itself, who by design may have no profile.
func profileless() []string { return []string{"AutomatedProcess", "CloudIntegrationUser"} }

func (x *index) profile(u User) Road {
	road := Road{Kind: KindProfile, Name: u.Profile}
	if u.Profile == "" && slices.Contains(profileless(), u.Type) {
		road.Ignored = "a user of the type " + u.Type + " has no profile"
		return road
	}
	if u.Profile == "" {
		road.Gap = "the profile of " + u.Username + " is not known"
		return road
	}
	road.Set = x.set(KindProfile, u.Profile)
	if road.Set == nil {
		road.Gap = "profile " + u.Profile + " was not read" + nearest(u.Profile, x.names[KindProfile])
		return road
	}
	road.Name = road.Set.Name
	return road
}

// assignment returns the roads that an assignment opens: one for a set, one for each set of
// a group. The session activation of a set counts where the set is assigned, that of the
// group for all of the group.
func (x *index) assignment(a *Assignment) []Road {
	if a.Group == "" {
		road := x.member(a.Set)
		road.Session = road.Set != nil && road.Set.SessionActivation
		return []Road{road}
	}
	group := x.groups[strings.ToLower(a.Group)]
	if group == nil {
		return []Road{{Kind: KindSet, Group: a.Group, Gap: "permission set group " + a.Group + " was not read" + nearest(a.Group, x.names[""])}}
	}
	var gaps []string
	var mutes []*PermissionSet
	for _, name := range group.MutingSets {
		if muting := x.set(KindMuting, name); muting != nil {
			mutes = append(mutes, muting)
		} else {
			gaps = append(gaps, "muting permission set "+name+" was not read"+nearest(name, x.names[KindMuting]))
		}
	}
	roads := make([]Road, 0, len(group.Sets))
	for _, name := range group.Sets {
		road := x.member(name)
		road.Group, road.Session, road.Mutes = group.Name, group.SessionActivation, mutes
		roads = append(roads, road)
	}
	if len(gaps) > 0 {
		roads = append(roads, Road{Kind: KindSet, Group: group.Name, Session: group.SessionActivation, Gap: strings.Join(gaps, "; ")})
	}
	if group.Status != "" && group.Status != "Updated" {
		roads = append(roads, Road{Kind: KindSet, Group: group.Name, Session: group.SessionActivation, Stale: true,
			Gap: fmt.Sprintf("permission set group %s has the status %s, so that what it gives is not settled", group.Name, group.Status)})
	}
	return roads
}

func (x *index) member(name string) Road {
	road := Road{Kind: KindSet, Name: name, Set: x.set(KindSet, name)}
	if road.Set == nil {
		road.Gap = "permission set " + name + " was not read" + nearest(name, x.names[KindSet])
	} else {
		road.Name = road.Set.Name
	}
	return road
}

// nearest is the suggestion for a name that is near one of names, else nothing.
func nearest(name string, names []string) string {
	if hint := evidence.Suggest(name, names); strings.Contains(hint, "did you mean") {
		return hint
	}
	return ""
}
