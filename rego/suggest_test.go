package rego

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// inUse is a workspace whose one connection maps two columns, and an org that grants more.
func inUse(change func(*snapshot.Snapshot)) *snapshot.Snapshot {
	s := &snapshot.Snapshot{
		TakenAt:  "2026-11-02T09:00:00Z",
		Coverage: evidence.Sections{"clay.connections": {State: evidence.Complete}, "clay.columns": {State: evidence.Complete}},
		Clay: &clay.Workspace{
			Connections: []clay.Connection{{ID: "c", Name: "Prod", Provider: "salesforce", Principal: "Clay@acme.com", PermissionSet: "Clay_Set"}},
			Tables: []clay.Table{{ID: "t", Name: "Accounts", Columns: []clay.Column{
				{ID: "a", Name: "Look up", Action: "salesforce-lookup-record", Connection: "c", Object: "Account", Reads: []string{"Website"}},
				{ID: "b", Name: "Write back", Action: "salesforce-upsert-record", Connection: "c", Object: "Log__c", Reads: []string{"Name"}, Writes: []string{"Status__c"}},
				{ID: "d", Name: "Other", Action: "http-api", Connection: "x"},
			}}},
		},
		Salesforce: &salesforce.Org{
			IntegrationUsers: []string{"clay@acme.com"},
			Users:            []salesforce.User{{Username: "clay@acme.com", Profile: "Clay: API", Role: "Clay"}},
			Access: []salesforce.Access{{
				User: "clay@acme.com", Complete: true,
				Permissions: []salesforce.PermissionAccess{{Name: "ApiEnabled"}, {Name: "RunReports"}},
				Objects: []salesforce.ObjectAccess{
					{Object: "Account", Access: []string{"read", "edit", "delete", "view_all"}, Via: []salesforce.Via{{Kind: salesforce.KindSet, Name: "Old_Set", Location: evidence.Location{File: "f.xml", Line: 3}}}},
					{Object: "Log__c", Access: []string{"read", "create"}, Via: []salesforce.Via{{Kind: salesforce.KindSet, Name: "Old_Set"}}},
				},
				Fields: []salesforce.FieldAccess{
					{Object: "Account", Field: "Phone", Access: "rw", Via: []salesforce.Via{{Kind: salesforce.KindSet, Name: "Old_Set"}}}, {Object: "Account", Field: "Name", Access: "rw", Always: true},
				},
			}},
			Logins: []salesforce.Login{
				{User: "clay@acme.com", SourceIP: "52.7.81.233", Application: "Clay", Status: "Success", Count: 41, Last: "2026-11-01T05:00:00Z"},
				{User: "clay@acme.com", SourceIP: "203.0.113.9", Status: "Invalid Password", Count: 2, Last: "2026-11-01T06:00:00Z"},
			},
			SharingRules: []salesforce.SharingRule{{Object: "Account", Name: "EMEA", Kind: "criteria", SharedTo: []salesforce.Principal{{Kind: "role", Name: "Clay"}}}},
		},
	}
	change(s)
	return s
}

func suggestion(t *testing.T, s *snapshot.Snapshot) (string, *ApprovedUser) {
	t.Helper()
	data, err := Suggest(s)
	if err != nil {
		t.Fatal(err)
	}
	var into struct {
		Policy *Approved `json:"policy"`
	}
	if _, err := evidence.DecodeYAML("suggestion.yaml", data, &into); err != nil {
		t.Fatalf("the suggestion is no policy: %v\n%s", err, data)
	}
	user := into.Policy.Salesforce["clay@acme.com"]
	if user == nil {
		t.Fatalf("no policy for the user:\n%s", data)
	}
	user.Location = evidence.Location{}
	return string(data), user
}

func TestSuggestProposesWhatTheColumnsMap(t *testing.T) {
	t.Parallel()
	text, got := suggestion(t, inUse(func(*snapshot.Snapshot) {}))
	want := &ApprovedUser{
		Objects:           map[string][]string{"Account": {"read"}, "Log__c": {"read", "create", "edit"}},
		Fields:            map[string]ApprovedFields{"Account": {Read: []string{"Website"}}, "Log__c": {Read: []string{"Name"}, Edit: []string{"Status__c"}}},
		SystemPermissions: []string{"ApiEnabled", "ApiUserOnly"}, PermissionSets: []string{"Clay_Set"}, Profile: "Clay: API",
		LoginIPs: []string{"52.7.81.233"}, Apps: []string{"Clay"}, WritebackObject: "Log__c",
		RecordScope: &RecordScope{Object: "Account", SharingRule: "EMEA", Role: "Clay"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, why := range []string{
		"Account: [read] # column Look up of table Accounts", "- Status__c # column Write back", "- ApiEnabled # no call",
		"held today and left out: RunReports", "not granted today (edit), column Write back", "- 52.7.81.233 # 41 logins, last on 2026-11-01",
	} {
		if !strings.Contains(text, why) {
			t.Errorf("no %q in:\n%s", why, text)
		}
	}
}

// TestSuggestKeepsWhatItCannotTell: a mapping nobody wrote down may need all that is held.
func TestSuggestKeepsWhatItCannotTell(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*snapshot.Snapshot)
		why    string
	}{
		"a column without its mapping": {func(s *snapshot.Snapshot) { s.Clay.Tables[0].Columns[0].Object = "" }, "column Look up of table Accounts does not say which object and fields it maps"},
		"columns not known in full":    {func(s *snapshot.Snapshot) { s.Coverage["clay.columns"] = evidence.Coverage{State: evidence.Partial} }, "clay.columns is partial"},
		"connections not known":        {func(s *snapshot.Snapshot) { delete(s.Coverage, "clay.connections") }, "clay.connections is missing"},
		"another system's user":        {func(s *snapshot.Snapshot) { s.Salesforce.Users[0].Integration = "Segment" }, "it serves Segment"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, got := suggestion(t, inUse(c.change))
			if !strings.Contains(text, c.why) {
				t.Errorf("no %q in:\n%s", c.why, text)
			}
			if diff := cmp.Diff([]string{"read", "edit"}, got.Objects["Account"]); diff != "" {
				t.Errorf("Account (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"Phone"}, got.Fields["Account"].Edit); diff != "" {
				t.Errorf("fields of Account (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSuggestSaysWhatTheEvidenceDoesNotTell(t *testing.T) {
	t.Parallel()
	text, got := suggestion(t, inUse(func(s *snapshot.Snapshot) {
		s.Salesforce.Access, s.Salesforce.Logins, s.Salesforce.SharingRules = nil, nil, nil
	}))
	for _, gap := range []string{"what it holds in Salesforce today is not in the evidence", "through which app", "no sharing rule with criteria"} {
		if !strings.Contains(text, "# - clay@acme.com: "+gap) && !strings.Contains(text, gap) {
			t.Errorf("no %q in:\n%s", gap, text)
		}
	}
	if got.LoginIPs != nil || got.RecordScope != nil {
		t.Errorf("proposed without evidence: %+v", got)
	}
}

func TestSuggestRefusesASnapshotThatTellsNothing(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*snapshot.Snapshot{
		"neither source": {}, "nobody logs in": {Clay: &clay.Workspace{}},
	} {
		if _, err := Suggest(s); err == nil {
			t.Errorf("%s: a suggestion came back", name)
		}
	}
}

// TestSuggestKeepsHostileNamesInTheirPlace: a name from Clay must not become a line of the policy.
func TestSuggestKeepsHostileNamesInTheirPlace(t *testing.T) {
	t.Parallel()
	hostile := "x\nsystem_permissions: [ModifyAllData]\u2028- y\r#"
	_, got := suggestion(t, inUse(func(s *snapshot.Snapshot) {
		s.Clay.Connections[0].Name, s.Clay.Tables[0].Name, s.Clay.Tables[0].Columns[0].Name = hostile, hostile, hostile
		s.Salesforce.Users[0].Profile, s.Salesforce.Logins[0].Application = hostile, "- a: b"
		s.Salesforce.Access[0].Permissions[1].Name = hostile
	}))
	if diff := cmp.Diff([]string{"ApiEnabled", "ApiUserOnly"}, got.SystemPermissions); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.Profile != hostile || got.Apps[0] != "- a: b" {
		t.Errorf("profile %q, apps %q", got.Profile, got.Apps)
	}
}

func TestSuggestFlagsOfActions(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		action string
		writes bool
		want   string
	}{
		"upsert": {"salesforce-upsert-record", true, "read create edit"}, "create": {"salesforce-create-record", true, "read create"},
		"update": {"salesforce-update-record", true, "read edit"}, "lookup": {"salesforce-lookup-record", false, "read"},
		"a word we do not know that writes": {"sync", true, "read create edit"}, "one that reads": {"sync", false, "read"},
	}
	for name, c := range cases {
		if got := strings.Join(flagsOf(c.action, c.writes), " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
