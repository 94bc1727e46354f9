package fakeorg

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// ask runs a query and returns the records as "value|value" lines.
func ask(s *Server, api, soql string) ([]string, error) {
	q, err := parseSOQL(soql)
	if err != nil {
		return nil, err
	}
	f, err := s.view(s.opts.Scanner, 63, api).run(q)
	if err != nil {
		return nil, err
	}
	if q.count {
		return []string{fmt.Sprint(f.n)}, nil
	}
	lines := []string{}
	for i := range f.n {
		var values []string
		for k, p := range f.paths {
			if f.groups != nil {
				values = append(values, fmt.Sprint(f.groups[i][k]))
				continue
			}
			values = append(values, fmt.Sprint(s.view(s.opts.Scanner, 63, api).value(f.row(i), p)))
		}
		lines = append(lines, strings.Join(values, "|"))
	}
	return lines, nil
}

// small is an org with a bit of everything.
func small() *salesforce.Org {
	yes, no, days := true, false, int64(30)
	return &salesforce.Org{
		Users: []salesforce.User{
			{Username: "clay@acme.com", Name: "Clay Integration", Email: "ops@acme.com", Profile: "Admin", Role: "Sales", Active: &yes, Frozen: &no,
				PermissionSetLicenses: []string{"SalesforceAPIIntegrationPsl"}},
			{Username: "old@acme.com", Name: "Old Hand", Profile: "Acme Sales", Active: &no},
		},
		PermissionSets: []salesforce.PermissionSet{
			{Name: "Admin", Kind: salesforce.KindProfile, License: "Salesforce", Custom: &no, Permissions: []string{"ApiEnabled"},
				LoginIPRanges: []salesforce.IPRange{{Start: "52.7.81.233", End: "52.7.81.233"}}, LoginHours: &yes},
			{Name: "Acme Sales", Kind: salesforce.KindProfile, License: "Salesforce", Custom: &yes, Objects: map[string][]string{"Account": {"read"}}},
			{Name: "Clay_Read", Kind: salesforce.KindSet, Label: "Clay Read", Permissions: []string{"ApiEnabled", "RunReports"},
				Objects: map[string][]string{"Account": {"read", "edit"}, "Lead": {"read", "view_all_fields"}},
				Fields:  map[string]map[string]string{"Account": {"Website": "r", "Clay_Status__c": "rw"}},
				Setup: map[string][]string{"apex_class": {"ns__Sync"}, "custom_permission": {"Export"}, "app": {"standard__Sales"}, "flow": {"Score"},
					"custom_metadata_type": {"Setting__mdt"}}},
			{Name: "ns__Packaged", Kind: salesforce.KindSet, License: "Salesforce API Integration", SessionActivation: true},
			{Name: "Less", Kind: salesforce.KindMuting, Permissions: []string{"RunReports"}, Objects: map[string][]string{"Account": {"edit"}},
				Fields: map[string]map[string]string{"Account": {"Website": "r", "Clay_Status__c": "w"}}},
		},
		Groups: []salesforce.Group{{Name: "Clay_Group", Label: "Clay", Sets: []string{"Clay_Read"}, MutingSets: []string{"Less"}, Status: "Updated"}},
		Assignments: []salesforce.Assignment{
			{User: "clay@acme.com", Set: "Clay_Read", ExpiresAt: "2026-12-31T00:00:00Z"}, {User: "clay@acme.com", Group: "Clay_Group"},
			{User: "clay@acme.com", Set: "Not_There"},
		},
		Objects: []salesforce.Object{
			{Name: "Account", SharingModel: "Private", ExternalSharing: "Private", Fields: []salesforce.Field{
				{Name: "Region__c", Type: "Text"}, {Name: "Code__c", Type: "Text", Required: &yes, Permissionable: &no}}},
			{Name: "Lead", SharingModel: "ReadWrite", Fields: []salesforce.Field{{Name: "Score__c", Type: "Number", Formula: &yes}}},
		},
		SharingRules: []salesforce.SharingRule{{Object: "Account", Name: "EMEA", Kind: "criteria", Access: "Read", AllOwned: &yes, ContactAccess: "Edit",
			SharedTo: []salesforce.Principal{{Kind: "role", Name: "Sales"}}, Criteria: []salesforce.Criterion{{Field: "Region__c", Operation: "equals", Value: "EMEA & more"}}}},
		Settings: salesforce.Settings{NetworkAccess: []salesforce.IPRange{{Start: "10.0.0.1", End: "10.0.0.9"}}, EnforceIPEveryRequest: &yes, APIAccessControl: &no},
		Apps: []salesforce.App{
			{Name: "Clay", Label: "Clay", Kind: "connected_app", AdminApproved: &yes, IPRelaxation: "enforce", RefreshToken: "specific_lifetime:30:days",
				RefreshDays: &days, Scopes: []string{"Api"}},
			{Name: "Clay_ECA", Label: "Clay ECA", Kind: "external_client_app", AdminApproved: &yes, IPRelaxation: "enforce", RefreshToken: "specific_lifetime", RefreshDays: &days},
		},
		Roles:        []salesforce.Role{{Name: "CEO", Label: "Chief"}, {Name: "Sales", Label: "Sales", Parent: "CEO"}},
		PublicGroups: []salesforce.PublicGroup{{Name: "EMEA", Members: []salesforce.Principal{{Kind: "role", Name: "Sales"}, {Kind: "user", Name: "clay@acme.com"}}, Bosses: &yes}},
		Tokens:       []salesforce.Token{{ID: "t1", User: "clay@acme.com", App: "Clay", CreatedAt: "2026-10-01T00:00:00Z"}},
		Logins: []salesforce.Login{{User: "clay@acme.com", SourceIP: "52.7.81.233", Type: "Remote Access 2.0", Application: "Clay", Status: "Success", Count: 3,
			First: "2026-10-01T00:00:00Z", Last: "2026-11-01T00:00:00Z"},
			{User: "clay@acme.com", SourceIP: "9.9.9.9", Status: "Success", Count: 1, First: "2025-01-01T00:00:00Z", Last: "2025-01-01T00:00:00Z"}},
	}
}

func TestQueriesAreAnswered(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{})
	clay, group := s.ID("User", "Username", "clay@acme.com"), s.ID("PermissionSetGroup", "DeveloperName", "Clay_Group")
	set := s.ID("PermissionSet", "Name", "Clay_Read")
	for _, c := range []struct {
		soql string
		want []string
	}{
		{"SELECT Name FROM PermissionSet WHERE Type = 'regular' ORDER BY Name", []string{"Clay_Read"}},
		{"SELECT Name, NamespacePrefix, License.Name FROM PermissionSet WHERE Type = 'Session'", []string{"Packaged|ns|Salesforce API Integration"}},
		{"select profile.name from permissionset where isownedbyprofile = true order by profile.name desc", []string{"System Administrator", "Leastwise Scanner", "Acme Sales"}},
		{"SELECT Profile.UserLicense.Name FROM User WHERE Username = 'CLAY@acme.com'", []string{"Salesforce"}},
		{"SELECT Name, Profile.Name FROM PermissionSet WHERE Profile.Name != null AND Profile.Name LIKE '%sales'", nil},
		{"SELECT COUNT() FROM PermissionSet", []string{"6"}},
		{"SELECT COUNT(Id) FROM PermissionSet", []string{"6"}},
		{"SELECT PermissionsRunReports FROM PermissionSet WHERE PermissionSetGroupId = '" + group + "'", []string{"false"}},
		{"SELECT Name FROM PermissionSet WHERE PermissionsRunReports = true", []string{"Clay_Read"}},
		{"SELECT PermissionsRead, PermissionsEdit FROM ObjectPermissions WHERE SobjectType = 'Account' AND ParentId IN (SELECT Id FROM PermissionSet WHERE Type = 'Group')", []string{"true|false"}},
		{"SELECT SobjectType, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions WHERE Parent.Type = 'Group' AND SobjectType = 'Account'", []string{"Account|Account.Clay_Status__c|true|false"}},
		{"SELECT SobjectType, Field, PermissionsRead FROM FieldPermissions WHERE ParentId = '" + set + "' AND SobjectType = 'Lead'", []string{"Lead|Lead.Score__c|true"}},
		{"SELECT SetupEntityType FROM SetupEntityAccess WHERE ParentId IN ('" + set[:15] + "') ORDER BY SetupEntityType", []string{"ApexClass", "CustomEntityDefinition", "CustomPermission", "FlowDefinition", "TabSet"}},
		{"SELECT PermissionSetId, ExpirationDate FROM PermissionSetAssignment WHERE AssigneeId = '" + clay + "' AND ExpirationDate != NULL", []string{set + "|2026-12-31 00:00:00 +0000 UTC"}},
		{"SELECT COUNT() FROM PermissionSetAssignment WHERE ExpirationDate < 2027-01-01T00:00:00Z", []string{"1"}},
		{"SELECT COUNT() FROM LoginHistory WHERE LoginTime = LAST_N_DAYS:90", []string{"3"}},
		{"SELECT COUNT() FROM LoginHistory WHERE NOT(LoginTime >= LAST_N_DAYS:90)", []string{"1"}},
		{"SELECT SourceIp, COUNT(Id) n, MAX(LoginTime) FROM LoginHistory GROUP BY SourceIp LIMIT 1", nil},
		{"SELECT UserOrGroupId FROM GroupMember WHERE Group.DeveloperName = 'EMEA' AND UserOrGroupId = '" + clay + "'", []string{clay}},
		{"SELECT DeveloperName, ParentRole.DeveloperName FROM UserRole WHERE ParentRoleId != null", []string{"Sales|CEO"}},
		{"SELECT QualifiedApiName, InternalSharingModel FROM EntityDefinition WHERE QualifiedApiName IN ('Account','Lead') ORDER BY QualifiedApiName LIMIT 1", []string{"Account|Private", "Lead|ReadWrite"}},
		{"SELECT Username FROM User WHERE (IsActive = true OR Username = 'none') AND UserType = 'Standard' ORDER BY Username LIMIT 1 OFFSET 1", []string{"scanner@fakeorg.example"}},
		{"SELECT Field, SobjectType, PermissionsRead, PermissionsEdit FROM FieldPermissions WHERE ParentId = '" + s.ID("MutingPermissionSet", "DeveloperName", "Less") + "' ORDER BY Field",
			[]string{"Account.Clay_Status__c|Account|false|true", "Account.Website|Account|true|true"}},
		{"SELECT COUNT() FROM PermissionSetAssignment WHERE Assignee.Username = 'clay@acme.com'", []string{"3"}}, // the profile, a set and a group, not what is not there
		{"SELECT Username, UserRole.Name FROM User ORDER BY UserRole.Name NULLS LAST, Username LIMIT 2", []string{"clay@acme.com|Sales", "old@acme.com|<nil>"}},
		{"SELECT Username, UserRole.Name FROM User ORDER BY UserRole.Name DESC, Username DESC", []string{"scanner@fakeorg.example|<nil>", "old@acme.com|<nil>", "clay@acme.com|Sales"}},
		{"SELECT AppName, AppMenuItem.IsUsingAdminAuthorization FROM OauthToken", []string{"Clay|true"}},
	} {
		got, err := ask(s, "R", c.soql)
		if err != nil {
			t.Errorf("%s: %v", c.soql, err)
			continue
		}
		if c.want == nil {
			if len(got) != 1 {
				t.Errorf("%s: got %d records, want 1: %v", c.soql, len(got), got)
			}
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.soql, diff)
		}
	}
}

func TestQueriesAreRefusedAsSalesforceDoes(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{})
	for _, c := range []struct{ api, soql, code, message string }{
		{"R", "SELECT Id FROM Nothing", "INVALID_TYPE", "ERROR at Row:1:Column:16\nsObject type 'Nothing' is not supported."},
		{"R", "SELECT Nope FROM User", "INVALID_FIELD", "ERROR at Row:1:Column:8\nNo such column 'Nope' on entity 'User'."},
		{"R", "SELECT Id FROM User WHERE Nope.Name = 'x'", "INVALID_FIELD", "Didn't understand relationship 'Nope' in field path."},
		{"R", "SELECT Id FORM User", "MALFORMED_QUERY", "unexpected token: 'FORM'"},
		{"R", "SELECT Id FROM User WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", "MALFORMED_QUERY", "unexpected token: 'OR'"},
		{"R", "SELECT Id FROM User WHERE Name = ", "MALFORMED_QUERY", "unexpected token"},
		{"R", "SELECT Id FROM User WHERE Name = \"x\"", "MALFORMED_QUERY", "no viable alternative"},
		{"R", "SELECT Id, Id FROM User", "INVALID_FIELD", "duplicate field selected: Id"},
		{"R", "SELECT Id FROM User WHERE IsActive = 'true'", "INVALID_FIELD", "must be of type boolean and should not be enclosed in quotes"},
		{"R", "SELECT Id FROM User WHERE Id = 'x'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: x"},
		{"R", "SELECT Id FROM LoginHistory WHERE Application = 'Clay'", "INVALID_FIELD", "field 'Application' can not be filtered in a query call"},
		{"R", "SELECT COUNT() FROM EntityDefinition", "MALFORMED_QUERY", "COUNT and GROUP BY are not supported"},
		{"R", "SELECT Id FROM EntityDefinition WHERE DurableId = 'a' OR DurableId = 'b'", "MALFORMED_QUERY", "Disjunctions not supported"},
		{"R", "SELECT Id FROM FieldDefinition", "MALFORMED_QUERY", "reified columns"},
		{"R", "SELECT Field FROM FieldPermissions", "INVALID_FIELD", "both SobjectType and Field must be selected"},
		{"R", "SELECT Id FROM SecurityHealthCheck", "INVALID_TYPE", "is not supported"},
		{"R", "SELECT Metadata FROM Profile", "INVALID_FIELD", "No such column 'Metadata'"},
		{"R", "SELECT IsRevoked FROM PermissionSetAssignment", "INVALID_FIELD", "No such column 'IsRevoked'"},
		{"R", "SELECT Name, COUNT(Id) FROM User GROUP BY ProfileId", "MALFORMED_QUERY", "Field must be grouped or aggregated: Name"},
		{"R", "SELECT Id FROM User OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"},
		{"T", "SELECT Name, Metadata FROM Profile", "MALFORMED_QUERY", "no more than one row for retrieval. Result size: 3"},
		{"T", "SELECT Id FROM LoginHistory", "INVALID_TYPE", "is not supported"},
		{"B", "SELECT COUNT() FROM User", "FEATURENOTENABLED", "not supported in Bulk Query"},
	} {
		_, err := ask(s, c.api, c.soql)
		var e *soqlError
		if !errors.As(err, &e) || e.code != c.code || !strings.Contains(e.message, c.message) {
			t.Errorf("%s: got %v, want %s: ...%s", c.soql, err, c.code, c.message)
		}
	}
}

func TestColumnsFollowTheVersionAndTheOrg(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{IsRevoked: true, Columns: []string{"ApiEnabled"}})
	for _, c := range []struct {
		version int
		soql    string
		known   bool
	}{
		{63, "SELECT PermissionsViewAllFields FROM ObjectPermissions", true},
		{62, "SELECT PermissionsViewAllFields FROM ObjectPermissions", false},
		{57, "SELECT IsRevoked FROM PermissionSetAssignment", true},
		{56, "SELECT IsRevoked FROM PermissionSetAssignment", false},
		{51, "SELECT IsActive FROM PermissionSetAssignment", false},
		{63, "SELECT PermissionsApiEnabled FROM PermissionSet", true},
		{63, "SELECT PermissionsRunReports FROM PermissionSet", false},
	} {
		q, err := parseSOQL(c.soql)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.view(s.opts.Scanner, c.version, "R").run(q); (err == nil) != c.known {
			t.Errorf("v%d %s: got %v, want known %t", c.version, c.soql, err, c.known)
		}
	}
}

// TestGrantsDecideWhatIsSeen takes one permission of the running user away after the other.
func TestGrantsDecideWhatIsSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ without, api, soql, want string }{
		{"CustomizeApplication", "R", "SELECT COUNT() FROM OauthToken", "0"},
		{"MonitorLoginHistory ManageUsers", "R", "SELECT COUNT() FROM LoginHistory", "0"},
		{"ManageUsers", "R", "SELECT COUNT() FROM UserLogin", "INVALID_TYPE"},
		{"ViewSetup", "R", "SELECT COUNT() FROM PermissionSet", "INVALID_TYPE"},
		{"ViewSetup", "R", "SELECT COUNT() FROM FieldPermissions", "0"},
		{"ViewRoles", "R", "SELECT COUNT() FROM UserRole", "INVALID_TYPE"},
		{"ViewRoles", "R", "SELECT UserRole.Name FROM User", "INVALID_FIELD"},
		{"ViewHealthCheck", "T", "SELECT COUNT() FROM SecurityHealthCheck", "INVALID_TYPE"},
	} {
		grants := []string{}
		for _, name := range allGrants() {
			if !strings.Contains(" "+c.without+" ", " "+name+" ") {
				grants = append(grants, name)
			}
		}
		got, err := ask(Start(t, small(), Options{Grants: grants}), c.api, c.soql)
		var e *soqlError
		if errors.As(err, &e) {
			got = []string{e.code}
		}
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("without %s, %s: got %v, want %s", c.without, c.soql, got, c.want)
		}
	}
}

// FuzzSOQL: whatever is asked, the engine answers or refuses; it does not break.
func FuzzSOQL(f *testing.F) {
	s := newServer(small(), Options{})
	for _, soql := range []string{
		"SELECT Id, Profile.Name FROM User WHERE (Name LIKE 'a%' AND NOT IsActive = true) ORDER BY Name DESC NULLS LAST LIMIT 3 OFFSET 1",
		"SELECT UserId, COUNT(Id) FROM LoginHistory WHERE LoginTime > LAST_N_DAYS:90 GROUP BY UserId", "SELECT COUNT() FROM User WHERE Id IN ('005','x\\'')",
	} {
		f.Add(soql)
	}
	f.Fuzz(func(t *testing.T, soql string) {
		for _, api := range []string{"R", "T", "B"} {
			if _, err := ask(s, api, soql); err != nil {
				var e *soqlError
				if !errors.As(err, &e) {
					t.Errorf("%q: %v is no refusal", soql, err)
				}
			}
		}
	})
}

// TestTheOrgCutsShortInSilence has more of everything than one answer holds.
func TestTheOrgCutsShortInSilence(t *testing.T) {
	t.Parallel()
	o := small()
	for i := range 2100 {
		o.Objects = append(o.Objects, salesforce.Object{Name: fmt.Sprintf("Object%04d__c", i), SharingModel: "Private"})
		o.Logins = append(o.Logins, salesforce.Login{User: "clay@acme.com", SourceIP: fmt.Sprintf("10.0.%d.%d", i/250, i%250), Count: 1, First: "2026-10-01T00:00:00Z", Last: "2026-10-01T00:00:00Z"})
	}
	s := Start(t, o, Options{})
	first, err := ask(s, "R", "SELECT DurableId FROM EntityDefinition ORDER BY DurableId LIMIT 5")
	if err != nil || len(first) != 2000 {
		t.Fatalf("got %d objects, want 2000: LIMIT is not looked at, and there are no further pages: %v", len(first), err)
	}
	rest, err := ask(s, "R", "SELECT DurableId FROM EntityDefinition WHERE DurableId > '"+first[1999]+"' ORDER BY DurableId")
	if err != nil || len(first)+len(rest) != s.Rows("EntityDefinition") {
		t.Errorf("the key leads to %d more, the org has %d: %v", len(rest), s.Rows("EntityDefinition"), err)
	}
	_, err = ask(s, "R", "SELECT SourceIp, COUNT(Id) FROM LoginHistory GROUP BY SourceIp")
	var e *soqlError
	if !errors.As(err, &e) || e.code != "EXCEEDED_ID_LIMIT" {
		t.Errorf("2,102 groups give %v", err)
	}
}

func TestIDsEndWithTheirCheck(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"001D000000IRFmaIAH", "000000000000000AAA"} { // as Salesforce writes them
		if got := withCheck(id[:15]); got != id {
			t.Errorf("got %s, want %s", got, id)
		}
	}
}
