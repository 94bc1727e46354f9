package snapshot

import (
	"strings"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// inventory, staff, project and setFile are places in the files that sample pretends to be read from.
func inventory(line int) evidence.Location { return evidence.Location{File: "clay.yaml", Line: line} }
func staff(line int) evidence.Location     { return evidence.Location{File: "roster.csv", Line: line} }
func config(line int) evidence.Location    { return evidence.Location{File: "leastwise.yaml", Line: line} }

func setFile(line int) evidence.Location {
	return evidence.Location{File: "force-app/main/default/permissionsets/Clay.permissionset-meta.xml", Line: line}
}

func profileFile(line int) evidence.Location {
	return evidence.Location{File: "force-app/main/default/profiles/Clay API.profile-meta.xml", Line: line}
}

func metadata(name string, line int) evidence.Location {
	return evidence.Location{File: "force-app/main/default/" + name, Line: line}
}

// sample is a snapshot of a small company in which every field of every type is set somewhere.
func sample() *Snapshot {
	s := &Snapshot{
		Version:  1,
		TakenAt:  "2026-03-02T09:00:00Z",
		Tool:     Tool{Name: "leastwise", Version: "0.1.0"},
		Redacted: "hmac-sha256:0123456789abcdef",
		Coverage: evidence.Sections{},
		Inputs: []evidence.Input{
			{File: "clay.yaml", SHA256: strings.Repeat("a1", 32)}, {File: "roster.csv", SHA256: strings.Repeat("b2", 32)},
			{API: "salesforce.org", Answers: 12, SHA256: strings.Repeat("c3", 32)},
		},
		Clay:       sampleClay(),
		Salesforce: sampleSalesforce(),
		Roster: &roster.Roster{
			People: []roster.Person{
				{
					Email: "ann@acme.com", Aliases: []string{"a.lee@acme.com"}, Name: "Ann Lee", Title: "Revenue Operations", Status: "active", StatusRaw: "Full-time",
					Start: "2024-01-08T00:00:00Z", Department: "Sales", EmployeeNumber: "7", Location: staff(2),
				},
				{
					Email: "bob@acme.com", Name: "Bob <Øst> & \"Söhne\"", Title: "SDR", Status: "terminated", End: "2026-02-13T00:00:00Z", Manager: "ann@acme.com",
					Provenance: map[string]string{"email": "csv", "manager": "scim"}, Note: "ended 2026-02-13 in csv, employed in scim", Location: staff(3),
				},
				{Email: "cy@acme.com", Location: staff(4)},
			},
			Matches: []roster.Match{{Email: "a.lee@acme.com", Person: "ann@acme.com", How: roster.Alias}, {Email: "ann@acme.com", Person: "ann@acme.com", How: roster.Exact}},
			Match: &roster.Rules{
				Aliases: map[string]string{"rev@acme.com": "ann@acme.com"}, Domains: map[string]string{"acme.io": "acme.com"}, PlusAddressing: true, Location: config(12),
			},
		},
	}
	s.Changes = &Changes{
		PreviousTakenAt: "2026-02-02T09:00:00Z",
		New:             []Change{{"clay.api_key", "crm-sync-prod", "CRM sync"}, {"clay.member", "vera@agency.example", "Vera"}},
		Rotated:         []Rotated{{"clay.connection", "conn_sf", "Salesforce", "2026-01-15T00:00:00Z"}},
	}
	for _, section := range Sections() {
		s.Coverage[section] = evidence.Coverage{
			State: evidence.Complete, Source: "inventory", ObservedAt: "2026-03-01T00:00:00Z", ObservedBy: "ann@acme.com",
		}
	}
	s.Coverage["salesforce.profiles"] = evidence.Coverage{
		State: evidence.Partial, Source: "project", Reason: "a retrieve lists only what else was in package.xml",
	}
	date := inventory(2)
	s.Coverage["clay.members"] = evidence.Coverage{
		State: evidence.Complete, Source: "inventory", ObservedAt: "2026-03-01T00:00:00Z", ObservedBy: "ann@acme.com",
		ObservedWith: "clay.inventory", Location: &date,
	}
	s.Coverage["clay.usage"] = evidence.Coverage{State: evidence.Unavailable, Reason: "the inventory clay.yaml has no usage section"}
	s.Coverage["clay.key_usage"] = evidence.Coverage{State: evidence.Partial, Reason: "1 of 2 keys has no last_used_at", NotKept: "the vendor's log is not ours"}
	s.Coverage["salesforce.tokens"] = evidence.Coverage{State: evidence.NotRequested, Reason: "a metadata project holds none"}
	return s
}

func sampleClay() *clay.Workspace {
	return &clay.Workspace{
		Workspace: clay.Details{
			ID: "acme-gtm", Name: "Acme GTM", Plan: "growth",
			SSO:                       &clay.SSO{Enabled: new(true), Domains: []string{"acme.com"}, PasswordBypassAcknowledged: new(false)},
			RequireConnectionApproval: new(true), RowCeiling: new(int64(50000)), DefaultWorkbookCreditLimit: new(2500.0), Beta: new(false),
			Credits: &clay.Credits{
				DataBalance: new(12000.5), DataAllotment: new(30000.0), ActionBalance: new(90000.0), ActionAllotment: new(100000.0),
				PeriodEnd: "2026-04-01T00:00:00Z",
				AutoTopUp: &clay.AutoTopUp{Enabled: new(true), Threshold: new(500.0), Credits: new(1000.0), DailyCapCents: new(int64(10000))},
			},
			Location: inventory(3),
		},
		Members: []clay.Member{
			{
				ID: "ann@acme.com", Email: "ann@acme.com", Name: "Ann Lee", Role: clay.RoleAdmin, RoleRaw: "Admin", State: "active", Groups: []string{"ops"},
				InvitedAt: "2024-01-08T00:00:00Z", JoinedAt: "2024-01-09T00:00:00Z", External: new(false), MCPLimit: new(100.0), MCPUser: new(true),
				Provenance: map[string]string{"role": "inventory", "name": "cli"}, Location: inventory(20),
			},
			{
				ID: "u_77", Email: "vera@agency.example", Role: clay.RoleEditor, RoleRaw: "Member", State: "pending", External: new(true),
				Sponsor: "ann@acme.com", ExpiresAt: "2026-06-30T00:00:00Z", Location: inventory(27),
			},
		},
		DeclaredRoles: map[clay.Role][]string{clay.RoleAdmin: {"Revenue Operations"}},
		Groups:        []clay.Group{{Name: "ops", Members: []string{"ann@acme.com"}, Location: inventory(31)}},
		Workbooks: []clay.Workbook{{
			ID: "wb_1", Name: "Inbound", Owner: "ann@acme.com", EditAccess: "restricted", Collaborators: []string{"ann@acme.com"}, CreditLimit: new(1000.0),
			Budget: "inbound", ShareAsTemplate: new(false), Provenance: map[string]string{"owner": "inventory"}, Location: inventory(35),
		}},
		Tables: []clay.Table{{
			ID: "t_1", Name: "Inbound leads", Workbook: "wb_1", Owner: "ann@acme.com", RowCount: new(int64(4200)), AutoRun: new(true),
			HasScheduledRuns: new(false), CreatedAt: "2025-05-01T00:00:00Z", UpdatedAt: "2026-02-20T10:30:00Z",
			Declared: &clay.Declared{
				MaxRows: new(int64(5000)), AutoRunAllowed: new(true), Owner: "ann@acme.com", MonthlyCredits: new(800.0), Environment: "production", Location: inventory(46),
			},
			Columns: []clay.Column{{
				ID: "c_1", Name: "Enrich", Kind: "action", Action: "http-api", Connection: "conn_sf", Conditional: new(true),
				InlineHeaderNames: []string{"Authorization"}, InlineSecretSuspect: new(true),
				Object: "Account", Reads: []string{"Website"}, Writes: []string{"Region__c"}, Location: inventory(50),
			}},
			Provenance: map[string]string{"row_count": "cli"}, Location: inventory(40),
		}},
		Webhooks: []clay.Webhook{{
			ID: "wh_1", Name: "Form", Table: "t_1", HasAuth: new(true), Submissions: new(int64(41000)), Limit: new(int64(50000)), AutoDelete: new(false),
			URLHash: "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Provenance: map[string]string{"submissions": "cli"}, Location: inventory(60),
		}},
		Connections: []clay.Connection{{
			ID: "conn_sf", Name: "Salesforce", Provider: "salesforce", ManagedBy: "user", AddedBy: "ann@acme.com", Access: "specific",
			AccessList: []string{"ann@acme.com", "ops"}, Method: "client_credentials", Principal: "clay@acme.com", ServiceUser: new(true), PermissionSet: "Clay",
			Scopes: []string{"api", "refresh_token"}, Status: "connected", CheckedAt: "2026-03-01T00:00:00Z", CreatedAt: "2025-05-01T00:00:00Z",
			RotatedAt: "2026-01-15T00:00:00Z", Rotation: "quarterly", UseStaticIP: new(true), Default: new(true), ResourceUses: new(int64(3)),
			Provenance: map[string]string{"status": "cli"}, Location: inventory(70),
		}},
		APIKeys: []clay.APIKey{{
			ID: "crm-sync-prod", Name: "CRM sync", Kind: "public", Owner: "ann@acme.com", Scopes: []string{"tables:read", "tables:write"},
			DeclaredScopes: []string{"tables:read"}, Purpose: "nightly sync", Consumers: []string{"warehouse"}, Rotation: "on-demand", ReviewAt: "2026-06-01T00:00:00Z",
			CreatedAt: "2025-01-01T00:00:00Z", RotatedAt: "2025-12-01T00:00:00Z", LastUsedAt: "2026-03-01T08:00:00Z",
			Provenance: map[string]string{"scopes": "cli"}, Location: inventory(90),
		}},
		Budgets: []clay.Budget{{
			Name: "inbound", Owner: "ann@acme.com", Limit: new(1000.0), Balance: new(250.25), Access: "specific", Principals: []string{"ops"}, Location: inventory(100),
		}},
		Usage: &clay.Usage{
			From: "2026-02-01T00:00:00Z", To: "2026-03-01T00:00:00Z",
			ByResource: []clay.ResourceUsage{{
				ID: "wb_1", Name: "Inbound", Kind: "workbook", Owner: "ann@acme.com", Recurring: new(true), Credits: 750.5, Actions: new(1200.0),
				Location: evidence.Location{File: "exports/credits.csv", Line: 2},
			}},
			ByIntegration: []clay.ResourceUsage{{Name: "Clearbit", Kind: "integration", Credits: 400, Location: evidence.Location{File: "exports/integrations.csv", Line: 2}}},
			Unattributed:  new(12.0), Location: evidence.Location{File: "exports/credits.csv"},
		},
		MCP:         &clay.MCP{Enabled: new(true), DefaultLimit: new(50.0), Location: inventory(110)},
		RotationLog: []clay.Rotation{{Key: "crm-sync-prod", At: "2025-12-01T00:00:00Z", By: "ann@acme.com", Evidence: "OPS-12", Location: inventory(115)}},
		ChangeLog: []clay.LoggedChange{{
			Kind: "table", ID: "t_1", At: "2026-02-01T00:00:00Z", By: "ann@acme.com", Why: "inbound form", Evidence: "OPS-19", Location: inventory(118),
		}},
		Attestations: []clay.Attestation{{Control: "access_review", At: "2026-02-01T00:00:00Z", By: "ann@acme.com", Evidence: "OPS-20", Location: inventory(120)}},
		Routines:     []clay.Routine{{ID: "rt_1", Name: "Enrich", Location: evidence.Location{API: "`clay routines list`"}}},
		OutboundWebhooks: []clay.OutboundWebhook{{
			ID: "wh_1", Host: "hooks.acme.com", CreatedAt: "2026-01-05T00:00:00Z", Location: evidence.Location{File: "answers/webhooks-list.json", Line: 3},
		}},
		Contradictions: []clay.Contradiction{
			{
				Section: "api_keys", Kind: "clay.api_key", ID: "ak_9", Name: "laptop", Values: map[string]string{"cli": "lists it"},
				MissingIn: []string{"inventory"}, Location: evidence.Location{File: "answers/api-keys-list.json", Line: 4},
			},
			{
				Section: "members", Kind: "clay.member", ID: "zed@acme.com", Field: "role",
				Values: map[string]string{"inventory": "admin", "v3": "editor"}, Location: inventory(20),
			},
		},
	}
}

func sampleSalesforce() *salesforce.Org {
	viaSet := func(line int, access ...string) []salesforce.Via {
		return []salesforce.Via{{Kind: salesforce.KindSet, Name: "Clay", Group: "Integrations", Access: access, Location: setFile(line)}}
	}
	ips := []salesforce.IPRange{{Start: "52.7.81.233", End: "52.7.81.233", Description: "Clay", Location: profileFile(12)}}
	return &salesforce.Org{
		Name: "Acme", Sandbox: new(false), HealthScore: new(int64(87)),
		Scanner: &salesforce.Scanner{
			Username: "scanner@acme.com", Permissions: []string{"ApiEnabled", "ViewSetup"}, Missing: []string{"CustomizeApplication"},
			Excess: []string{"permission:RunReports"}, Reason: "the org told of some permissions only",
		},
		ID: "acme", InstanceURL: "https://acme.my.salesforce.com", APIVersion: "63.0", IntegrationUsers: []string{"clay@acme.com"},
		Users: []salesforce.User{
			{
				ID: "005000000000001AAA", Username: "ann@acme.com", Email: "ann@acme.com", Name: "Ann Lee", Active: new(true), Frozen: new(false), Type: "Standard",
				Profile: "Admin", License: "Salesforce", Role: "COO", OwnsRecords: new(int64(12)), Owned: map[string]int64{"Account": 12}, CreatedAt: "2024-01-08T00:00:00Z",
				LastLoginAt: "2026-03-01T08:00:00Z", Unrecorded: []string{"permission_set_groups"}, Location: config(20),
			},
			{
				Username: "clay@acme.com", Email: "ops@acme.com", Active: new(true), Profile: "Clay API", License: "Salesforce Integration",
				PermissionSetLicenses: []string{"SalesforceAPIIntegrationPsl"}, Role: "Clay", Integration: "clay", OwnsUnknown: "Lead: the budget of API calls is spent",
				Location: config(26),
			},
		},
		PermissionSets: []salesforce.PermissionSet{
			{
				Name: "Clay", Label: "Clay access", Kind: salesforce.KindSet, License: "SalesforceAPIIntegrationPsl", SessionActivation: true,
				Permissions: []string{"ApiEnabled", "ViewAllData"}, Unavailable: []string{"ViewAllFieldsGlobal"},
				Objects:  map[string][]string{"Account": {"read", "edit"}, "Clay_Writeback__c": {"read", "create", "edit"}},
				Fields:   map[string]map[string]string{"Account": {"Website": "r", "Clay_Status__c": "rw"}},
				Setup:    map[string][]string{"apex_class": {"ClaySync"}},
				Lines:    map[string]int{"permission:ViewAllData": 40, "object:Account": 20, "field:Account.Website": 8, "setup:apex_class:ClaySync": 3},
				Also:     []salesforce.Part{{Lines: map[string]int{"permission:ApiEnabled": 4}, Location: metadata("package/permissionsets/Clay.permissionset-meta.xml", 1)}},
				Location: setFile(1),
			},
			{
				Name: "Clay API", Kind: salesforce.KindProfile, License: "Salesforce Integration", Custom: new(true), Permissions: []string{"ApiEnabled"},
				Objects: map[string][]string{}, Fields: map[string]map[string]string{}, LoginIPRanges: ips, LoginHours: new(false), Location: profileFile(1),
			},
			{
				Name: "Clay_mute", Label: "Clay mute", Kind: salesforce.KindMuting, Permissions: []string{}, Objects: map[string][]string{},
				Fields: map[string]map[string]string{"Account": {"Phone": "r", "Website": "w"}}, Location: metadata("mutingpermissionsets/Clay_mute.mutingpermissionset-meta.xml", 1),
			},
		},
		Groups: []salesforce.Group{{
			Name: "Integrations", Label: "Integrations", Sets: []string{"Clay"}, MutingSets: []string{"Clay_mute"}, Status: "Updated", SessionActivation: true,
			Also:     []evidence.Location{metadata("package/permissionsetgroups/Integrations.permissionsetgroup-meta.xml", 1)},
			Location: metadata("permissionsetgroups/Integrations.permissionsetgroup-meta.xml", 1),
		}},
		Assignments: []salesforce.Assignment{
			{User: "clay@acme.com", Group: "Integrations", Active: new(true), Revoked: new(false), Location: config(30)},
			{User: "clay@acme.com", Set: "Clay", ExpiresAt: "2026-12-31T00:00:00Z", Location: config(31)},
		},
		Access: []salesforce.Access{{
			User: "clay@acme.com", Complete: false, Reason: "the profile Clay API may be under-stated",
			Permissions: []salesforce.PermissionAccess{{Name: "ApiEnabled", Via: []salesforce.Via{{Kind: salesforce.KindProfile, Name: "Clay API", Location: profileFile(5)}}}},
			Objects: []salesforce.ObjectAccess{
				{Object: "*", Access: []string{"read"}, Via: []salesforce.Via{{Kind: salesforce.KindSet, Name: "Clay", Grant: "ViewAllData", Access: []string{"read"}, Location: setFile(40)}}},
				{Object: "Account", Access: []string{"read", "edit"}, Via: viaSet(20, "read", "edit")},
			},
			Fields: []salesforce.FieldAccess{
				{Object: "Account", Field: "Id", Access: "r", Always: true, Via: viaSet(20, "r")},
				{Object: "Account", Field: "Website", Access: "rw", Via: viaSet(8, "rw")},
			},
			Setup:    []salesforce.SetupAccess{{Kind: "apex_class", Name: "ClaySync", Via: viaSet(3)}},
			LoginIPs: ips,
			Potential: &salesforce.Access{
				User: "clay@acme.com", Complete: true, Permissions: []salesforce.PermissionAccess{{Name: "ModifyAllData", Via: viaSet(44)}},
				Objects: []salesforce.ObjectAccess{}, Fields: []salesforce.FieldAccess{}, Setup: []salesforce.SetupAccess{}, LoginIPs: []salesforce.IPRange{},
			},
		}},
		Objects: []salesforce.Object{{
			Name: "Account", SharingModel: "Private", ExternalSharing: "Private", Location: metadata("objects/Account/Account.object-meta.xml", 1),
			Fields: []salesforce.Field{{
				Name: "Parent__c", Type: "Lookup", Required: new(false), Permissionable: new(true), Formula: new(false), Updateable: new(true), ReferenceTo: "Account",
				Location: metadata("objects/Account/fields/Parent__c.field-meta.xml", 1),
			}},
		}},
		SharingRules: []salesforce.SharingRule{{
			Object: "Account", Name: "Clay_EMEA", Kind: "criteria", Access: "Read", SharedTo: []salesforce.Principal{{Kind: "role", Name: "Clay"}},
			SharedFrom: []salesforce.Principal{{Kind: "allInternalUsers"}}, Criteria: []salesforce.Criterion{{Field: "Region__c", Operation: "equals", Value: "EMEA"}},
			Filter: "1", AllOwned: new(true), CaseAccess: "None", ContactAccess: "Read", OpportunityAccess: "Edit", Location: metadata("sharingRules/Account.sharingRules-meta.xml", 3),
		}},
		Settings: salesforce.Settings{
			NetworkAccess:         []salesforce.IPRange{{Start: "10.0.0.0", End: "10.0.0.255", Location: metadata("settings/Security.settings-meta.xml", 4)}},
			EnforceIPEveryRequest: new(true), LockSessionsToIP: new(false), APIAccessControl: new(true),
			SecurityLocation: metadata("settings/Security.settings-meta.xml", 1), AppLocation: metadata("settings/ConnectedApp.settings-meta.xml", 1),
		},
		Apps: []salesforce.App{{
			Name: "Clay", Label: "Clay", Kind: "external_client_app", Distribution: "local", AdminApproved: new(true), IPRelaxation: "enforce", RefreshToken: "specific_lifetime:30:days",
			RefreshDays: new(int64(30)), Rotation: new(true), PKCE: new(true), Scopes: []string{"Api"}, RunAs: "clay@acme.com", PermissionSets: []string{"Clay"},
			Profiles: []string{"Clay API"}, Serves: new(true), TrustedIPs: ips, SecretExpiresAt: "2026-09-01T00:00:00Z", CertExpiresAt: "2027-01-01T00:00:00Z",
			Location: metadata("externalClientApps/Clay.eca-meta.xml", 1),
		}},
		Roles:        []salesforce.Role{{Name: "COO", Location: metadata("roles/COO.role-meta.xml", 1)}, {Name: "Clay", Label: "Clay", Parent: "COO", Location: metadata("roles/Clay.role-meta.xml", 1)}},
		PublicGroups: []salesforce.PublicGroup{{Name: "EMEA", Members: []salesforce.Principal{{Kind: "role", Name: "Clay"}}, Bosses: new(true), Location: metadata("groups/EMEA.group-meta.xml", 1)}},
		Tokens: []salesforce.Token{{
			ID: "0CQ000000000001", User: "clay@acme.com", App: "Clay", UseCount: new(int64(900)), CreatedAt: "2026-01-15T00:00:00Z", LastUsedAt: "2026-03-01T00:00:00Z",
			Location: evidence.Location{API: "OauthToken/0CQ000000000001"},
		}},
		Logins: []salesforce.Login{{
			User: "clay@acme.com", SourceIP: "52.7.81.233", Type: "Remote Access 2.0", Application: "Clay", Status: "Success", Count: 31,
			First: "2026-02-01T00:00:00Z", Last: "2026-03-01T00:00:00Z", Location: evidence.Location{API: "LoginHistory"},
		}},
		Privileged: []salesforce.Privileged{
			{User: "ann@acme.com", Via: []salesforce.Via{}, Reason: "permission set Old was not read"},
			{User: "ann@acme.com", Permission: "ModifyAllData", Via: []salesforce.Via{{Kind: salesforce.KindProfile, Name: "Admin", Location: metadata("profiles/Admin.profile-meta.xml", 3)}}},
		},
		Location: metadata("sfdx-project.json", 1),
	}
}
