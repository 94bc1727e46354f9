package clay

import "github.com/leastwise/leastwise/snapshot/evidence"

// Workspace is everything known about one Clay workspace: input.clay to the rules. A nil
// pointer or an empty string is a fact nobody observed, never "no". Lists are sorted by id.
type Workspace struct {
	Workspace    Details        `json:"workspace"`
	Members      []Member       `json:"members"`
	Groups       []Group        `json:"groups"`
	Workbooks    []Workbook     `json:"workbooks"`
	Tables       []Table        `json:"tables"`
	Webhooks     []Webhook      `json:"webhooks"`
	Connections  []Connection   `json:"connections"`
	APIKeys      []APIKey       `json:"api_keys"`
	Budgets      []Budget       `json:"budgets"`
	Usage        *Usage         `json:"usage,omitempty"`
	MCP          *MCP           `json:"mcp,omitempty"`
	RotationLog  []Rotation     `json:"rotation_log"`
	ChangeLog    []LoggedChange `json:"change_log"`
	Attestations []Attestation  `json:"attestations"`

	// What only Clay itself can list; nobody keeps it by hand.
	Routines         []Routine         `json:"routines"`
	OutboundWebhooks []OutboundWebhook `json:"outbound_webhooks"`

	// Contradictions are what the sources say of one thing and cannot all be true.
	Contradictions []Contradiction `json:"contradictions"`

	// DeclaredRoles is the company's own table of who is meant to hold which role: job titles
	// or descriptions as somebody wrote them. Nil when the inventory has no roles table.
	DeclaredRoles map[Role][]string `json:"declared_roles,omitempty"`
}

// Sections are the parts of a workspace that have a coverage of their own, as "clay.<name>".
var Sections = []string{
	"workspace", "members", "groups", "workbooks", "tables", "columns", "webhooks", "connections",
	"api_keys", "budgets", "usage", "mcp", "rotation_log", "attestations",
	"key_usage", "change_log",
	"routines", "outbound_webhooks", "contradictions",
}

// Details are the workspace-wide settings.
type Details struct {
	ID                         string            `json:"id"`
	Name                       string            `json:"name,omitempty"`
	Plan                       string            `json:"plan,omitempty"` // free, launch, growth, enterprise, legacy, unknown
	SSO                        *SSO              `json:"sso,omitempty"`
	RequireConnectionApproval  *bool             `json:"require_connection_approval,omitempty"`
	RowCeiling                 *int64            `json:"row_ceiling,omitempty"` // rows a table may hold on this plan
	DefaultWorkbookCreditLimit *float64          `json:"default_workbook_credit_limit,omitempty"`
	Beta                       *bool             `json:"beta,omitempty"`
	Credits                    *Credits          `json:"credits,omitempty"`
	Location                   evidence.Location `json:"location"`
}

// SSO is single sign-on as Clay offers it; it does not stop password logins by itself.
type SSO struct {
	Enabled                    *bool    `json:"enabled,omitempty"`
	Domains                    []string `json:"domains,omitempty"`
	PasswordBypassAcknowledged *bool    `json:"password_bypass_acknowledged,omitempty"`
}

// Credits are the workspace's two meters, data credits and actions, for the current period.
type Credits struct {
	DataBalance     *float64      `json:"data_balance,omitempty"`
	DataAllotment   *float64      `json:"data_allotment,omitempty"`
	ActionBalance   *float64      `json:"action_balance,omitempty"`
	ActionAllotment *float64      `json:"action_allotment,omitempty"`
	PeriodEnd       evidence.Time `json:"period_end,omitempty"`
	AutoTopUp       *AutoTopUp    `json:"auto_top_up,omitempty"`
}

// AutoTopUp buys credits by itself below a threshold.
type AutoTopUp struct {
	Enabled       *bool    `json:"enabled,omitempty"`
	Threshold     *float64 `json:"threshold,omitempty"`
	Credits       *float64 `json:"credits,omitempty"`
	DailyCapCents *int64   `json:"daily_cap_cents,omitempty"`
}

// Role is a workspace role in Clay's present words.
type Role string

// The workspace roles; RoleUnknown is a word Clay's documents do not know.
const (
	RoleAdmin    Role = "admin"
	RoleEditor   Role = "editor"
	RoleViewer   Role = "viewer"
	RoleSalesRep Role = "sales_rep"
	RoleUnknown  Role = "unknown"
)

// Roles are the words of the workspace roles.
func Roles() []string {
	return []string{string(RoleAdmin), string(RoleEditor), string(RoleViewer), string(RoleSalesRep)}
}

// Member is a person in the workspace, or invited to it.
type Member struct {
	ID         string            `json:"id"` // Clay's user id where a source knows it, else the email
	Email      string            `json:"email"`
	Name       string            `json:"name,omitempty"`
	Role       Role              `json:"role"`
	RoleRaw    string            `json:"role_raw,omitempty"` // the word the source used
	State      string            `json:"state"`              // active, pending
	Groups     []string          `json:"groups,omitempty"`
	InvitedAt  evidence.Time     `json:"invited_at,omitempty"`
	JoinedAt   evidence.Time     `json:"joined_at,omitempty"`
	External   *bool             `json:"external,omitempty"` // declared as not of the company
	Sponsor    string            `json:"sponsor,omitempty"`  // who answers for an external member
	ExpiresAt  evidence.Time     `json:"expires_at,omitempty"`
	MCPLimit   *float64          `json:"mcp_credit_limit,omitempty"` // credits a month
	MCPUser    *bool             `json:"mcp_user,omitempty"`
	Provenance map[string]string `json:"provenance,omitempty" yaml:"-"` // field -> source, where several sources met
	Location   evidence.Location `json:"location"`
}

// Group is a user group.
type Group struct {
	Name     string            `json:"name"`
	Members  []string          `json:"members"` // emails
	Location evidence.Location `json:"location"`
}

// Workbook is a container of tables with its own edit access and spend limit.
type Workbook struct {
	ID              string            `json:"id"`
	Name            string            `json:"name"`
	Owner           string            `json:"owner,omitempty"`       // email
	EditAccess      string            `json:"edit_access,omitempty"` // anyone, restricted
	Collaborators   []string          `json:"collaborators,omitempty"`
	CreditLimit     *float64          `json:"credit_limit,omitempty"`
	Budget          string            `json:"budget,omitempty"` // name of a Budget
	ShareAsTemplate *bool             `json:"share_as_template,omitempty"`
	Provenance      map[string]string `json:"provenance,omitempty" yaml:"-"`
	Location        evidence.Location `json:"location"`
}

// Table is one Clay table, what it holds and what its owner declared it may.
type Table struct {
	ID               string            `json:"id"`
	Name             string            `json:"name"`
	Workbook         string            `json:"workbook,omitempty"` // id of a Workbook
	Owner            string            `json:"owner,omitempty"`    // email
	RowCount         *int64            `json:"row_count,omitempty"`
	AutoRun          *bool             `json:"auto_run,omitempty"`
	HasScheduledRuns *bool             `json:"has_scheduled_runs,omitempty"`
	CreatedAt        evidence.Time     `json:"created_at,omitempty"`
	UpdatedAt        evidence.Time     `json:"updated_at,omitempty"`
	Declared         *Declared         `json:"declared,omitempty"`
	Columns          []Column          `json:"columns,omitempty"`
	Provenance       map[string]string `json:"provenance,omitempty" yaml:"-"`
	Location         evidence.Location `json:"location"`
}

// Declared is what the company allows a table: its budget. Clay has no such setting per
// table, so it is compared with what was observed.
type Declared struct {
	MaxRows        *int64            `json:"max_rows,omitempty"`
	AutoRunAllowed *bool             `json:"auto_run,omitempty"`
	Owner          string            `json:"owner,omitempty"` // email
	MonthlyCredits *float64          `json:"monthly_credits,omitempty"`
	Environment    string            `json:"environment,omitempty"`
	Location       evidence.Location `json:"location"`
}

// Column is a column that runs something or holds a credential; plain columns are left out.
type Column struct {
	ID                  string            `json:"id"`
	Name                string            `json:"name"`
	Kind                string            `json:"kind,omitempty"` // basic, action, source
	Action              string            `json:"action,omitempty"`
	Connection          string            `json:"connection,omitempty"` // id of a Connection
	Conditional         *bool             `json:"conditional,omitempty"`
	InlineHeaderNames   []string          `json:"inline_header_names,omitempty"` // names only, never values
	InlineSecretSuspect *bool             `json:"inline_secret_suspect,omitempty"`
	Object              string            `json:"object,omitempty"` // what it maps at the connection's provider, as Account
	Reads               []string          `json:"reads,omitempty"`  // fields of Object
	Writes              []string          `json:"writes,omitempty"` // fields of Object
	Location            evidence.Location `json:"location"`
}

// Webhook is an inbound webhook source. Its URL is a secret and never stands here.
type Webhook struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Table       string            `json:"table,omitempty"` // id of a Table
	HasAuth     *bool             `json:"has_auth,omitempty"`
	Submissions *int64            `json:"submissions,omitempty"` // lifetime; deletions do not reset it
	Limit       *int64            `json:"limit,omitempty"`       // 50,000 unless auto-delete lifts it
	AutoDelete  *bool             `json:"auto_delete,omitempty"`
	URLHash     string            `json:"url_hash,omitempty"` // "sha256:..." of the URL
	Provenance  map[string]string `json:"provenance,omitempty" yaml:"-"`
	Location    evidence.Location `json:"location"`
}

// Connection is an integration account of the workspace.
type Connection struct {
	ID            string            `json:"id"`
	Name          string            `json:"name"`
	Provider      string            `json:"provider"`             // salesforce, hubspot, outreach, ...
	ManagedBy     string            `json:"managed_by,omitempty"` // user, clay
	AddedBy       string            `json:"added_by,omitempty"`   // email
	Access        string            `json:"access,omitempty"`     // anyone, specific
	AccessList    []string          `json:"access_list,omitempty"`
	Method        string            `json:"method,omitempty"`         // user_sign_in, client_credentials, api_key, oauth
	Principal     string            `json:"principal,omitempty"`      // the user it acts as at the provider
	ServiceUser   *bool             `json:"service_user,omitempty"`   // the principal is a service account, not a person
	PermissionSet string            `json:"permission_set,omitempty"` // Salesforce: the set declared for it
	Scopes        []string          `json:"scopes,omitempty"`
	Status        string            `json:"status,omitempty"` // connected, warning, error
	CheckedAt     evidence.Time     `json:"checked_at,omitempty"`
	CreatedAt     evidence.Time     `json:"created_at,omitempty"`
	RotatedAt     evidence.Time     `json:"rotated_at,omitempty"`
	Rotation      string            `json:"rotation,omitempty"` // cadence, as for keys
	UseStaticIP   *bool             `json:"use_static_ip,omitempty"`
	Default       *bool             `json:"default,omitempty"`
	ResourceUses  *int64            `json:"resources_count,omitempty"`
	Provenance    map[string]string `json:"provenance,omitempty" yaml:"-"`
	Location      evidence.Location `json:"location"`
}

// APIKey is a key to the Clay API; the key itself never stands here.
type APIKey struct {
	ID             string            `json:"id" yaml:"key"`
	Name           string            `json:"name"`
	Kind           string            `json:"kind,omitempty"`  // public, legacy
	Owner          string            `json:"owner,omitempty"` // email
	Scopes         []string          `json:"scopes,omitempty"`
	DeclaredScopes []string          `json:"declared_scopes,omitempty"` // what its purpose needs
	Purpose        string            `json:"purpose,omitempty"`
	Consumers      []string          `json:"consumers,omitempty"` // downstream systems that hold it
	Rotation       string            `json:"rotation,omitempty"`  // cadence: monthly, quarterly, on-demand, ...
	ReviewAt       evidence.Time     `json:"review_at,omitempty"` // next review of an on-demand key
	CreatedAt      evidence.Time     `json:"created_at,omitempty"`
	RotatedAt      evidence.Time     `json:"rotated_at,omitempty"`
	LastUsedAt     evidence.Time     `json:"last_used_at,omitempty"` // no Clay source knows it: see section key_usage
	Provenance     map[string]string `json:"provenance,omitempty" yaml:"-"`
	Location       evidence.Location `json:"location"`
}

// Budget is a named credit budget.
type Budget struct {
	Name       string            `json:"name"`
	Owner      string            `json:"owner,omitempty"`
	Limit      *float64          `json:"limit,omitempty"`
	Balance    *float64          `json:"balance,omitempty"`
	Access     string            `json:"access,omitempty"` // all, specific
	Principals []string          `json:"principals,omitempty"`
	Location   evidence.Location `json:"location"`
}

// Usage is what was spent in one period.
type Usage struct {
	From          evidence.Time     `json:"from"`
	To            evidence.Time     `json:"to"`
	ByResource    []ResourceUsage   `json:"by_resource"`
	ByIntegration []ResourceUsage   `json:"by_integration,omitempty"`
	Unattributed  *float64          `json:"unattributed_credits,omitempty"`
	Location      evidence.Location `json:"location"`
}

// ResourceUsage is one line of a usage export.
type ResourceUsage struct {
	ID        string            `json:"id,omitempty"`
	Name      string            `json:"name"`
	Kind      string            `json:"kind,omitempty"` // folder, workbook, table, integration
	Owner     string            `json:"owner,omitempty"`
	Recurring *bool             `json:"recurring,omitempty"`
	Credits   float64           `json:"credits"`
	Actions   *float64          `json:"actions,omitempty"`
	Location  evidence.Location `json:"location"`
}

// MCP is the workspace's setting for Clay's MCP server.
type MCP struct {
	Enabled      *bool             `json:"enabled,omitempty"`
	DefaultLimit *float64          `json:"default_credit_limit,omitempty"` // credits a month and user; nil is "No limit"
	Location     evidence.Location `json:"location"`
}

// Rotation is one line of the rotation log.
type Rotation struct {
	Key      string            `json:"key"` // id of an APIKey or Connection
	At       evidence.Time     `json:"at"`
	By       string            `json:"by,omitempty"`
	Evidence string            `json:"evidence,omitempty"` // a ticket or link
	Location evidence.Location `json:"location"`
}

// ChangeKinds are the kinds of things that a change log speaks of.
var ChangeKinds = []string{"api_key", "connection", "member", "table"}

// LoggedChange is one line of the change log: somebody answers for a thing that came to the
// workspace.
type LoggedChange struct {
	Kind     string            `json:"kind"` // one of ChangeKinds
	ID       string            `json:"id"`   // of the thing; the email of a member
	At       evidence.Time     `json:"at"`
	By       string            `json:"by"`
	Why      string            `json:"why,omitempty"`
	Evidence string            `json:"evidence,omitempty"` // a ticket or link
	Location evidence.Location `json:"location"`
}

// Attestation is a person's statement that something was reviewed.
type Attestation struct {
	Control  string            `json:"control"` // access_review, change_log_review, ...
	At       evidence.Time     `json:"at"`
	By       string            `json:"by"`
	Evidence string            `json:"evidence,omitempty"`
	Location evidence.Location `json:"location"`
}

// Routine is a routine of the workspace, which API keys and agents may run.
type Routine struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	Location evidence.Location `json:"location"`
}

// OutboundWebhook is a place that Clay posts events to. Of its URL only the host is kept: the
// rest may be a secret.
type OutboundWebhook struct {
	ID        string            `json:"id"`
	Host      string            `json:"host"`
	CreatedAt evidence.Time     `json:"created_at,omitempty"`
	Location  evidence.Location `json:"location"`
}

// Contradiction is one fact that the sources do not agree on. With MissingIn, a thing that the
// sources in Values know and those in MissingIn do not; else a field with a value for each source.
type Contradiction struct {
	Section   string            `json:"section"` // of Sections
	Kind      string            `json:"kind"`    // kind of subject: clay.member, clay.table, ...
	ID        string            `json:"id"`      // of the subject
	Name      string            `json:"name,omitempty"`
	Field     string            `json:"field,omitempty"` // json name; "" where the thing itself is missing
	Values    map[string]string `json:"values"`          // source -> what it says
	MissingIn []string          `json:"missing_in,omitempty"`
	Location  evidence.Location `json:"location"`
}
