package salesforce_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// TestEffectiveAgreesWithAskingOneByOne compares Effective, over random orgs, with a model
// that is written the other way round: it asks of each thing that could be held whether any
// road holds it, and computes nothing in advance.
func TestEffectiveAgreesWithAskingOneByOne(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 7))
		o := randomOrg(r)
		access := salesforce.Effective(o, "u", takenAt)
		want := naive(o, false)
		var potential []string
		for _, line := range naive(o, true) {
			if !slices.Contains(want, line) {
				potential = append(potential, line)
			}
		}
		if diff := cmp.Diff(want, atoms(access)); diff != "" {
			t.Fatalf("seed %d (-model +Effective):\n%s", seed, diff)
		}
		var got []string
		if access.Potential != nil {
			for _, line := range atoms(*access.Potential) {
				if !slices.Contains(want, line) { // "rw" is listed whole where only "w" is added
					got = append(got, line)
				}
			}
		}
		if diff := cmp.Diff(potential, got); diff != "" {
			t.Fatalf("seed %d, potential (-model +Effective):\n%s", seed, diff)
		}
	}
}

// atoms takes an access apart into single facts, sorted.
func atoms(a salesforce.Access) []string {
	var list []string
	for _, row := range a.Permissions {
		list = append(list, "permission "+row.Name)
	}
	for _, row := range a.Objects {
		for _, flag := range row.Access {
			list = append(list, "object "+row.Object+" "+flag)
		}
	}
	for _, row := range a.Fields {
		for _, way := range row.Access {
			if !row.Always {
				list = append(list, fmt.Sprintf("field %s.%s %c", row.Object, row.Field, way))
			}
		}
	}
	slices.Sort(list)
	return list
}

func pick(r *rand.Rand, from ...string) []string {
	var some []string
	for _, item := range from {
		if r.IntN(3) == 0 {
			some = append(some, item)
		}
	}
	return some
}

func randomSet(r *rand.Rand, kind, name string) salesforce.PermissionSet {
	s := salesforce.PermissionSet{
		Name: name, Kind: kind, SessionActivation: kind == salesforce.KindSet && r.IntN(4) == 0,
		Permissions: pick(r, "A", "B", "ModifyAllData", "ViewAllData", "ViewAllFieldsGlobal"),
		Objects:     map[string][]string{}, Fields: map[string]map[string]string{},
	}
	for _, object := range pick(r, "X", "Y") {
		if flags := pick(r, salesforce.Flags...); len(flags) > 0 {
			s.Objects[object] = flags
		}
	}
	words := []string{"r", "rw"}
	if kind == salesforce.KindMuting {
		words = []string{"r", "w"}
	}
	for _, object := range pick(r, "X", "Y") {
		s.Fields[object] = map[string]string{}
		for _, field := range pick(r, "f", "g") {
			s.Fields[object][field] = words[r.IntN(2)]
		}
	}
	return s
}

func randomOrg(r *rand.Rand) *salesforce.Org {
	o := &salesforce.Org{Users: []salesforce.User{{Username: "u", Profile: "P"}}}
	o.PermissionSets = append(o.PermissionSets, randomSet(r, salesforce.KindProfile, "P"))
	for _, name := range []string{"S", "T", "V"} {
		o.PermissionSets = append(o.PermissionSets, randomSet(r, salesforce.KindSet, name))
	}
	for _, name := range []string{"M", "N"} {
		o.PermissionSets = append(o.PermissionSets, randomSet(r, salesforce.KindMuting, name))
	}
	for _, name := range []string{"G", "H"} {
		o.Groups = append(o.Groups, salesforce.Group{
			Name: name, Sets: pick(r, "S", "T", "V"), MutingSets: pick(r, "M", "N"), SessionActivation: r.IntN(4) == 0,
		})
	}
	for range r.IntN(5) {
		a := salesforce.Assignment{User: []string{"u", "u", "other"}[r.IntN(3)]}
		if r.IntN(2) == 0 {
			a.Set = []string{"S", "T", "V"}[r.IntN(3)]
		} else {
			a.Group = []string{"G", "H"}[r.IntN(2)]
		}
		switch r.IntN(6) {
		case 0:
			a.ExpiresAt = "2026-11-24T11:59:59Z"
		case 1:
			a.ExpiresAt = "2026-11-24T12:00:01Z"
		case 2:
			a.Active = ptr(false)
		}
		o.Assignments = append(o.Assignments, a)
	}
	return o
}

// naive lists what u holds, with the session-bound roads or without.
func naive(o *salesforce.Org, session bool) []string {
	var held []string
	for _, fact := range universe() {
		if naiveHolds(o, fact, session) {
			held = append(held, fact)
		}
	}
	slices.Sort(held)
	return held
}

func universe() []string {
	list := []string{"field *.* r"}
	for _, p := range []string{"A", "B", "ModifyAllData", "ViewAllData", "ViewAllFieldsGlobal"} {
		list = append(list, "permission "+p)
	}
	for _, object := range []string{"X", "Y", "*"} {
		for _, flag := range salesforce.Flags {
			list = append(list, "object "+object+" "+flag)
		}
	}
	for _, field := range []string{"X.f", "X.g", "X.*", "Y.f", "Y.g", "Y.*"} {
		list = append(list, "field "+field+" r", "field "+field+" w")
	}
	return list
}

// because lists the facts any of which is reason enough for a fact within one road.
func because(fact string) []string {
	causes := []string{fact}
	for range 4 { // the implications are at most that deep
		for _, f := range slices.Clone(causes) {
			head, flag, _ := strings.Cut(strings.TrimPrefix(f, "object "), " ")
			if !strings.HasPrefix(f, "object ") || head == "*" {
				continue
			}
			for _, stronger := range map[string][]string{
				"read": {"create", "edit", "delete", "view_all", "modify_all", "view_all_fields"}, "edit": {"delete", "modify_all"},
				"delete": {"modify_all"}, "view_all": {"modify_all"},
			}[flag] {
				causes = append(causes, "object "+head+" "+stronger)
			}
		}
	}
	switch fact {
	case "object * read", "object * view_all":
		causes = append(causes, "permission ViewAllData", "permission ModifyAllData")
	case "object * create", "object * edit", "object * delete", "object * modify_all":
		causes = append(causes, "permission ModifyAllData")
	case "field *.* r":
		causes = append(causes, "permission ViewAllFieldsGlobal")
	case "field X.* r":
		causes = append(causes, "object X view_all_fields")
	case "field Y.* r":
		causes = append(causes, "object Y view_all_fields")
	}
	return causes
}

func naiveHolds(o *salesforce.Org, fact string, session bool) bool {
	find := func(kind, name string) salesforce.PermissionSet {
		for _, s := range o.PermissionSets {
			if s.Kind == kind && s.Name == name {
				return s
			}
		}
		panic(name)
	}
	for _, cause := range because(fact) {
		if says(find(salesforce.KindProfile, "P"), cause) {
			return true
		}
		for _, a := range o.Assignments {
			if a.User != "u" || a.Active != nil || a.ExpiresAt == "2026-11-24T11:59:59Z" {
				continue
			}
			if a.Set != "" {
				s := find(salesforce.KindSet, a.Set)
				if says(s, cause) && (session || !s.SessionActivation) {
					return true
				}
				continue
			}
			for _, g := range o.Groups {
				if g.Name != a.Group || g.SessionActivation && !session {
					continue
				}
				muted := slices.ContainsFunc(g.MutingSets, func(m string) bool { return says(find(salesforce.KindMuting, m), cause) })
				for _, name := range g.Sets {
					if !muted && says(find(salesforce.KindSet, name), cause) {
						return true
					}
				}
			}
		}
	}
	return false
}

// says tells whether the set itself has the fact; a muting set says "r" of both ways.
func says(s salesforce.PermissionSet, fact string) bool {
	words := strings.Fields(fact)
	switch words[0] {
	case "permission":
		return slices.Contains(s.Permissions, words[1])
	case "object":
		return slices.Contains(s.Objects[words[1]], words[2])
	}
	object, field, _ := strings.Cut(words[1], ".")
	access := s.Fields[object][field]
	if s.Kind == salesforce.KindMuting {
		return access == "r" || access == "w" && words[2] == "w"
	}
	return strings.Contains(access, words[2])
}
