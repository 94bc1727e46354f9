package salesforce

import (
	"cmp"
	"slices"
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
// a session activation gives counts: people activate it when they like.
func PrivilegedUsers(o *Org, takenAt time.Time) []Privileged {
	list := []Privileged{}
	for _, user := range o.Users {
		if slices.Contains(o.IntegrationUsers, user.Username) || user.Active != nil && !*user.Active {
			continue
		}
		access := Effective(o, user.Username, takenAt)
		if !access.Complete {
			list = append(list, Privileged{User: user.Username, Via: []Via{}, Reason: access.Reason})
		}
		held := access.Permissions
		if access.Potential != nil {
			held = slices.Concat(held, access.Potential.Permissions)
		}
		for _, p := range held {
			if slices.Contains(PrivilegedPermissions(), p.Name) {
				list = append(list, Privileged{User: user.Username, Permission: p.Name, Via: p.Via})
			}
		}
	}
	slices.SortFunc(list, func(a, b Privileged) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.Permission, b.Permission))
	})
	return list
}
