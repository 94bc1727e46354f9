package salesforce

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Definitions of one name in several folders are joined so that nothing is under-reported:
// grants are united, what takes away (muting, login ranges, session activation) counts only
// where every definition has it. The notes name the files that differ.

// note is a reason why what was read of one name is open to doubt.
type note struct{ name, text string }

// byName gathers the definitions of each name, ignoring case as Salesforce does, sorted by
// name and, within a name, in the order they were read.
func byName[T any](items []T, name func(T) string) [][]T {
	gathered := map[string][]T{}
	for _, item := range items {
		key := strings.ToLower(name(item))
		gathered[key] = append(gathered[key], item)
	}
	var list [][]T
	for _, key := range slices.Sorted(maps.Keys(gathered)) {
		list = append(list, gathered[key])
	}
	slices.SortStableFunc(list, func(a, b []T) int { return strings.Compare(name(a[0]), name(b[0])) })
	return list
}

// joinSets joins the permission sets, profiles and muting sets of one kind and name. The
// notes stand by section.
func joinSets(sets []PermissionSet) ([]PermissionSet, map[string][]note) {
	joined, notes := []PermissionSet{}, map[string][]note{}
	for _, same := range byName(sets, func(s PermissionSet) string { return s.Name + "\x00" + s.Kind }) {
		set, differ := joinSet(same)
		joined = append(joined, set)
		if differ {
			section := "permission_sets"
			if set.Kind == KindProfile {
				section = "profiles"
			}
			notes[section] = append(notes[section], differing(set.Name, len(same), set.Location, set.Also[0].Location))
		}
	}
	return joined, notes
}

func differing(name string, files int, first, second evidence.Location) note {
	return notef(name, "%s is defined in %d files that differ, such as %s and %s: what they grant is joined", name, files, first.File, second.File)
}

func notef(name, format string, args ...any) note { return note{name, fmt.Sprintf(format, args...)} }

func joinSet(same []PermissionSet) (PermissionSet, bool) {
	set, differ := same[0], false
	for _, next := range same[1:] {
		set.Also = append(set.Also, Part{Lines: next.Lines, Location: next.Location})
		if reflect.DeepEqual(bare(same[0]), bare(next)) {
			continue
		}
		differ = true
		if set.Kind == KindMuting {
			set = mutedByBoth(set, next)
		} else {
			set = grantedByEither(set, next)
		}
		if set.Label == "" {
			set.Label = next.Label
		}
		if set.Custom == nil {
			set.Custom = next.Custom
		}
		if set.License == "" {
			set.License = next.License
		}
		set.SessionActivation = set.SessionActivation && next.SessionActivation
		set.LoginHours = bothTrue(set.LoginHours, next.LoginHours)
		set.LoginIPRanges = widerRanges(set.LoginIPRanges, next.LoginIPRanges)
	}
	return set, differ
}

// bare is a set without what says where it stands.
func bare(s PermissionSet) PermissionSet {
	s.Name, s.Label, s.Lines, s.Also, s.Location = "", "", nil, nil, evidence.Location{}
	s.LoginIPRanges = bareRanges(s.LoginIPRanges)
	return s
}

func bareRanges(ranges []IPRange) []IPRange {
	list := slices.Clone(ranges)
	for i := range list {
		list[i].Location = evidence.Location{}
	}
	return list
}

func grantedByEither(a, b PermissionSet) PermissionSet {
	a.Permissions = sortedSet(slices.Concat(a.Permissions, b.Permissions))
	objects := maps.Clone(a.Objects)
	for object, flags := range b.Objects {
		objects[object] = inOrder(slices.Concat(objects[object], flags))
	}
	a.Objects = objects
	fields := a.Fields
	a.Fields = map[string]map[string]string{}
	for object, of := range fields {
		a.Fields[object] = maps.Clone(of)
	}
	for object, of := range b.Fields {
		for field, access := range of {
			a.setField(object, field, access)
		}
	}
	setup := maps.Clone(a.Setup)
	for kind, names := range b.Setup {
		setup[kind] = sortedSet(slices.Concat(setup[kind], names))
	}
	a.Setup = setup
	return a
}

// mutedByBoth keeps what both definitions of a muting set take away. "r" takes read and edit
// away, "w" edit alone: "r" in one and "w" in the other leaves "w".
func mutedByBoth(a, b PermissionSet) PermissionSet {
	a.Permissions = intersect(a.Permissions, b.Permissions)
	objects, fields, setup := a.Objects, a.Fields, a.Setup
	a.Objects, a.Fields, a.Setup = map[string][]string{}, map[string]map[string]string{}, map[string][]string{}
	for object, flags := range objects {
		if both := intersect(flags, b.Objects[object]); len(both) > 0 {
			a.Objects[object] = both
		}
	}
	for object, of := range fields {
		for field, access := range of {
			other := b.Fields[object][field]
			if other == "" {
				continue
			}
			if other == "w" {
				access = "w"
			}
			a.setField(object, field, access)
		}
	}
	for kind, names := range setup {
		if both := intersect(names, b.Setup[kind]); len(both) > 0 {
			a.Setup[kind] = both
		}
	}
	return a
}

func intersect(a, b []string) []string {
	both := []string{}
	for _, item := range a {
		if slices.Contains(b, item) {
			both = append(both, item)
		}
	}
	return both
}

// widerRanges are the login ranges that both profiles together leave open: a profile without
// ranges lets everyone in.
func widerRanges(a, b []IPRange) []IPRange {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	list := slices.Clone(a)
	for _, r := range b {
		if !slices.ContainsFunc(list, func(have IPRange) bool { return have.Start == r.Start && have.End == r.End }) {
			list = append(list, r)
		}
	}
	return list
}

func bothTrue(a, b *bool) *bool {
	if a == nil || b == nil || !*a {
		return a
	}
	return b
}

// joinGroups joins groups of one name: the sets of either, the muting sets of both.
func joinGroups(groups []Group) ([]Group, []note) {
	joined, notes := []Group{}, []note(nil)
	for _, same := range byName(groups, func(g Group) string { return g.Name }) {
		group, differ := same[0], false
		for _, next := range same[1:] {
			group.Also = append(group.Also, next.Location)
			differ = differ || !slices.Equal(group.Sets, next.Sets) || !slices.Equal(group.MutingSets, next.MutingSets) ||
				group.SessionActivation != next.SessionActivation || group.Status != next.Status
			group.Sets = sortedSet(slices.Concat(group.Sets, next.Sets))
			group.MutingSets = intersect(group.MutingSets, next.MutingSets)
			group.SessionActivation = group.SessionActivation && next.SessionActivation
			if group.Status == "" || group.Status == "Updated" {
				group.Status = next.Status
			}
		}
		joined = append(joined, group)
		if differ {
			notes = append(notes, differing(group.Name, len(same), group.Location, group.Also[0]))
		}
	}
	return joined, notes
}

// joinObjects puts the parts of each object together: its file and its field files, in any
// number of folders. Of two sharing models the more open counts.
func joinObjects(objects []Object) ([]Object, []note) {
	joined, notes := []Object{}, []note(nil)
	for _, same := range byName(objects, func(o Object) string { return o.Name }) {
		object := Object{Name: same[0].Name, Fields: []Field{}}
		for _, next := range same {
			if object.Location == (evidence.Location{}) {
				object.Location = next.Location
			}
			model, external := wider(object.SharingModel, next.SharingModel), wider(object.ExternalSharing, next.ExternalSharing)
			if object.SharingModel != "" && next.SharingModel != "" && object.SharingModel != next.SharingModel {
				notes = append(notes, notef(object.Name, "the sharing model of %s is %s in one file and %s in another: %s is taken",
					object.Name, object.SharingModel, next.SharingModel, model))
			}
			if model != object.SharingModel {
				object.Location = next.Location // the file a finding about the model points at
			}
			object.SharingModel, object.ExternalSharing = model, external
			for _, field := range next.Fields {
				object.addField(field)
			}
		}
		slices.SortFunc(object.Fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
		joined = append(joined, object)
	}
	return joined, notes
}

// firstOf keeps the first definition of each name and notes those that differ from it: for
// what does not add up, such as a role's parent.
func firstOf[T any](items []T, name func(T) string, where func(T) evidence.Location, bare func(T) T) ([]T, []note) {
	kept, notes := []T{}, []note(nil)
	for _, same := range byName(items, name) {
		kept = append(kept, same[0])
		for _, next := range same[1:] {
			if !reflect.DeepEqual(bare(same[0]), bare(next)) {
				notes = append(notes, notef(name(next), "%s and %s define %s differently: the first is kept",
					where(same[0]), where(next), strings.ReplaceAll(name(next), "\x00", " ")))
			}
		}
	}
	return kept, notes
}
