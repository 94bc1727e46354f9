package salesforce

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Privileged is a user other than the integration users who holds a permission that opens the
// whole org. Where part of what the user holds was not read, Permission is "" and Reason says
// what: such a user may hold any of them.
type Privileged struct {
	User       string `json:"user"`
	Permission string `json:"permission,omitempty"` // of PrivilegedPermissions
	Via        []Via  `json:"via"`
	Reason     string `json:"reason,omitempty"`
}

// PrivilegedPermissions are the permissions that PrivilegedUsers looks for: those that read or
// change every record, change what everybody may do, or let any app into the org.
func PrivilegedPermissions() []string {
	return []string{
		"AssignPermissionSets", "AuthorApex", "CanApproveUninstalledApps", "CustomizeApplication", "ManageInternalUsers",
		"ManageProfilesPermissionsets", "ManageUsers", "ModifyAllData", "ModifyMetadata", "UseAnyApiClient", "ViewAllData",
	}
}

// PrivilegedUsers returns who among the users of o, besides the integration users and those
// who are not active, holds such a permission at takenAt, sorted by user and permission. What
// a session activation gives counts: people activate it when they like. It walks the roads
// itself, since Effective would gather every field of every user of the org.
func PrivilegedUsers(o *Org, takenAt time.Time) []Privileged {
	list, index := []Privileged{}, newIndex(o)
	for _, user := range o.Users {
		if slices.Contains(o.IntegrationUsers, user.Username) || user.Active != nil && !*user.Active {
			continue
		}
		var gaps []string
		held := map[string][]Via{}
		for _, road := range index.roads(user.Username, takenAt) {
			if road.Ignored != "" {
				continue
			}
			if road.Gap != "" && !(road.Stale && index.harmless(road.Group)) {
				gaps = append(gaps, road.Gap)
			}
			for _, name := range road.privileges() {
				via := Via{Kind: road.Kind, Name: road.Name, Group: road.Group, Location: road.Set.At(GrantKey("permission", name))}
				if !slices.ContainsFunc(held[name], func(v Via) bool { return v.Kind == via.Kind && v.Name == via.Name && v.Group == via.Group }) {
					held[name] = append(held[name], via)
				}
			}
		}
		if len(gaps) > 0 {
			list = append(list, Privileged{User: user.Username, Via: []Via{}, Reason: strings.Join(sortedSet(gaps), "; ")})
		}
		for _, name := range slices.Sorted(maps.Keys(held)) {
			list = append(list, Privileged{User: user.Username, Permission: name, Via: held[name]})
		}
	}
	slices.SortStableFunc(list, func(a, b Privileged) int { return cmp.Compare(a.User, b.User) })
	return list
}

// harmless says that no set of a group gives a privileged permission, muted or not. What a stale
// group of such sets gives is the matter of the rule on stale groups.
func (x *index) harmless(group string) bool {
	return !slices.ContainsFunc(x.groups[strings.ToLower(group)].Sets, func(name string) bool {
		return len(Road{Set: x.set(KindSet, name)}.privileges()) > 0
	})
}

// privileges are the privileged permissions that a road gives.
func (r Road) privileges() []string {
	var list []string
	for _, name := range PrivilegedPermissions() {
		if r.Set != nil && slices.Contains(r.Set.Permissions, name) && !mutesPermission(r.Mutes, name) {
			list = append(list, name)
		}
	}
	return list
}
