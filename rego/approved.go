package rego

import "github.com/leastwise/leastwise/snapshot/evidence"

// Approved is the policy section of leastwise.yaml: what is right. The rules read it as
// data.policy; a pointer or list that is absent was not declared.
type Approved struct {
	Clay       *ApprovedClay            `json:"clay,omitempty"`
	Salesforce map[string]*ApprovedUser `json:"salesforce,omitempty"` // username of an integration user
}

// ApprovedClay is what is right in the Clay workspace.
type ApprovedClay struct {
	Roles       *ApprovedRoles              `json:"roles,omitempty"`
	APIKeys     *ApprovedKeys               `json:"api_keys,omitempty"`
	Tables      map[string]*ApprovedTable   `json:"tables,omitempty"`      // table id or name
	Connections map[string]*ApprovedConnect `json:"connections,omitempty"` // provider, or connection id
	Credits     *ApprovedCredits            `json:"credits,omitempty"`
}

// ApprovedRoles names who may hold what. AssignTo maps a role to the job titles that may hold it.
type ApprovedRoles struct {
	Admin           []string            `json:"admin,omitempty"` // emails
	ApprovedDomains []string            `json:"approved_domains,omitempty"`
	AssignTo        map[string][]string `json:"assign_to,omitempty"`
}

// ApprovedKeys is the rotation policy: cadence name -> days a key may live.
type ApprovedKeys struct {
	Rotation map[string]Days `json:"rotation,omitempty"`
}

// ApprovedTable is the budget of one table.
type ApprovedTable struct {
	Owner          string   `json:"owner,omitempty"`
	MaxRows        *int64   `json:"max_rows,omitempty"`
	MonthlyCredits *float64 `json:"monthly_credits,omitempty"`
	AutoRun        *bool    `json:"auto_run,omitempty"`
}

// ApprovedConnect is what a connection may be granted at its provider.
type ApprovedConnect struct {
	Scopes    []string `json:"scopes,omitempty"`
	Principal string   `json:"principal,omitempty"`
}

// ApprovedCredits is what the workspace may spend.
type ApprovedCredits struct {
	Monthly   *float64 `json:"monthly,omitempty"`
	Recurring []string `json:"recurring,omitempty"` // workbooks that may run on a schedule
}

// ApprovedUser is all that one integration user may reach in Salesforce.
type ApprovedUser struct {
	Objects           map[string][]string       `json:"objects,omitempty"` // object -> flags of salesforce.Flags
	Fields            map[string]ApprovedFields `json:"fields,omitempty"`  // object -> fields
	SystemPermissions []string                  `json:"system_permissions,omitempty"`
	Setup             map[string][]string       `json:"setup,omitempty"` // kind of salesforce.SetupKinds -> names
	RecordScope       *RecordScope              `json:"record_scope,omitempty"`
	WritebackObject   string                    `json:"writeback_object,omitempty"`
	LoginIPs          []string                  `json:"login_ips,omitempty"` // addresses or CIDR
	Apps              []string                  `json:"apps,omitempty"`      // connected or external client apps it may use
	PermissionSets    []string                  `json:"permission_sets,omitempty"`
	Profile           string                    `json:"profile,omitempty"`
	Location          evidence.Location         `json:"location"`
}

// ApprovedFields lists fields by what may be done with them; edit implies read.
type ApprovedFields struct {
	Read []string `json:"read,omitempty"`
	Edit []string `json:"edit,omitempty"`
}

// RecordScope says which records of an object the user may see, and by which rule.
type RecordScope struct {
	Object      string `json:"object"`
	SharingRule string `json:"sharing_rule"`
	Role        string `json:"role,omitempty"`
	Group       string `json:"group,omitempty"`
}
