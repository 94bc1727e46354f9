package salesforce

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Scanner is the user that a running org was read with, and whether it holds what it should:
// a tool that watches least privilege is held to it as well.
type Scanner struct {
	Username    string   `json:"username,omitempty"` // "" when the org did not tell
	Permissions []string `json:"permissions"`        // user permissions held, sorted
	Missing     []string `json:"missing,omitempty"`  // needed for a section and not held
	Excess      []string `json:"excess,omitempty"`   // held and needed for none: grant keys, as in "permission:ModifyAllData"
	Reason      string   `json:"reason,omitempty"`   // why the above may not be all
}

// need is a permission that the scanner's user holds for some sections.
type need struct {
	permission string
	sections   []string
	required   bool // without it next to nothing is read
	why        string
}

// needs are the permissions of the scanner's own user.
func needs() []need {
	return []need{
		{"ApiEnabled", Sections, true, "every call"},
		{"ViewSetup", []string{
			"permission_sets", "profiles", "permission_set_groups", "assignments", "access", "fields", "objects", "users", "public_groups",
		}, true, "permission sets, profiles, groups, assignments, object and field permissions"},
		{"ViewRoles", []string{"roles"}, false, "the role hierarchy"},
		{"ViewAllUsers", []string{"users"}, false, "every user where the org keeps users private"},
		{"ManageUsers", []string{"users", "logins"}, false, "UserLogin (who is frozen), and the login history of others"},
		{"MonitorLoginHistory", []string{"logins"}, false, "the login history of others, without ManageUsers"},
		{"CustomizeApplication", []string{"tokens", "apps"}, false, "the OAuth tokens of others, and installed connected apps"},
		{"ModifyMetadata", []string{
			"sharing_rules", "security_settings", "connected_app_settings", "apps",
		}, false, "the Metadata API, which has no permission that only reads"},
		{"ViewHealthCheck", nil, false, "the score of the Health Check"},
	}
}

// harmless are permissions that integration licences bring along or that only narrow.
func harmless() []string {
	return []string{"ApiUserOnly", "ChatterInternalUser", "LightningExperienceUser", "ViewDeveloperName", "PasswordNeverExpires", "ViewHelpLink"}
}

// neededFor names the permissions of a section.
func neededFor(section string) []string {
	var list []string
	for _, n := range needs() {
		if section != "" && n.permission != "ApiEnabled" && slices.Contains(n.sections, section) {
			list = append(list, n.permission)
		}
	}
	return list
}

// readScanner finds out who reads, what that user holds, and whether its view of the grants
// can be trusted: without View Setup an org shows some rows and hides others.
func (r *reader) readScanner() {
	scanner := &Scanner{Permissions: []string{}}
	r.o.Scanner = scanner
	var info struct {
		UserID   string `json:"user_id"`
		Username string `json:"preferred_username"`
	}
	err := r.c.getJSON(r.ctx, "/services/oauth2/userinfo", &info)
	for _, id := range []string{info.UserID, r.c.session.user} {
		if u := r.users[id]; u != nil && scanner.Username == "" {
			scanner.Username = u.Username
		}
	}
	for _, name := range []string{info.Username, r.auth.Username} {
		name = strings.ToLower(strings.TrimSpace(name))
		if scanner.Username == "" && r.userID(name) != "" {
			scanner.Username = name
		}
	}
	if scanner.Username == "" {
		scanner.Reason = "the org does not tell whose session it is: set auth.username, or give the app the scope id"
		if err != nil {
			scanner.Reason += " (" + failed("", "userinfo", err) + ")"
		}
		r.unprovenSetup()
		return
	}
	r.me = scanner.Username
	access := Effective(r.o, r.me, r.takenAt)
	scanner.Reason = access.Reason
	if len(r.gaps["access"]) > 0 {
		scanner.Reason = strings.Trim(scanner.Reason+"; "+evidence.List(r.gaps["access"]), "; ")
	}
	scanner.hold(access)
	r.sees = map[string][]string{}
	for _, row := range access.Objects {
		r.sees[row.Object] = row.Access
	}
	for _, n := range needs() {
		if !slices.Contains(scanner.Permissions, n.permission) && !r.spared(n.permission) {
			scanner.Missing = append(scanner.Missing, n.permission)
		}
	}
	slices.Sort(scanner.Missing)
	r.unprovenSetup()
}

// spared says that a permission need not be held beside one that covers it.
func (r *reader) spared(permission string) bool {
	return permission == "MonitorLoginHistory" && r.holdsAny("ManageUsers") || permission == "ViewAllUsers" && r.holdsAny("ManageUsers")
}

func (r *reader) holdsAny(permissions ...string) bool {
	return slices.ContainsFunc(permissions, func(p string) bool { return slices.Contains(r.o.Scanner.Permissions, p) })
}

// unproven notes a gap where an org shows the scanner its own rows alone, without a word,
// unless it is known to hold one of the permissions.
func (r *reader) unproven(section, object string, permissions ...string) {
	switch {
	case r.me == "":
		r.gap(section, "%s: rows may be hidden, since it is not known whether the scanner holds %s", object, strings.Join(permissions, " or "))
	case !r.holdsAny(permissions...):
		r.gap(section, "%s: rows may be hidden, since the scanner is not seen to hold %s", object, strings.Join(permissions, " or "))
	}
}

// unprovenSetup holds what was read before the scanner was known against what it needs. Salesforce
// documents View Setup alone for ObjectPermissions, FieldPermissions, SetupEntityAccess and the parts
// of groups: Assign Permission Sets shows the sets, and not what they grant.
func (r *reader) unprovenSetup() {
	for _, each := range []struct{ section, objects, permission string }{
		{"permission_sets", "ObjectPermissions, SetupEntityAccess", "ViewSetup"}, {"profiles", "ObjectPermissions, SetupEntityAccess", "ViewSetup"},
		{"permission_set_groups", "PermissionSetGroupComponent", "ViewSetup"}, {"assignments", "PermissionSetAssignment", "ViewSetup"},
		{"fields", "FieldPermissions", "ViewSetup"}, {"public_groups", "Group, GroupMember", "ViewSetup"}, {"roles", "UserRole", "ViewRoles"},
	} {
		if !r.lost[each.section] {
			r.unproven(each.section, each.objects, each.permission)
		}
	}
}

// unavailablePermissions are the permissions that rules ask for and that the org has no
// column for: it cannot tell whether somebody holds them.
func unavailablePermissions(columns []string) []string {
	asked := []string{
		"ApiEnabled", "ApiUserOnly", "AssignPermissionSets", "AuthorApex", "BulkApiHardDelete", "CanApproveUninstalledApps", "CustomizeApplication",
		"DataExport", "EditReadonlyFields", "ExportReport", "ManageInteraction", "ManageInternalUsers", "ManageProfilesPermissionsets",
		"ManageRemoteAccess", "ManageRoles", "ManageSharing", "ManageUsers", "ModifyAllData", "ModifyMetadata", "QueryAllFiles", "ResetPasswords",
		"TransferAnyEntity", "UseAnyApiClient", "ViewAllData", "ViewAllFieldsGlobal", "ViewAllUsers", "ViewEncryptedData", "ViewSetup",
	}
	return slices.DeleteFunc(asked, func(name string) bool { return slices.Contains(columns, "Permissions"+name) })
}
