package report

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// sample is one assessment with everything a report can show.
func sample() *rego.Assessment {
	key := rego.Rule{
		ID: "key_rotation/clay_api_key_overdue", Family: "key_rotation", Title: "Clay API key is overdue for rotation",
		Description: "A key that is never replaced outlives the integration, and the person, it was made for.\nAsk @security or see #12.",
		Severity:    rego.High, Needs: []string{"clay.api_keys"},
		Remediation: "Create a new key in Clay, move the integration to it, then revoke the old key.",
		Controls:    map[string][]string{"clay-access-audit": {"3", "7"}, "soc2": {"CC6.10", "CC6.2"}},
		References:  []rego.Reference{{Description: "Managing API keys", Ref: "https://example.com/keys"}},
	}
	waiver := rego.Waiver{
		Rule: key.ID, Subject: "legacy-*", Reason: "Replaced in Q3", ApprovedBy: "ciso@acme.com",
		Expires: "2027-01-31T00:00:00Z", Location: evidence.Location{File: "leastwise.yaml", Line: 40},
	}
	xml := "force-app/main/default/permissionsets/Clay Reader.permissionset-meta.xml"
	via := []salesforce.Via{{Kind: salesforce.KindSet, Name: "Clay_Reader", Group: "Clay_Group", Grant: "ViewAllData", Location: evidence.Location{File: xml, Line: 12}}}
	return &rego.Assessment{
		Version: 1, TakenAt: "2026-11-01T08:00:00Z", Tool: snapshot.Tool{Name: "leastwise", Version: "0.1.0"},
		Targets: []string{"clay/acme-gtm", "salesforce/acme"},
		Digests: rego.Digests{Snapshot: "sha256:aa", Policy: "sha256:bb", Rules: "sha256:cc"},
		Coverage: evidence.Sections{
			"clay.api_keys":        {State: evidence.Complete, Source: "inventory", ObservedAt: "2026-10-30T00:00:00Z", ObservedBy: "revops@acme.com"},
			"clay.members":         {State: evidence.Complete, Source: "inventory", ObservedAt: "2026-10-30T00:00:00Z"},
			"clay.tables":          {State: evidence.Partial, Source: "inventory", Reason: "two tables have no row count"},
			"roster.people":        {State: evidence.NotRequested},
			"salesforce.access":    {State: evidence.Complete, Source: "project"},
			"salesforce.logins":    {State: evidence.Unavailable, Reason: "a metadata project holds none"},
			"salesforce.role_tree": {State: evidence.Complete, Source: "project"},
		},
		Verdicts: []rego.Verdict{
			{Rule: rego.Rule{ID: "evidence/section_missing", Family: "evidence", Title: "A section was not read", Description: "What was not read was not judged.",
				Severity: rego.Medium, Remediation: "Add the section to the inventory."}, Outcome: rego.Failed, Findings: []rego.Finding{
				{Fingerprint: "e000000000000001", Target: "leastwise", Subject: rego.Subject{Kind: "snapshot.section", ID: "salesforce.logins"},
					Message: "salesforce.logins is unavailable: a metadata project holds none"},
			}},
			{Rule: rego.Rule{ID: "former_employee/clay_member_left", Family: "former_employee", Title: "Former employee is still a Clay workspace member",
				Description: "Whoever left still holds what the role grants.", Severity: rego.Critical, Needs: []string{"clay.members", "roster.people"},
				Remediation: "Remove the member.", Controls: map[string][]string{"clay-access-audit": {"1"}}},
				Outcome: rego.Skipped, Reason: "roster.people was not requested", Gap: true, Findings: []rego.Finding{}},
			{Rule: key, Outcome: rego.Failed, Findings: []rego.Finding{
				{Fingerprint: "a000000000000001", Target: "clay/acme-gtm", Subject: rego.Subject{Kind: "clay.api_key", ID: "crm-sync-prod", Name: "CRM sync"},
					Message: "CRM sync was last rotated 120 days ago; its cadence allows 92", Location: evidence.Location{File: "clay.yaml", Line: 31},
					Related: []evidence.Location{{File: "leastwise.yaml", Line: 12}}},
				{Fingerprint: "a000000000000002", Target: "clay/acme-gtm", Subject: rego.Subject{Kind: "clay.api_key", ID: "legacy-1"},
					Message: "legacy-1 has no recorded rotation", Location: evidence.Location{File: "clay.yaml", Line: 38}, Waiver: &waiver},
			}},
			{Rule: rego.Rule{ID: "least_privilege/custom_house_rule", Family: "least_privilege", Title: "House rule", Description: "Ours.", Severity: rego.Low,
				Needs: []string{"salesforce.access"}, Remediation: "Fix it.", Custom: true},
				Outcome: rego.Errored, Reason: "eval_builtin_error: divide by zero", Findings: []rego.Finding{}},
			{Rule: rego.Rule{ID: "least_privilege/salesforce_forbidden_permission", Family: "least_privilege", Title: "Integration user holds a forbidden permission",
				Description: "`View All Data` reads every record, whatever sharing says.", Severity: rego.Critical, Needs: []string{"salesforce.access"},
				Remediation: "Remove the permission from Clay_Reader.", Controls: map[string][]string{"salesforce-restricted-user": {"6"}, "soc2": {"CC6.2"}}},
				Outcome: rego.Failed, Findings: []rego.Finding{
					{Fingerprint: "b000000000000001", Target: "salesforce/acme", Subject: rego.Subject{Kind: "salesforce.permission", ID: "clay@acme.com/ViewAllData"},
						Message: "clay@acme.com holds View All Data", Location: evidence.Location{File: xml, Line: 12}},
					{Fingerprint: "b000000000000002", Target: "salesforce/acme", Subject: rego.Subject{Kind: "salesforce.permission", ID: "clay@acme.com/ModifyAllData"},
						Message: "clay@acme.com holds Modify All Data", Location: evidence.Location{API: "PermissionSet/0PS000000000001"}},
				}},
			{Rule: rego.Rule{ID: "least_privilege/salesforce_org_default_open", Family: "least_privilege", Title: "Org default is open", Description: "Public read opens every record.",
				Severity: rego.Medium, Needs: []string{"salesforce.objects"}, Remediation: "Set it to Private.", Controls: map[string][]string{"soc2": {"CC6.2"}}},
				Outcome: rego.Passed, Findings: []rego.Finding{}},
		},
		Waivers: []rego.WaiverUse{
			{Waiver: waiver, Matched: 1},
			{Waiver: rego.Waiver{Rule: "budget/x", Subject: "t_1", Reason: "Trial", ApprovedBy: "cfo@acme.com", Expires: "2026-09-30T00:00:00Z"}, Matched: 1, Expired: true},
			{Waiver: rego.Waiver{Rule: "least_privilege/salesforce_org_default_open", Subject: "t_2", Reason: "Old", ApprovedBy: "cfo@acme.com", Expires: "2026-12-30T00:00:00Z"}},
		},
		Evidence: &snapshot.Snapshot{
			TakenAt: "2026-11-01T08:00:00Z",
			Clay: &clay.Workspace{
				Workspace: clay.Details{ID: "acme-gtm"},
				Members: []clay.Member{{ID: "u1", Email: "ada@acme.com", Name: "Ada", Role: clay.RoleEditor, RoleRaw: "Member", State: "active", JoinedAt: "2025-02-01T00:00:00Z",
					Location: evidence.Location{File: "clay.yaml", Line: 8}}},
				APIKeys: []clay.APIKey{{ID: "crm-sync-prod", Name: "CRM sync", Owner: "ada@acme.com", Purpose: "CRM", Consumers: []string{"hubspot", "warehouse"}, Rotation: "quarterly",
					RotatedAt: "2026-07-04T08:00:00Z", Location: evidence.Location{File: "clay.yaml", Line: 31}}},
				Connections: []clay.Connection{{ID: "c1", Name: "Prod CRM", Provider: "salesforce", AddedBy: "ada@acme.com", Scopes: []string{"api"}}},
				Tables:      []clay.Table{{ID: "t_1", Name: "Leads", RowCount: new(int64(1200)), AutoRun: new(true), Declared: &clay.Declared{MaxRows: new(int64(1000)), MonthlyCredits: new(99.5), AutoRunAllowed: new(false)}}},
			},
			Salesforce: &salesforce.Org{ID: "acme", Access: []salesforce.Access{{
				User: "clay@acme.com", Complete: false, Reason: "profile Minimum Access was not read",
				Permissions: []salesforce.PermissionAccess{{Name: "ViewAllData", Via: via}},
				Objects:     []salesforce.ObjectAccess{{Object: "Account", Access: []string{"read", "edit"}, Via: via}},
				Fields: []salesforce.FieldAccess{{Object: "Account", Field: "Website", Access: "rw", Via: via},
					{Object: "Account", Field: "Name", Access: "r", Always: true}},
				Setup:     []salesforce.SetupAccess{{Kind: "apex_class", Name: "Foo", Via: via}},
				LoginIPs:  []salesforce.IPRange{{Start: "52.7.81.233", End: "52.7.81.233"}},
				Potential: &salesforce.Access{Complete: true, Permissions: []salesforce.PermissionAccess{{Name: "ManageUsers"}}},
			}}},
		},
	}
}

// empty is a scan that judged two rules and found nothing.
func empty() *rego.Assessment {
	a := sample()
	a.Verdicts = []rego.Verdict{a.Verdicts[2], a.Verdicts[5]}
	for i := range a.Verdicts {
		a.Verdicts[i].Outcome, a.Verdicts[i].Findings = rego.Passed, []rego.Finding{}
	}
	return a
}

// many is the sample with n findings of one rule.
func many(n int) *rego.Assessment {
	a := sample()
	list := make([]rego.Finding, n)
	for i := range list {
		list[i] = rego.Finding{
			Fingerprint: fmt.Sprintf("%016x", i), Target: "clay/acme-gtm", Subject: rego.Subject{Kind: "clay.api_key", ID: fmt.Sprintf("key-%05d", i)},
			Message:  fmt.Sprintf("key-%05d was last rotated 120 days ago; its cadence allows 92", i),
			Location: evidence.Location{File: "clay.yaml", Line: i + 1},
		}
	}
	a.Verdicts[2].Findings = list
	return a
}

func render(t testing.TB, format string, a *rego.Assessment, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, a, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
