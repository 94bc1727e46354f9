package salesforce_test

import (
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// populate gives every set, group and profile of an org a user of its own, and one user all of
// them, so that every grant of a corpus is somebody's.
func populate(o *salesforce.Org) {
	for _, s := range o.PermissionSets {
		define(o, slices.Sorted(maps.Keys(s.Objects))...)
		define(o, slices.Sorted(maps.Keys(s.Fields))...)
	}
	o.Users, o.Assignments = nil, nil
	all := "all@acme.com"
	give := func(user, profile, set, group string) {
		if !slices.ContainsFunc(o.Users, func(u salesforce.User) bool { return u.Username == user }) {
			o.Users = append(o.Users, salesforce.User{Username: user, Profile: profile})
		}
		if set+group != "" {
			o.Assignments = append(o.Assignments, salesforce.Assignment{User: user, Set: set, Group: group})
		}
	}
	for _, s := range o.PermissionSets {
		switch s.Kind {
		case salesforce.KindProfile:
			give("p."+strings.ToLower(s.Name), s.Name, "", "")
		case salesforce.KindSet:
			give("s."+strings.ToLower(s.Name), "", s.Name, "")
			give(all, "", s.Name, "")
		}
	}
	for _, g := range o.Groups {
		give("g."+strings.ToLower(g.Name), "", "", g.Name)
		give(all, "", "", g.Name)
	}
}

// define adds objects that no file defines: Effective lists Id, Name and the like under View All
// Data only of the objects it knows, while an explanation answers for every one.
func define(o *salesforce.Org, names ...string) {
	for _, name := range names {
		if !slices.ContainsFunc(o.Objects, func(x salesforce.Object) bool { return x.Name == name }) {
			o.Objects = append(o.Objects, salesforce.Object{Name: name})
		}
	}
}

// targets are all objects and fields that the org defines, that anything in it grants or that the
// user's access names, and everything else that anybody could hold: also what this user does not.
func targets(o *salesforce.Org, a salesforce.Access) []salesforce.Target {
	seen := map[salesforce.Target]bool{}
	var list []salesforce.Target
	add := func(kind, name string) {
		t := salesforce.Target{Kind: kind, Name: name}
		if !seen[t] {
			seen[t] = true
			list = append(list, t)
		}
	}
	for a := &a; a != nil; a = a.Potential {
		for _, row := range a.Permissions {
			add("permission", row.Name)
		}
		for _, row := range a.Objects {
			add("object", row.Object)
		}
		for _, row := range a.Fields {
			add("object", row.Object)
			add("field", row.Object+"."+row.Field)
		}
		for _, row := range a.Setup {
			add("setup", row.Kind+":"+row.Name)
		}
	}
	for _, x := range o.Objects {
		add("object", x.Name)
		for _, f := range x.Fields {
			add("field", x.Name+"."+f.Name)
		}
	}
	for _, s := range o.PermissionSets {
		for _, name := range s.Permissions {
			add("permission", name)
		}
		for object := range s.Objects {
			add("object", object)
		}
		for object, fields := range s.Fields {
			for name := range fields {
				add("field", object+"."+name)
			}
		}
		for kind, names := range s.Setup {
			for _, name := range names {
				add("setup", kind+":"+name)
			}
		}
	}
	return list
}

// effectiveOf reads an answer out of the rows of Effective, and how many roads they have.
func effectiveOf(a salesforce.Access, t salesforce.Target) (granted []string, roads int) {
	object, field, _ := strings.Cut(t.Name, ".")
	take := func(access []string, via []salesforce.Via) {
		granted = append(granted, access...)
		roads += len(via)
	}
	for _, row := range a.Permissions {
		if t.Kind == "permission" && row.Name == t.Name {
			take([]string{"held"}, row.Via)
		}
	}
	for _, row := range a.Setup {
		if t.Kind == "setup" && row.Kind+":"+row.Name == t.Name {
			take([]string{"held"}, row.Via)
		}
	}
	for _, row := range a.Objects {
		if t.Kind == "object" && (row.Object == t.Name || row.Object == "*") {
			take(row.Access, row.Via)
		}
	}
	for _, row := range a.Fields {
		if t.Kind != "field" || row.Object != object && row.Object != "*" || row.Field != field && row.Field != "*" {
			continue
		}
		if row.Access == "rw" {
			take([]string{"read", "edit"}, row.Via)
		} else {
			take([]string{"read"}, row.Via)
		}
	}
	order := append(slices.Clone(salesforce.Flags), "held")
	slices.SortFunc(granted, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	return slices.Compact(granted), roads
}

// agree holds every explanation for a user to the effective access: the same grants by the same
// number of roads, and to each path its hops.
func agree(t *testing.T, o *salesforce.Org, username string) (asked int) {
	t.Helper()
	access := salesforce.Effective(o, username, takenAt)
	explainer := salesforce.NewExplainer(o, username, takenAt)
	for _, target := range targets(o, access) {
		asked++
		e := explainer.Explain(target)
		want, roads := effectiveOf(access, target)
		if !slices.Equal(want, e.Granted) {
			t.Errorf("%s, %s: effective access is %v, the explanation says %v", username, target.Name, want, e.Granted)
		}
		counting := map[string]bool{}
		for _, p := range e.Paths {
			last := p.Hops[len(p.Hops)-1]
			if p.State == salesforce.PathCounts {
				counting[key(p)] = true
			}
			if len(p.Hops) < 3 || p.Hops[0].Name != username || last.Location == (evidence.Location{}) && o.Location != (evidence.Location{}) ||
				(p.State == salesforce.PathCounts || p.State == salesforce.PathSession) != (len(p.Change) > 0) ||
				p.State != salesforce.PathCounts && p.Because == "" || p.State == salesforce.PathMuted && strings.HasSuffix(p.Because, " ") {
				t.Errorf("%s, %s: path without its hops or reasons: %+v", username, target.Name, p)
			}
		}
		if len(counting) != roads {
			t.Errorf("%s, %s: effective access has %d roads, the explanation %d: %+v", username, target.Name, roads, len(counting), e.Paths)
		}
		if access.Complete != (len(e.Gaps) == 0) {
			t.Errorf("%s: complete is %v, gaps are %v", username, access.Complete, e.Gaps)
		}
	}
	return asked
}

// key tells paths apart as Effective does, which counts a set once however often it is assigned.
func key(p salesforce.Path) string {
	var parts []string
	for _, h := range p.Hops {
		if h.Kind != "assignment" {
			parts = append(parts, h.Kind+" "+h.Name)
		}
	}
	return strings.Join(parts, "\n")
}

// TestExplainAgreesOnEveryCorpus walks every user, object and field.
func TestExplainAgreesOnEveryCorpus(t *testing.T) {
	t.Parallel()
	for _, dir := range corpora(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			o := readCorpus(t, dir)
			populate(o)
			asked := 0
			for _, u := range o.Users {
				asked += agree(t, o, u.Username)
			}
			named := 0 // by anything in the org: each was asked of each user at the least
			for _, target := range targets(o, salesforce.Access{}) {
				if target.Kind == "object" || target.Kind == "field" {
					named++
				}
			}
			t.Logf("%d users, %d objects and fields, %d questions", len(o.Users), named, asked)
			if named == 0 || asked < named*len(o.Users) {
				t.Error("not everything was asked of everybody")
			}
		})
	}
}

func TestExplainAgreesOnRandomOrgs(t *testing.T) {
	t.Parallel()
	states := map[string]bool{}
	for seed := range uint64(1500) {
		o := randomOrg(rand.New(rand.NewPCG(seed, 11)))
		define(o, "X", "Y")
		agree(t, o, "u")
		explainer := salesforce.NewExplainer(o, "u", takenAt)
		access := salesforce.Effective(o, "u", takenAt)
		for _, target := range targets(o, access) {
			e := explainer.Explain(target)
			for _, p := range e.Paths {
				states[p.State] = true
			}
			if seed%10 == 0 {
				agreeWithReach(t, o, e)
			}
			if target.Kind != "field" {
				if want := potentialOf(access, target, e.Granted); !slices.Equal(want, e.Potential) {
					t.Errorf("seed %d, %s: potential is %v, the explanation says %v", seed, target.Name, want, e.Potential)
				}
			}
		}
	}
	if len(states) != 4 {
		t.Errorf("only paths of the states %v came up", states)
	}
}

// agreeWithReach holds an explanation to what is said of the user among all.
func agreeWithReach(t *testing.T, o *salesforce.Org, e salesforce.Explanation) {
	t.Helper()
	all := salesforce.Reach(o, e.Target, takenAt)
	said := append(all.Users, all.Unknown...)
	i := slices.IndexFunc(said, func(of salesforce.Explanation) bool { return of.User == e.User })
	if i < 0 {
		if len(e.Access)+len(e.Potential)+len(e.Gaps) > 0 {
			t.Errorf("%s, %s: not among those who reach it", e.User, e.Target.Name)
		}
		return
	}
	if diff := cmp.Diff(e, said[i]); diff != "" {
		t.Errorf("%s, %s: among all it says otherwise: %s", e.User, e.Target.Name, diff)
	}
}

func potentialOf(a salesforce.Access, target salesforce.Target, granted []string) []string {
	if a.Potential == nil {
		return []string{}
	}
	list, _ := effectiveOf(*a.Potential, target)
	return slices.DeleteFunc(append([]string{}, list...), func(word string) bool { return slices.Contains(granted, word) })
}

// TestClosingEveryPathClosesTheAccess takes the last hop of each path out of its set, and nothing
// else: whatever was asked about must be gone, so no path is missing from the answer.
func TestClosingEveryPathClosesTheAccess(t *testing.T) {
	t.Parallel()
	closed := 0
	for seed := range uint64(400) {
		o := randomOrg(rand.New(rand.NewPCG(seed, 13)))
		define(o, "X", "Y")
		for _, target := range targets(o, salesforce.Effective(o, "u", takenAt)) {
			if strings.Contains(target.Name, "*") {
				continue
			}
			e := salesforce.NewExplainer(o, "u", takenAt).Explain(target)
			after := randomOrg(rand.New(rand.NewPCG(seed, 13)))
			define(after, "X", "Y")
			for _, p := range e.Paths {
				if p.State == salesforce.PathCounts {
					closed++
					clearGrant(after, p)
				}
			}
			if left := salesforce.NewExplainer(after, "u", takenAt).Explain(target); len(left.Granted) > 0 {
				t.Fatalf("seed %d, %s: %v is left after every path was closed: %+v", seed, target.Name, left.Granted, e.Paths)
			}
			if left, _ := effectiveOf(salesforce.Effective(after, "u", takenAt), target); len(left) > 0 {
				t.Fatalf("seed %d, %s: effective access is still %v", seed, target.Name, left)
			}
		}
	}
	if closed == 0 {
		t.Error("no path was closed")
	}
}

func clearGrant(o *salesforce.Org, p salesforce.Path) {
	container := p.Hops[slices.IndexFunc(p.Hops, func(h salesforce.Hop) bool {
		return h.Kind == salesforce.KindSet || h.Kind == salesforce.KindProfile
	})]
	grant := p.Hops[len(p.Hops)-1]
	name, _, _ := strings.Cut(grant.Name, " (")
	object, field, _ := strings.Cut(name, ".")
	for i := range o.PermissionSets {
		set := &o.PermissionSets[i]
		if set.Kind != container.Kind || set.Name != container.Name {
			continue
		}
		switch grant.Kind {
		case "permission":
			set.Permissions = slices.DeleteFunc(slices.Clone(set.Permissions), func(s string) bool { return s == name })
		case "object":
			delete(set.Objects, name)
		case "field":
			delete(set.Fields[object], field)
		}
	}
}

// steward is an org in which one field is reached, or not, in every way there is.
func steward() *salesforce.Org {
	at := func(line int) evidence.Location { return evidence.Location{File: "f.xml", Line: line} }
	set := func(kind, name string, objects map[string][]string, fields map[string]map[string]string, permissions ...string) salesforce.PermissionSet {
		return salesforce.PermissionSet{Kind: kind, Name: name, Objects: objects, Fields: fields, Permissions: permissions, Location: at(1)}
	}
	read := map[string][]string{"Account": {"read"}}
	web := map[string]map[string]string{"Account": {"Website": "rw"}}
	o := &salesforce.Org{
		Users: []salesforce.User{{Username: "clay@acme.com", Profile: "Base", Location: at(9)}, {Username: "idle@acme.com", Profile: "Base", Active: ptr(false)}},
		PermissionSets: []salesforce.PermissionSet{
			set(salesforce.KindProfile, "Base", read, nil),
			set(salesforce.KindSet, "Direct", nil, web),
			set(salesforce.KindSet, "Old", nil, web),
			set(salesforce.KindSet, "Glass", map[string][]string{"Account": {"read", "edit"}}, nil),
			set(salesforce.KindSet, "Wide", map[string][]string{"Account": {"read", "view_all_fields"}}, web),
			set(salesforce.KindMuting, "Mute", nil, map[string]map[string]string{"Account": {"Website": "w"}}),
			set(salesforce.KindSet, "Global", nil, nil, "ViewAllFieldsGlobal", "ViewAllData"),
		},
		Groups: []salesforce.Group{{Name: "Team", Sets: []string{"Wide"}, MutingSets: []string{"Mute"}, Location: at(7)}},
		Assignments: []salesforce.Assignment{
			{User: "clay@acme.com", Set: "Direct", Location: at(3)}, {User: "clay@acme.com", Set: "Old", ExpiresAt: "2026-01-01T00:00:00Z"},
			{User: "clay@acme.com", Set: "Glass"}, {User: "clay@acme.com", Group: "Team"},
		},
	}
	o.PermissionSets[3].SessionActivation = true
	return o
}

func TestExplainTellsEveryWay(t *testing.T) {
	t.Parallel()
	e := salesforce.NewExplainer(steward(), "Clay@Acme.com", takenAt).Explain(salesforce.Target{Kind: "field", Name: "Account.Website"})
	var got []string
	for _, p := range e.Paths {
		var hops []string
		for _, h := range p.Hops[1:] {
			hops = append(hops, h.Kind+" "+h.Name)
		}
		got = append(got, p.State+": "+strings.Join(p.Access, ",")+" by "+strings.Join(hops, " > ")+" ["+p.Because+"]")
	}
	want := []string{
		"counts: read,edit by assignment Direct > permission_set Direct > field Account.Website []",
		"counts: read by assignment Team > permission_set_group Team > permission_set Wide > muting_permission_set Mute > field Account.Website [edit is muted by Mute]",
		"counts: read by assignment Team > permission_set_group Team > permission_set Wide > object Account (view all fields) []",
		"ignored: read,edit by assignment Old > permission_set Old > field Account.Website [the assignment expired on 2026-01-01T00:00:00Z]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"read", "edit"}, {"read"}, {"edit"}, {"read", "view_all_fields"}}, [][]string{e.Granted, e.Access, e.Potential, e.Object.Granted}); diff != "" {
		t.Errorf("granted, access, potential, object (-want +got):\n%s", diff)
	}
	var changes []string
	for _, c := range e.Paths[1].Change {
		changes = append(changes, c.Do)
	}
	if diff := cmp.Diff([]string{
		"mute the field permissions of Account.Website in permission set group Team",
		"clear the field permissions of Account.Website in permission set Wide, for all who have it",
		"end the assignment of Team to clay@acme.com",
	}, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestReachNamesUsersSetsAndTheUnknown(t *testing.T) {
	t.Parallel()
	o := steward()
	o.Users = append(o.Users, salesforce.User{Username: "new@acme.com", Profile: "Not Read"})
	got := salesforce.Reach(o, salesforce.Target{Kind: "field", Name: "Account.Website"}, takenAt)
	if len(got.Users) != 1 || got.Users[0].User != "clay@acme.com" || len(got.Unknown) != 1 || got.Unknown[0].User != "new@acme.com" || got.Others != 1 {
		t.Errorf("users %v, unknown %v, others %d", got.Users, got.Unknown, got.Others)
	}
	var unused []string
	for _, h := range got.Unused {
		unused = append(unused, h.Name)
	}
	if diff := cmp.Diff([]string{"Old", "Global"}, unused); diff != "" {
		t.Errorf("sets that reach nobody (-want +got):\n%s", diff)
	}
}

func TestExplainOfWhatWasNotRead(t *testing.T) {
	t.Parallel()
	e := salesforce.NewExplainer(steward(), "clya@acme.com", takenAt).Explain(salesforce.Target{Kind: "object", Name: "Account"})
	if len(e.Access) > 0 || len(e.Gaps) != 1 || !strings.Contains(e.Gaps[0], `not among the known users (did you mean "clay@acme.com"?)`) {
		t.Errorf("access %v, gaps %q", e.Access, e.Gaps)
	}
}

func TestASetThatWasNotReadIsAGapWhileItsAssignmentHolds(t *testing.T) {
	t.Parallel()
	for expires, gaps := range map[evidence.Time]int{"": 1, "2020-01-01T00:00:00Z": 0} {
		o := steward()
		o.Assignments = append(o.Assignments, salesforce.Assignment{User: "clay@acme.com", Set: "Nowhere", ExpiresAt: expires})
		e := salesforce.NewExplainer(o, "clay@acme.com", takenAt).Explain(salesforce.Target{Kind: "object", Name: "Account"})
		if len(e.Gaps) != gaps {
			t.Errorf("expires %q: gaps %q", expires, e.Gaps)
		}
	}
}

func TestParseTarget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"account": "object Account", "Account.website": "field Account.Website", "viewalldata": "permission ViewAllData",
		"field:Account.Website": "field Account.Website", "object:account": "object Account", "permission:Foo": "permission Foo! nothing in the snapshot names the permission Foo",
		"Account.Websiet": `field Account.Websiet! nothing in the snapshot names the field Account.Websiet: neither a definition nor a grant (did you mean "Website"?)`,
		"Account.Id":      "field Account.Id", "apex_class:Foo": "setup apex_class:Foo! nothing in the snapshot names the apex class Foo",
		"Acount":      `error nothing in the snapshot names an object or a permission Acount (did you mean "Account"?)`,
		"Acount.Name": `error nothing in the snapshot names an object Acount (did you mean "Account"?)`,
		".x":          "error \".x\" is no field", "Account.": "error \"Account.\" is no field", "field:Account": "error \"field:Account\" is no target",
		"apex:Foo": "error \"apex:Foo\" is no target", "object:": "error \"object:\" is no target", "*": "object *", "account.*": "field Account.*",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			target, note, err := steward().ParseTarget(text)
			got := target.Kind + " " + target.Name
			if note != "" {
				got += "! " + note
			}
			if err != nil {
				got = "error " + err.Error()
			}
			if !strings.HasPrefix(got, want) || note != "" && !strings.Contains(want, "!") {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}
