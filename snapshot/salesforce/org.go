package salesforce

import "github.com/leastwise/leastwise/snapshot/evidence"

// Org is everything known about one Salesforce org: input.salesforce to the rules. Lists are
// sorted by name (users by username). A nil pointer is a fact nobody observed.
type Org struct {
	ID               string            `json:"id"` // the org's name in config or its 18-character id
	InstanceURL      string            `json:"instance_url,omitempty"`
	APIVersion       string            `json:"api_version,omitempty"`
	Name             string            `json:"name,omitempty"`               // what the org calls itself
	Sandbox          *bool             `json:"sandbox,omitempty"`            // a running org
	HealthScore      *int64            `json:"health_check_score,omitempty"` // 0 to 100, of Salesforce's own Health Check
	Scanner          *Scanner          `json:"scanner,omitempty"`            // who read a running org
	IntegrationUsers []string          `json:"integration_users"`            // usernames, lower case
	Users            []User            `json:"users"`
	PermissionSets   []PermissionSet   `json:"permission_sets"` // profiles and muting sets among them
	Groups           []Group           `json:"permission_set_groups"`
	Assignments      []Assignment      `json:"assignments"`
	Access           []Access          `json:"access"` // effective, of the integration users
	Objects          []Object          `json:"objects"`
	SharingRules     []SharingRule     `json:"sharing_rules"`
	Settings         Settings          `json:"settings"`
	Apps             []App             `json:"apps"`
	Roles            []Role            `json:"roles"`
	PublicGroups     []PublicGroup     `json:"public_groups"`
	Tokens           []Token           `json:"tokens"`
	Logins           []Login           `json:"logins"`
	Privileged       []Privileged      `json:"privileged"` // who else holds what opens the whole org
	Location         evidence.Location `json:"location"`
}

// Sections are the parts of an org that have a coverage of their own, as "salesforce.<name>".
var Sections = []string{
	"users", "permission_sets", "profiles", "permission_set_groups", "assignments", "access", "objects", "fields",
	"sharing_rules", "security_settings", "connected_app_settings", "apps", "roles", "public_groups", "tokens", "logins",
	"scanner",
}

// User is a user of the org.
type User struct {
	ID                    string            `json:"id,omitempty"`
	Username              string            `json:"username"` // lower case
	Email                 string            `json:"email,omitempty"`
	Name                  string            `json:"name,omitempty"`
	Active                *bool             `json:"active,omitempty"`
	Frozen                *bool             `json:"frozen,omitempty"`
	Type                  string            `json:"type,omitempty"`    // Standard, ...
	Profile               string            `json:"profile,omitempty"` // name of a PermissionSet of kind profile
	License               string            `json:"license,omitempty"`
	PermissionSetLicenses []string          `json:"permission_set_licenses,omitempty"`
	Role                  string            `json:"role,omitempty"`
	Integration           string            `json:"integration,omitempty"`  // declared: the one system it serves
	OwnsRecords           *int64            `json:"owns_records,omitempty"` // how many it owns of the objects it reaches; in a project how many accounts
	Owned                 map[string]int64  `json:"owned,omitempty"`        // object -> how many, at least one: an integration user of a running org
	OwnsUnknown           string            `json:"owns_unknown,omitempty"` // why a running org did not tell owns_records
	CreatedAt             evidence.Time     `json:"created_at,omitempty"`
	LastLoginAt           evidence.Time     `json:"last_login_at,omitempty"`
	Unrecorded            []string          `json:"unrecorded,omitempty"` // of Recordable: what a list kept by hand does not say, or an org hides
	Location              evidence.Location `json:"location"`
}

// Recordable are the facts of a user that can be nothing at all, so that their absence from a
// list that people keep has to be told from none: User.Unrecorded names those that are absent.
var Recordable = []string{"permission_set_groups", "permission_sets", "role"}

// UserTypes are the types of user that a list may name, by the words of the object User. The guest
// of a site is Guest; those with Partner, Portal or Customer in their name are of portals.
var UserTypes = []string{
	"AutomatedProcess", "CSPLitePortal", "CloudIntegrationUser", "CsnOnly", "CustomerSuccess", "Guest", "PowerCustomerSuccess",
	"PowerPartner", "SelfService", "Standard",
}

// The kinds of a PermissionSet.
const (
	KindSet     = "permission_set"
	KindProfile = "profile"
	KindMuting  = "muting_permission_set"
)

// PermissionSet is one container of grants: a permission set, a profile, or a muting set
// (whose grants are what it takes away). Field permissions are compact: object -> field ->
// "r" or "rw". In a muting set "r" mutes read and edit, "w" mutes edit alone.
type PermissionSet struct {
	Name              string                       `json:"name"` // API name; a namespace as "ns__Name"
	Label             string                       `json:"label,omitempty"`
	Kind              string                       `json:"kind"`
	License           string                       `json:"license,omitempty"`
	Custom            *bool                        `json:"custom,omitempty"`              // profiles
	SessionActivation bool                         `json:"session_activation,omitempty"`  // hasActivationRequired
	Permissions       []string                     `json:"permissions"`                   // API names without "Permissions", sorted
	Unavailable       []string                     `json:"unavailable,omitempty"`         // permissions this org cannot tell
	Objects           map[string][]string          `json:"objects"`                       // object -> flags, see Flags
	Fields            map[string]map[string]string `json:"fields"`                        // object -> field -> "r" | "rw"
	Setup             map[string][]string          `json:"setup,omitempty"`               // kind -> names, see SetupKinds
	LoginIPRanges     []IPRange                    `json:"login_ip_ranges,omitempty"`     // profiles
	LoginHours        *bool                        `json:"login_hours_limited,omitempty"` // profiles
	Lines             map[string]int               `json:"lines,omitempty"`               // grant key -> line of its file, see GrantKey
	Also              []Part                       `json:"also,omitempty"`                // further files that define the same name, joined into this one
	Location          evidence.Location            `json:"location"`
	Packed            *PackedFields                `json:"-"` // stands for Fields, see Whole
}

// Part is one more file that defines a PermissionSet: Lines are the lines of that file.
type Part struct {
	Lines    map[string]int    `json:"lines,omitempty"`
	Location evidence.Location `json:"location"`
}

// GrantKey is the key of a grant in Lines: the kind ("permission", "object", "field",
// "setup") and what is granted, as in "permission:ViewAllData", "object:Account",
// "field:Account.Website" and "setup:apex_class:Foo".
func GrantKey(kind, name string) string { return kind + ":" + name }

// At says where a grant stands: the first file that has it, or the set as a whole.
func (s *PermissionSet) At(key string) evidence.Location {
	if line, ok := s.Lines[key]; ok {
		return evidence.Location{File: s.Location.File, Line: line}
	}
	for _, part := range s.Also {
		if line, ok := part.Lines[key]; ok {
			return evidence.Location{File: part.Location.File, Line: line}
		}
	}
	return s.Location
}

// Flags are the object permissions in their fixed order.
var Flags = []string{"read", "create", "edit", "delete", "view_all", "modify_all", "view_all_fields"}

// SetupKinds are the kinds of setup entity a set may open.
var SetupKinds = []string{
	"apex_class", "apex_page", "app", "custom_metadata_type", "custom_permission", "custom_setting",
	"external_credential", "external_data_source", "flow", "connected_app", "external_client_app", "agent",
	"email_routing_address", "messaging_channel", "org_wide_email_address", "service_presence_status", "service_provider",
	"standard_invocable_action",
}

// IPRange is an inclusive range of addresses.
type IPRange struct {
	Start       string            `json:"start"`
	End         string            `json:"end"`
	Description string            `json:"description,omitempty"`
	Location    evidence.Location `json:"location"`
}

// Group is a permission set group.
type Group struct {
	Name              string              `json:"name"`
	Label             string              `json:"label,omitempty"`
	Sets              []string            `json:"permission_sets"`
	MutingSets        []string            `json:"muting_permission_sets,omitempty"`
	Status            string              `json:"status,omitempty"` // Updated, Outdated, Updating, Failed
	SessionActivation bool                `json:"session_activation,omitempty"`
	Also              []evidence.Location `json:"also,omitempty"` // further files that define the same name, joined into this one
	Location          evidence.Location   `json:"location"`
}

// Assignment gives one user one permission set or one group; the profile is on the user.
type Assignment struct {
	User      string            `json:"user"`                           // username
	Set       string            `json:"permission_set,omitempty"`       // name, or
	Group     string            `json:"permission_set_group,omitempty"` // name
	ExpiresAt evidence.Time     `json:"expires_at,omitempty"`
	Active    *bool             `json:"active,omitempty"`
	Revoked   *bool             `json:"revoked,omitempty"`
	Location  evidence.Location `json:"location"`
}

// Access is what one integration user can do at taken_at, with where each grant comes from.
// Complete is false, with the reason, when a profile, set or group it rests on was not read.
type Access struct {
	User        string             `json:"user"`
	Complete    bool               `json:"complete"`
	Reason      string             `json:"reason,omitempty"`
	Permissions []PermissionAccess `json:"permissions"` // sorted by name
	Objects     []ObjectAccess     `json:"objects"`     // sorted by object
	Fields      []FieldAccess      `json:"fields"`      // sorted by object, field
	Setup       []SetupAccess      `json:"setup"`       // sorted by kind, name
	LoginIPs    []IPRange          `json:"login_ip_ranges"`
	Potential   *Access            `json:"potential,omitempty"` // what session activation would add
}

// PermissionAccess is one user permission held.
type PermissionAccess struct {
	Name string `json:"name"`
	Via  []Via  `json:"via"`
}

// ObjectAccess is what is held on one object. Object "*" stands for every object (View All
// Data and Modify All Data).
type ObjectAccess struct {
	Object string   `json:"object"`
	Access []string `json:"access"` // of Flags, in their order
	Via    []Via    `json:"via"`
}

// FieldAccess is what is held on one field. Field "*" stands for every field of the object,
// object "*" for every object: View All Fields voids field security. Always is true for a
// field that field security cannot hide (Id, Name, OwnerId, required, master-detail).
type FieldAccess struct {
	Object string `json:"object"`
	Field  string `json:"field"`
	Access string `json:"access"` // "r" or "rw"
	Always bool   `json:"always,omitempty"`
	Via    []Via  `json:"via"`
}

// SetupAccess is one setup entity opened.
type SetupAccess struct {
	Kind string `json:"kind"` // of SetupKinds
	Name string `json:"name"`
	Via  []Via  `json:"via"`
}

// Via is one road by which a grant reaches the user.
type Via struct {
	Kind     string            `json:"kind"`             // KindSet or KindProfile
	Name     string            `json:"name"`             // of the PermissionSet
	Group    string            `json:"group,omitempty"`  // the group it came through
	Grant    string            `json:"grant,omitempty"`  // what grants it, where it is not the thing itself: "ViewAllData"
	Access   []string          `json:"access,omitempty"` // the flags, or ["r"], ["rw"], that this road gives
	Location evidence.Location `json:"location"`
}

// Object is a standard or custom object's sharing model and the fields known of it.
type Object struct {
	Name            string            `json:"name"`
	SharingModel    string            `json:"sharing_model,omitempty"`          // Private, Read, ReadWrite, ControlledByParent, ...
	ExternalSharing string            `json:"external_sharing_model,omitempty"` // the same, for external users
	Fields          []Field           `json:"fields"`
	Location        evidence.Location `json:"location"`
}

// Field is a field as metadata or describe gives it.
type Field struct {
	Name           string            `json:"name"`
	Type           string            `json:"type,omitempty"`
	Required       *bool             `json:"required,omitempty"`
	Permissionable *bool             `json:"permissionable,omitempty"` // field security applies; nil: not known
	Formula        *bool             `json:"formula,omitempty"`
	Updateable     *bool             `json:"updateable,omitempty"` // false: nobody writes it, whatever is granted; nil: not known
	ReferenceTo    string            `json:"reference_to,omitempty"`
	Location       evidence.Location `json:"location"`
}

// SharingRule opens records of an object to a role or group.
type SharingRule struct {
	Object     string      `json:"object"`
	Name       string      `json:"name"`
	Kind       string      `json:"kind"`   // criteria, owner, guest, territory
	Access     string      `json:"access"` // Read, Edit, All
	SharedTo   []Principal `json:"shared_to"`
	SharedFrom []Principal `json:"shared_from,omitempty"` // owner rules
	Criteria   []Criterion `json:"criteria,omitempty"`
	Filter     string      `json:"boolean_filter,omitempty"`
	AllOwned   *bool       `json:"include_records_owned_by_all,omitempty"`

	// What comes with the accounts of a rule on Account: None, Read or Edit of those of others.
	CaseAccess        string `json:"case_access,omitempty"`
	ContactAccess     string `json:"contact_access,omitempty"`
	OpportunityAccess string `json:"opportunity_access,omitempty"`

	Location evidence.Location `json:"location"`
}

// Principal is whom a sharing rule, a public group or a queue names: a kind such as role, group,
// allInternalUsers. Names are spelled as those of the roles, groups and users that were read.
type Principal struct {
	Kind string `json:"kind"`
	Name string `json:"name,omitempty"`
}

// Criterion is one condition of a criteria rule.
type Criterion struct {
	Field     string `json:"field"`
	Operation string `json:"operation"`
	Value     string `json:"value"`
}

// Settings are the org-wide security settings that bear on an integration.
type Settings struct {
	NetworkAccess         []IPRange         `json:"network_access,omitempty"` // trusted ranges: they do not restrict
	EnforceIPEveryRequest *bool             `json:"enforce_ip_every_request,omitempty"`
	LockSessionsToIP      *bool             `json:"lock_sessions_to_ip,omitempty"`
	APIAccessControl      *bool             `json:"api_access_control,omitempty"` // enableAdminApprovedAppsOnly
	SecurityLocation      evidence.Location `json:"security_location"`
	AppLocation           evidence.Location `json:"app_location"`
}

// App is a connected app or an external client app.
type App struct {
	Name            string            `json:"name"`
	Label           string            `json:"label,omitempty"`
	Kind            string            `json:"kind"`                   // connected_app, external_client_app
	Distribution    string            `json:"distribution,omitempty"` // of an external client app: local, packaged, ... lower case
	AdminApproved   *bool             `json:"admin_approved_only,omitempty"`
	IPRelaxation    string            `json:"ip_relaxation,omitempty"`        // enforce, bypass, ... lower case
	RefreshToken    string            `json:"refresh_token_policy,omitempty"` // infinite, zero, specific_lifetime:..., ...
	RefreshDays     *int64            `json:"refresh_token_days,omitempty"`   // whole days, where it ends
	Rotation        *bool             `json:"refresh_token_rotation,omitempty"`
	PKCE            *bool             `json:"pkce_required,omitempty"`
	Scopes          []string          `json:"scopes,omitempty"`
	RunAs           string            `json:"run_as,omitempty"`
	PermissionSets  []string          `json:"permission_sets,omitempty"`
	Profiles        []string          `json:"profiles,omitempty"`
	Serves          *bool             `json:"serves_integration,omitempty"` // works as an integration user or may: by a token, or pre-authorised; nil: nobody knows
	TrustedIPs      []IPRange         `json:"trusted_ip_ranges,omitempty"`  // they relax, not restrict
	SecretExpiresAt evidence.Time     `json:"secret_expires_at,omitempty"`
	CertExpiresAt   evidence.Time     `json:"certificate_expires_at,omitempty"`
	Location        evidence.Location `json:"location"`
}

// AppKinds are the kinds of App, which are kinds of setup entity too.
func AppKinds() []string { return []string{"connected_app", "external_client_app"} }

// Role is a node of the role hierarchy.
type Role struct {
	Name     string            `json:"name"`
	Label    string            `json:"label,omitempty"`
	Parent   string            `json:"parent,omitempty"`
	Location evidence.Location `json:"location"`
}

// PublicGroup is a public group or queue.
type PublicGroup struct {
	Name     string            `json:"name"`
	Members  []Principal       `json:"members"` // kind user, role, group, ...
	Bosses   *bool             `json:"includes_bosses,omitempty"`
	Location evidence.Location `json:"location"`
}

// Token is an OAuth grant of a user to an app; the token itself never stands here.
type Token struct {
	ID         string            `json:"id"` // the org's, or where it gives none user, app and created_at
	User       string            `json:"user"`
	App        string            `json:"app"`
	UseCount   *int64            `json:"use_count,omitempty"`
	CreatedAt  evidence.Time     `json:"created_at,omitempty"`
	LastUsedAt evidence.Time     `json:"last_used_at,omitempty"`
	Location   evidence.Location `json:"location"`
}

// Login is a group of logins of one user that differ in nothing but time.
type Login struct {
	User        string            `json:"user"`
	SourceIP    string            `json:"source_ip"`
	Type        string            `json:"type,omitempty"`
	Application string            `json:"application,omitempty"`
	Status      string            `json:"status,omitempty"`
	Count       int64             `json:"count"`
	First       evidence.Time     `json:"first"`
	Last        evidence.Time     `json:"last"`
	Location    evidence.Location `json:"location"`
}

// Config says where an org is read from: sources.salesforce of leastwise.yaml. Paths are
// relative to the directory of that file.
type Config struct {
	Name             string            `json:"name,omitempty"`    // of the target; default: the host of instance_url, else the project's folder
	Project          string            `json:"project,omitempty"` // a metadata project on disk
	IntegrationUsers []string          `json:"integration_users"`
	Fields           string            `json:"fields,omitempty"`            // integration_users (default), all
	ProfilesComplete *bool             `json:"profiles_complete,omitempty"` // the operator's word that profiles were retrieved in full
	Users            []UserConfig      `json:"users,omitempty"`             // users and assignments, which a project does not hold
	UsersCSV         string            `json:"users_csv,omitempty"`         // the same as a CSV
	UsersObservedAt  evidence.Time     `json:"users_observed_at,omitempty"`
	UsersObservedBy  string            `json:"users_observed_by,omitempty"`
	Org              *OrgConfig        `json:"org,omitempty"`        // a running org
	Scanner          string            `json:"scanner,omitempty"`    // username by which a project was retrieved
	TokensCSV        string            `json:"tokens_csv,omitempty"` // an export of OauthToken
	TokensObservedAt evidence.Time     `json:"tokens_observed_at,omitempty"`
	LoginsCSV        string            `json:"logins_csv,omitempty"` // an export of LoginHistory
	LoginsObservedAt evidence.Time     `json:"logins_observed_at,omitempty"`
	PublicGroups     []GroupConfig     `json:"public_groups,omitempty"` // members, which a project does not hold
	Apps             []AppConfig       `json:"apps,omitempty"`          // when their credentials end
	Location         evidence.Location `json:"location"`

	ProjectObservedAt evidence.Time `json:"project_observed_at,omitempty"` // when the project was retrieved
}

// UserConfig is a hand-kept user with its assignments.
type UserConfig struct {
	ID             string            `json:"id,omitempty"`
	Username       string            `json:"username"`
	Email          string            `json:"email,omitempty"`
	Name           string            `json:"name,omitempty"`
	Active         *bool             `json:"active,omitempty"`
	Frozen         *bool             `json:"frozen,omitempty"`
	Type           string            `json:"type,omitempty"` // of UserTypes
	Profile        string            `json:"profile,omitempty"`
	License        string            `json:"license,omitempty"`
	SetLicenses    []string          `json:"permission_set_licenses,omitempty"`
	Role           *string           `json:"role,omitempty"` // "": none
	Integration    string            `json:"integration,omitempty"`
	OwnsRecords    *int64            `json:"owns_records,omitempty"`         // accounts the user owns
	PermissionSets []GrantConfig     `json:"permission_sets,omitzero"`       // nil: nobody wrote them down
	Groups         []GrantConfig     `json:"permission_set_groups,omitzero"` // nil: nobody wrote them down
	Location       evidence.Location `json:"location"`
}

// GroupConfig gives the members of one public group: usernames, or a kind of sharing rule and
// a name, as in "role:VP_Sales".
type GroupConfig struct {
	Name     string            `json:"name" yaml:"key"`
	Members  []string          `json:"members" yaml:"shorthand"`
	Location evidence.Location `json:"location"`
}

// AppConfig says when the credentials of one app end, which metadata does not tell.
type AppConfig struct {
	Name            string            `json:"name" yaml:"key"`
	SecretExpiresAt evidence.Time     `json:"secret_expires_at,omitempty"`
	CertExpiresAt   evidence.Time     `json:"certificate_expires_at,omitempty"`
	Location        evidence.Location `json:"location"`
}

// GrantConfig is one assignment: in YAML either a name alone or {name, expires}.
type GrantConfig struct {
	Name     string            `json:"name" yaml:"shorthand"`
	Expires  evidence.Time     `json:"expires,omitempty"`
	Location evidence.Location `json:"location"`
}
