package salesforce

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Explanation says what one user can do with one target, by which paths, and which paths come
// to nothing. Lists are never nil.
type Explanation struct {
	User      string       `json:"user"`
	Inactive  bool         `json:"inactive,omitempty"` // not active or frozen: cannot log in as it is
	Target    Target       `json:"target"`
	Access    []string     `json:"access"`    // what the user can do; see words
	Granted   []string     `json:"granted"`   // what the paths add up to: more than access where a field's object is closed
	Potential []string     `json:"potential"` // what access a session activation would add
	Paths     []Path       `json:"paths"`     // those that count first, then by state, in the order of the roads
	Object    *Explanation `json:"object,omitempty"`
	Gaps      []string     `json:"gaps"` // what was not read, so that there may be more, or less
}

// The states of a Path.
const (
	PathCounts  = "counts"
	PathSession = "session" // counts while a session activation lasts
	PathMuted   = "muted"   // the group takes away what the set gives
	PathIgnored = "ignored" // the assignment does not hold: expired, inactive, revoked
)

// Path is one way from the user to one grant.
type Path struct {
	State   string   `json:"state"`
	Access  []string `json:"access"` // what it gives, or would give where it does not count
	Because string   `json:"because,omitempty"`
	Hops    []Hop    `json:"hops"`   // from the user to the grant
	Change  []Change `json:"change"` // any one of them closes the path; [] where nothing is open
}

// Hop is one thing on a path: a user, an assignment, a profile, a permission_set_group, a
// permission_set, a muting_permission_set, and at last the grant: a permission, an object, a
// field or a setup entity as in GrantKey.
type Hop struct {
	Kind     string            `json:"kind"`
	Name     string            `json:"name"`
	Location evidence.Location `json:"location"`
}

// Change is something that closes a path, and where it is done.
type Change struct {
	Do       string            `json:"do"`
	Location evidence.Location `json:"location"`
}

// Explainer answers for one user of an org at one moment.
type Explainer struct {
	user  User
	org   *index
	roads []openRoad
	gaps  []string
}

// openRoad is a road with what it gives, and would give if nothing were muted.
type openRoad struct {
	Road
	gives, whole *ledger
}

// NewExplainer walks the roads of a user. Each is opened alone, by the walk that Effective takes,
// so that the two cannot disagree on what a road gives.
func NewExplainer(o *Org, username string, takenAt time.Time) *Explainer {
	return newIndex(o).explainer(username, takenAt)
}

// explainer is NewExplainer for who asks of many users.
func (o *index) explainer(username string, takenAt time.Time) *Explainer {
	x := &Explainer{user: User{Username: strings.ToLower(username)}, org: o}
	if known := o.users[x.user.Username]; known != nil {
		x.user = *known
	}
	for _, road := range o.roads(username, takenAt) {
		if road.Gap != "" && road.Ignored == "" {
			x.gaps = append(x.gaps, road.Gap)
		}
		if road.Set == nil {
			continue
		}
		open := openRoad{road, emptyLedger(), nil}
		open.gives.walk(road)
		open.whole = open.gives
		if len(road.Mutes) > 0 {
			unmuted := road
			unmuted.Mutes = nil
			open.whole = emptyLedger()
			open.whole.walk(unmuted)
		}
		x.roads = append(x.roads, open)
	}
	x.gaps = sortedSet(x.gaps)
	return x
}

// Explain answers for one target.
func (x *Explainer) Explain(t Target) Explanation {
	e := x.paths(t)
	with := union(e.Granted, pathsAccess(e.Paths, PathSession))
	if t.Kind != "field" {
		e.Access, e.Potential = e.Granted, without(with, e.Granted)
		return e
	}
	object, _, _ := strings.Cut(t.Name, ".")
	under := x.Explain(Target{"object", object})
	e.Object = &under
	e.Access = both(e.Granted, under.Granted)
	e.Potential = without(both(with, union(under.Granted, under.Potential)), e.Access)
	return e
}

func (x *Explainer) paths(t Target) Explanation {
	e := Explanation{
		User: x.user.Username, Target: t, Paths: []Path{}, Gaps: append([]string{}, x.gaps...),
		Inactive: x.user.Active != nil && !*x.user.Active || x.user.Frozen != nil && *x.user.Frozen,
	}
	for _, road := range x.roads {
		given := x.vias(road.gives, t)
		for _, whole := range x.vias(road.whole, t) {
			i := slices.IndexFunc(given, func(v Via) bool { return v.Grant == whole.Grant })
			if i < 0 {
				e.Paths = append(e.Paths, x.path(road.Road, t, whole, nil))
			} else {
				e.Paths = append(e.Paths, x.path(road.Road, t, whole, &given[i]))
			}
		}
	}
	order := []string{PathCounts, PathSession, PathMuted, PathIgnored}
	slices.SortStableFunc(e.Paths, func(a, b Path) int {
		return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State))
	})
	e.Granted = pathsAccess(e.Paths, PathCounts)
	return e
}

// vias are the grants of one road that open the target, at most one for each Via.Grant.
func (x *Explainer) vias(l *ledger, t Target) []Via {
	var found []Via
	switch t.Kind {
	case "permission":
		if row := l.permissions[t.Name]; row != nil {
			found = row.Via
		}
	case "setup":
		kind, name, _ := strings.Cut(t.Name, ":")
		if row := l.setup[[2]string{kind, name}]; row != nil {
			found = row.Via
		}
	case "object":
		found = objectVias(l, t.Name)
	case "field":
		object, field, _ := strings.Cut(t.Name, ".")
		for _, key := range sortedSet([]string{object + "." + field, object + ".*", "*.*"}) {
			o, f, _ := strings.Cut(key, ".")
			if row := l.fields[[2]string{o, f}]; row != nil {
				found = append(found, row.Via...)
			}
		}
		for _, always := range alwaysFields(object, x.org.objects[object]) {
			if always.name != field || object == "*" {
				continue
			}
			for _, via := range objectVias(l, object) {
				found = append(found, alwaysVia(via, object, always.writable))
			}
			break
		}
	}
	if len(found) > 1 {
		found = slices.Clone(found)
		slices.SortStableFunc(found, func(a, b Via) int { return strings.Compare(a.Grant, b.Grant) })
	}
	return found
}

func objectVias(l *ledger, object string) []Via {
	var found []Via
	for _, name := range sortedSet([]string{"*", object}) {
		if row := l.objects[name]; row != nil {
			found = append(found, row.Via...)
		}
	}
	return found
}
