package rego

import (
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Approved is the policy section of leastwise.yaml: what is right. The rules read it as
// data.policy; a pointer, list or map that is absent was not declared, and one that is there
// but empty was: "edit: []" allows nothing, which is not the same as saying nothing.
type Approved struct {
	Clay       *ApprovedClay            `json:"clay,omitempty"`
	Salesforce map[string]*ApprovedUser `json:"salesforce,omitzero"` // username of an integration user
}

// ApprovedClay is what is right in the Clay workspace.
type ApprovedClay struct {
	Roles       *ApprovedRoles              `json:"roles,omitempty"`
	APIKeys     *ApprovedKeys               `json:"api_keys,omitempty"`
	Tables      map[string]*ApprovedTable   `json:"tables,omitzero"`      // table id or name
	Connections map[string]*ApprovedConnect `json:"connections,omitzero"` // provider, or connection id
	Credits     *ApprovedCredits            `json:"credits,omitempty"`
}

// ApprovedRoles names who may hold what. AssignTo maps a role to the job titles that may hold it.
type ApprovedRoles struct {
	Admin           []string            `json:"admin,omitzero"` // emails
	ApprovedDomains []string            `json:"approved_domains,omitzero"`
	AssignTo        map[string][]string `json:"assign_to,omitzero"`
}

// ApprovedKeys is the rotation policy: cadence name -> days a key may live.
type ApprovedKeys struct {
	Rotation map[string]Days `json:"rotation,omitzero"`
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
	Scopes    []string `json:"scopes,omitzero"`
	Principal string   `json:"principal,omitempty"`
}

// ApprovedCredits is what the workspace may spend.
type ApprovedCredits struct {
	Monthly   *float64 `json:"monthly,omitempty"`
	Recurring []string `json:"recurring,omitzero"` // workbooks that may run on a schedule, by id or name

	// TableShare is the most that one table, or workbook where only workbooks are known, may
	// take of all credits spent: 0.25 for a quarter.
	TableShare *float64 `json:"table_share,omitempty"`
}

// ApprovedUser is all that one integration user may reach in Salesforce.
type ApprovedUser struct {
	Objects           map[string][]string       `json:"objects,omitzero"` // object -> flags of salesforce.Flags
	Fields            map[string]ApprovedFields `json:"fields,omitzero"`  // object -> fields
	SystemPermissions []string                  `json:"system_permissions,omitzero"`
	Setup             map[string][]string       `json:"setup,omitzero"` // kind of salesforce.SetupKinds -> names
	RecordScope       *RecordScope              `json:"record_scope,omitempty"`
	WritebackObject   string                    `json:"writeback_object,omitempty"`
	LoginIPs          []string                  `json:"login_ips,omitzero"` // addresses or CIDR
	Apps              []string                  `json:"apps,omitzero"`      // connected or external client apps it may use
	PermissionSets    []string                  `json:"permission_sets,omitzero"`
	Profile           string                    `json:"profile,omitempty"`
	Location          evidence.Location         `json:"location"`
}

// ApprovedFields lists fields by what may be done with them; edit implies read.
type ApprovedFields struct {
	Read []string `json:"read,omitzero"`
	Edit []string `json:"edit,omitzero"`
}

// RecordScope says which records of an object the user may see, and by which rule.
type RecordScope struct {
	Object      string `json:"object"`
	SharingRule string `json:"sharing_rule"`
	Role        string `json:"role,omitempty"`
	Group       string `json:"group,omitempty"`

	// Criteria are what the rule selects by: it is generated with them, and held to them. None keeps
	// those the org has.
	Criteria []salesforce.Criterion `json:"criteria,omitzero"`
}
