package fakeorg

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// groups makes the permission set groups, their parts, and for each the permission set that
// holds what the group gives, muting taken away.
func (b *builder) groups() {
	for i := range b.org.Groups {
		g := &b.org.Groups[i]
		ns, name := namespace(g.Name)
		status := g.Status
		if status == "" {
			status = "Updated"
		}
		group := b.add("PermissionSetGroup", g.Name, row{
			"DeveloperName": name, "MasterLabel": g.Label, "NamespacePrefix": ns, "Status": status,
			"HasActivationRequired": g.SessionActivation, "Language": "en_US",
		})
		var muting []*salesforce.PermissionSet
		sum := salesforce.PermissionSet{Name: g.Name, Kind: salesforce.KindSet}
		for _, member := range g.Sets {
			if id := b.id("PermissionSet", "set "+member); id != "" {
				r := b.rowByID("PermissionSet", id)
				r["PsgCount"] = r["PsgCount"].(int64) + 1
				b.add("PermissionSetGroupComponent", g.Name+member, row{"PermissionSetGroupId": group, "PermissionSetId": id})
			}
			if set := b.find(salesforce.KindSet, member); set != nil {
				unite(&sum, set)
			}
		}
		for _, member := range g.MutingSets {
			if id := b.id("MutingPermissionSet", member); id != "" {
				b.add("PermissionSetGroupComponent", g.Name+member, row{"PermissionSetGroupId": group, "PermissionSetId": id})
			}
			if set := b.find(salesforce.KindMuting, member); set != nil {
				muting = append(muting, set)
			}
		}
		for _, set := range muting {
			mute(&sum, set)
		}
		b.grant(row{
			"Name": "X" + group[:15], "Label": g.Label, "Type": "Group", "IsCustom": ns == nil, "IsOwnedByProfile": false, "PermissionSetGroupId": group,
			"HasActivationRequired": g.SessionActivation, "NamespacePrefix": ns, "PsgCount": int64(0),
		}, "PermissionSet", "group "+g.Name, &sum)
	}
}

func (b *builder) find(kind, name string) *salesforce.PermissionSet {
	for i := range b.org.PermissionSets {
		if set := &b.org.PermissionSets[i]; set.Kind == kind && strings.EqualFold(set.Name, name) {
			return set
		}
	}
	return nil
}

func unite(sum, set *salesforce.PermissionSet) {
	sum.Permissions = union(sum.Permissions, set.Permissions)
	sum.Objects, sum.Setup = uniteLists(sum.Objects, set.Objects), uniteLists(sum.Setup, set.Setup)
	if sum.Fields == nil {
		sum.Fields = map[string]map[string]string{}
	}
	for object, fields := range set.Fields {
		if sum.Fields[object] == nil {
			sum.Fields[object] = map[string]string{}
		}
		for field, access := range fields {
			sum.Fields[object][field] = max(sum.Fields[object][field], access) // "rw" is greater than "r"
		}
	}
}

func uniteLists(into, from map[string][]string) map[string][]string {
	if into == nil {
		into = map[string][]string{}
	}
	for key, list := range from {
		into[key] = union(into[key], list)
	}
	return into
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// mute takes away what a muting set names.
func mute(sum, muting *salesforce.PermissionSet) {
	gone := func(list []string) func(string) bool { return func(s string) bool { return slices.Contains(list, s) } }
	sum.Permissions = slices.DeleteFunc(sum.Permissions, gone(muting.Permissions))
	for object, flags := range muting.Objects {
		if sum.Objects[object] = slices.DeleteFunc(sum.Objects[object], gone(flags)); len(sum.Objects[object]) == 0 {
			delete(sum.Objects, object)
		}
	}
	for object, fields := range muting.Fields {
		for field, access := range fields {
			if access != "w" {
				delete(sum.Fields[object], field)
			} else if sum.Fields[object][field] != "" {
				sum.Fields[object][field] = "r"
			}
		}
	}
}

func (b *builder) assignments() {
	for _, u := range b.org.Users {
		profile := u.Profile
		if profile == "" {
			profile = "Standard"
		}
		b.add("PermissionSetAssignment", u.Username+" profile", row{
			"AssigneeId": b.id("User", u.Username), "PermissionSetId": b.id("PermissionSet", "profile "+b.id("Profile", profile)), "IsActive": true,
		})
	}
	for _, a := range b.org.Assignments {
		r := row{
			"AssigneeId": b.ref("User", a.User), "ExpirationDate": when(a.ExpiresAt), "IsActive": a.Active == nil || *a.Active,
			"IsRevoked": a.Revoked != nil && *a.Revoked,
		}
		if a.Group != "" {
			r["PermissionSetId"], r["PermissionSetGroupId"] = b.ref("PermissionSet", "group "+a.Group), b.ref("PermissionSetGroup", a.Group)
		} else {
			r["PermissionSetId"] = b.ref("PermissionSet", "set "+a.Set)
		}
		if r["AssigneeId"] == nil || r["PermissionSetId"] == nil {
			continue // an org holds no assignment of what it does not have
		}
		b.add("PermissionSetAssignment", a.User+a.Set+a.Group, r)
	}
}
