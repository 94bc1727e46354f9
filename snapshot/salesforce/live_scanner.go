package salesforce

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
			"permission_sets", "profiles", "permission_set_groups", "assignments", "access", "fields", "objects", "users",
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
