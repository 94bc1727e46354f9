package salesforce

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func openSections(s evidence.Sections) map[string]string {
	open := map[string]string{}
	for name, c := range s {
		if c.State != evidence.Complete {
			open[strings.TrimPrefix(name, "salesforce.")] = string(c.State) + ": " + c.Reason
		}
	}
	return open
}

func TestLiveReadsAnOrgInFull(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	o, sections, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{}, openSections(sections)); diff != "" {
		t.Errorf("sections that are not complete:\n%s", diff)
	}
	if len(sections) != len(Sections) {
		t.Errorf("%d sections have a coverage, want %d", len(sections), len(Sections))
	}
	yes, no := true, false
	bare := cmpopts.IgnoreTypes(evidence.Location{})
	asked := cmpopts.IgnoreFields(PermissionSet{}, "Unavailable")
	set := func(name, kind string, change func(*PermissionSet)) PermissionSet {
		s := newSet(kind, evidence.Location{})
		s.Name = name
		change(&s)
		return s
	}
	want := []PermissionSet{
		set("Account_Read", KindSet, func(s *PermissionSet) {
			s.Label, s.Permissions, s.Objects["Account"] = "Account_Read", []string{"ExportReport"}, []string{"read", "edit"}
			s.Fields["Account"] = map[string]string{"Website": "rw", "Region__c": "r"}
		}),
		set("Clay Integration", KindProfile, func(s *PermissionSet) {
			s.License, s.Custom, s.Permissions, s.LoginHours = "Salesforce Integration", &yes, []string{"ApiEnabled"}, &no
			s.LoginIPRanges = []IPRange{{Start: "52.7.81.233", End: "52.7.81.233"}}
		}),
		set("Scanner", KindProfile, func(s *PermissionSet) {
			s.License, s.Custom, s.LoginHours = "Salesforce", &yes, &no
			s.Permissions = []string{"ApiEnabled", "CustomizeApplication", "ManageUsers", "ViewRoles", "ViewSetup"}
		}),
		set("Steward_Muting", KindMuting, func(s *PermissionSet) {
			s.Label, s.Permissions, s.Objects["Account"] = "Muting", []string{"ExportReport"}, []string{"edit"}
			s.Fields["Account"] = map[string]string{"Website": "w", "Region__c": "r"}
		}),
		set("clay__Sync", KindSet, func(s *PermissionSet) {
			s.Label, s.Setup = "Sync", map[string][]string{"apex_class": {"clay__Sync"}, "external_credential": {"0qq1"}}
		}),
	}
	if diff := cmp.Diff(want, o.PermissionSets, bare, asked); diff != "" {
		t.Errorf("permission sets:\n%s", diff)
	}
	if diff := cmp.Diff([]Group{{Name: "Steward", Label: "Data steward", Sets: []string{"Account_Read"}, MutingSets: []string{"Steward_Muting"}, Status: "Updated"}}, o.Groups, bare); diff != "" {
		t.Errorf("groups:\n%s", diff)
	}
	if diff := cmp.Diff([]Assignment{
		{User: "clay@acme.com", Group: "Steward", Active: &yes}, {User: "clay@acme.com", Set: "clay__Sync", Active: &yes, ExpiresAt: "2027-01-31T00:00:00Z"},
	}, o.Assignments, bare); diff != "" {
		t.Errorf("assignments:\n%s", diff)
	}
	if got := o.Users[0]; got.Username != "clay@acme.com" || got.Role != "Leaf" || got.Frozen == nil || *got.Frozen || !slices.Equal(got.PermissionSetLicenses, []string{"SalesforceAPIIntegrationPsl"}) {
		t.Errorf("user: %+v", got)
	}
	if diff := cmp.Diff([]Role{{Name: "CEO", Label: "CEO"}, {Name: "Leaf", Label: "Leaf", Parent: "CEO"}}, o.Roles, bare); diff != "" {
		t.Errorf("roles:\n%s", diff)
	}
	if diff := cmp.Diff([]PublicGroup{{Name: "EMEA", Bosses: &yes, Members: []Principal{{"role", "Leaf"}, {"user", "clay@acme.com"}}}}, o.PublicGroups, bare); diff != "" {
		t.Errorf("public groups:\n%s", diff)
	}
	if diff := cmp.Diff([]Login{{User: "clay@acme.com", SourceIP: "52.7.81.233", Type: "Remote Access 2.0", Application: "Clay", Status: "Success", Count: 3,
		First: "2026-11-01T00:00:00Z", Last: "2026-11-03T00:00:00Z"}}, o.Logins, bare); diff != "" {
		t.Errorf("logins:\n%s", diff)
	}
	names := []string{}
	for _, app := range o.Apps {
		names = append(names, app.Kind+" "+app.Name+" "+app.IPRelaxation+" "+fmt.Sprint(*app.Serves))
	}
	if diff := cmp.Diff([]string{"connected_app Clay  true", "external_client_app Eca enforce false", "connected_app Local  false"}, names); diff != "" {
		t.Errorf("apps:\n%s", diff)
	}
	if len(o.Tokens) != 3 || *o.Tokens[0].UseCount != 7 || len(o.SharingRules) != 1 || o.SharingRules[0].Name != "Clay_EMEA" ||
		o.Settings.APIAccessControl == nil || len(o.Settings.NetworkAccess) != 1 || o.HealthScore == nil || *o.HealthScore != 83 {
		t.Errorf("tokens, rules, settings, health: %+v %+v %+v %v", o.Tokens, o.SharingRules, o.Settings, o.HealthScore)
	}
	if len(o.Objects) != 2 || len(o.Objects[0].Fields) != 4 || o.Objects[0].Fields[0].Type != "AutoNumber" || o.Objects[0].SharingModel != "Private" {
		t.Errorf("objects: %+v", o.Objects)
	}
}

func TestLiveAppsMayServeWhomTheOrgDidNotShowInWhole(t *testing.T) {
	t.Parallel()
	refused := func(o *smallOrg) {
		o.fault = func(w http.ResponseWriter, _ *http.Request, what string, _ int) bool {
			if what == "OauthToken" {
				o.refuse(w, http.StatusForbidden, "INSUFFICIENT_ACCESS", "no access")
			}
			return what == "OauthToken"
		}
	}
	for name, test := range map[string]struct {
		change func(*smallOrg)
		want   string
	}{
		"shown in whole":      {func(*smallOrg) {}, "no"},
		"a set was not read":  {func(o *smallOrg) { o.rows["PermissionSetAssignment"][2]["PermissionSetId"] = "0PS00000000000000X" }, "yes"},
		"a user is not shown": {func(o *smallOrg) { o.rows["User"] = o.rows["User"][:1] }, "yes"},
		"tokens are refused":  {refused, "nobody knows"},
		"tokens of a few": {func(o *smallOrg) {
			for i := range maxTokens {
				o.rows["OauthToken"] = append(o.rows["OauthToken"], map[string]any{"Id": fmt.Sprint("0CQ9", i), "UserId": "005000000000000002", "AppName": "Other"})
			}
			o.pageRows = 5000
		}, "no"},
		"tokens are refused, and only some are admitted": {func(o *smallOrg) {
			refused(o)
			o.metadata["ConnectedApp"]["Other"] += `<oauthConfig><isAdminApproved>true</isAdminApproved></oauthConfig>`
		}, "no"},
		"tokens are refused, and it is admitted": {func(o *smallOrg) {
			refused(o)
			o.metadata["ConnectedApp"]["Other"] = `<permissionSetName>Sync</permissionSetName>`
		}, "yes"},
		"a set opens it": {func(o *smallOrg) {
			o.rows["ConnectedApplication"] = append(o.rows["ConnectedApplication"], map[string]any{"Id": "0H42", "Name": "Other", "OptionsAllowAdminApprovedUsersOnly": true})
			o.rows["SetupEntityAccess"] = append(o.rows["SetupEntityAccess"],
				map[string]any{"Id": "0J03", "ParentId": "0PS000000000000005", "SetupEntityId": "0H42", "SetupEntityType": "ConnectedApplication"})
		}, "yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			small := newSmallOrg(t)
			small.metadata["ConnectedApp"] = map[string]string{"Other": `<permissionSetName>Others</permissionSetName>`}
			test.change(small)
			o, _, err := small.live(small.config())
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(o.Apps, func(a App) bool { return a.Name == "Other" })
			got := "nobody knows"
			if serves := o.Apps[i].Serves; serves != nil {
				got = map[bool]string{true: "yes", false: "no"}[*serves]
			}
			if got != test.want {
				t.Errorf("serves the integration user: %s, want %s", got, test.want)
			}
		})
	}
}

// The documented types of setup entity that open no records take nothing down, and stand by the
// name that a policy can approve, or by their id.
func TestLiveReadsSetupEntitiesOfEveryDocumentedType(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	grant := func(kind, id string) {
		small.rows["SetupEntityAccess"] = append(small.rows["SetupEntityAccess"],
			map[string]any{"Id": "0J" + id, "ParentId": "0PS000000000000005", "SetupEntityId": id, "SetupEntityType": kind})
	}
	for kind, id := range map[string]string{
		"ApexPage": "066", "CustomPermission": "0CP", "TabSet": "02u", "FlowDefinition": "300", "CustomEntityDefinition": "01I", "ExternalCredentialParameter": "0pr",
		"ExternalClientApplication": "0xI", "BotDefinition": "0Xx", "ConnectedApplication": "0H4", "MessagingChannel": "0Mj", "OrgWideEmailAddress": "0D2",
		"ServicePresenceStatus": "0N5", "EmailRoutingAddress": "093", "ServiceProvider": "0sp", "StandardInvocableActionType": "Email.send",
	} {
		grant(kind, id)
	}
	small.rows["ExternalClientApplication"] = []map[string]any{{"Id": "0xI", "DeveloperName": "Eca"}}
	small.rows["BotDefinition"] = []map[string]any{{"Id": "0Xx", "DeveloperName": "Concierge"}}
	o, sections, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{}, openSections(sections)); diff != "" {
		t.Errorf("sections that are not complete:\n%s", diff)
	}
	got := map[string]string{}
	for _, row := range o.Access[0].Setup {
		got[row.Kind] = row.Name
	}
	for kind, want := range map[string]string{
		"external_client_app": "Eca", "agent": "Concierge", "connected_app": "0H4", "messaging_channel": "0Mj", "org_wide_email_address": "0D2",
		"service_presence_status": "0N5", "email_routing_address": "093", "service_provider": "0sp", "standard_invocable_action": "Email.send",
	} {
		if got[kind] != want {
			t.Errorf("%s: got %q, want %q", kind, got[kind], want)
		}
	}
	if len(got) != 16 {
		t.Errorf("got %d kinds: %v", len(got), got)
	}
}

// What nobody knows is a gap of what it touches: of the access only where the user holds it.
func TestLiveUnknownSetupTypeIsAGapOfWhatHasIt(t *testing.T) {
	t.Parallel()
	for parent, want := range map[string][]string{
		"0PS000000000000001": {"access", "profiles"}, "0PS000000000000002": {"profiles"}, "0PS000000000000003": {"access", "permission_sets"}, "0PS000000000000006": {"permission_sets"},
	} {
		small := newSmallOrg(t)
		unused := maps.Clone(small.rows["PermissionSet"][2])
		unused["Id"], unused["Name"] = "0PS000000000000006", "Unused"
		small.rows["PermissionSet"] = append(small.rows["PermissionSet"], unused)
		small.rows["SetupEntityAccess"] = append(small.rows["SetupEntityAccess"],
			map[string]any{"Id": "0J09", "ParentId": parent, "SetupEntityId": "0zz", "SetupEntityType": "Novelty"})
		_, sections, err := small.live(small.config())
		if err != nil {
			t.Fatal(err)
		}
		open := openSections(sections)
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(open))); diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", parent, open, diff)
		}
	}
}

// The app by which the scanner comes in is not more than it needs.
func TestLiveScannerMayBeAdmittedToAnApp(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	for kind, id := range map[string]string{"ExternalClientApplication": "0xI", "ConnectedApplication": "0H4", "ApexClass": "01p1"} {
		small.rows["SetupEntityAccess"] = append(small.rows["SetupEntityAccess"],
			map[string]any{"Id": "0J" + id, "ParentId": "0PS000000000000002", "SetupEntityId": id, "SetupEntityType": kind})
	}
	o, _, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"setup:apex_class:clay__Sync"}, o.Scanner.Excess); diff != "" {
		t.Error(diff)
	}
}

func TestLiveMutingTakesAwayFromTheGroup(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	o, _, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	access := o.Access[0]
	var got []string
	for _, p := range access.Permissions {
		got = append(got, p.Name)
	}
	for _, row := range access.Objects {
		got = append(got, row.Object+" "+strings.Join(row.Access, "+"))
	}
	for _, row := range access.Fields {
		if !row.Always {
			got = append(got, row.Object+"."+row.Field+" "+row.Access)
		}
	}
	if diff := cmp.Diff([]string{"ApiEnabled", "Account read", "Account.Website r"}, got); diff != "" || !access.Complete {
		t.Errorf("access (complete %v %s):\n%s", access.Complete, access.Reason, diff)
	}
}

func TestLiveInventoriesItsOwnUser(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	small.rows["PermissionSet"][1]["PermissionsViewAllData"] = true
	o, _, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	want := &Scanner{
		Username: "scanner@acme.com", Permissions: []string{"ApiEnabled", "CustomizeApplication", "ManageUsers", "ViewAllData", "ViewRoles", "ViewSetup"},
		Missing: []string{"ModifyMetadata", "ViewHealthCheck"}, Excess: []string{"permission:ViewAllData"},
	}
	if diff := cmp.Diff(want, o.Scanner); diff != "" {
		t.Error(diff)
	}
}

func TestLiveNamesWhatMetadataNames(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	small.rows["PermissionSet"][1]["Profile"] = map[string]any{"Name": "System Administrator"}
	small.rows["User"][1]["Profile"].(map[string]any)["Name"] = "System Administrator"
	small.rows["Profile"][1]["Metadata"] = map[string]any{"custom": false}
	small.rows["SetupEntityAccess"] = append(small.rows["SetupEntityAccess"],
		map[string]any{"Id": "0J03", "ParentId": "0PS000000000000005", "SetupEntityId": "01I000000000001AAA", "SetupEntityType": "CustomEntityDefinition"},
		map[string]any{"Id": "0J04", "ParentId": "0PS000000000000005", "SetupEntityId": "01I000000000002AAA", "SetupEntityType": "CustomEntityDefinition"})
	for id, name := range map[string]string{"01I000000000001": "Rule__mdt", "01I000000000002": "Setting__c"} {
		small.rows["EntityDefinition"] = append(small.rows["EntityDefinition"], map[string]any{"DurableId": id, "QualifiedApiName": name})
	}
	small.metadata["SharingRules"]["Account"] = `<sharingOwnerRules><fullName>A</fullName><accessLevel>Read</accessLevel>` +
		`<sharedTo><group>pkg__emea</group><role>leaf</role></sharedTo></sharingOwnerRules>`
	o, sections, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Principal{{"group", "EMEA"}, {"role", "Leaf"}}, o.SharingRules[0].SharedTo); diff != "" {
		t.Error(diff)
	}
	names := []string{}
	for _, set := range o.PermissionSets {
		names = append(names, set.Name)
	}
	sync := o.PermissionSets[slices.Index(names, "clay__Sync")]
	if !slices.Contains(names, "Admin") || o.Users[1].Profile != "Admin" || len(openSections(sections)) > 0 {
		t.Errorf("sets %v, user %s, open %v", names, o.Users[1].Profile, openSections(sections))
	}
	if diff := cmp.Diff([]string{"Rule__mdt", "Setting__c"}, append(sync.Setup["custom_metadata_type"], sync.Setup["custom_setting"]...)); diff != "" {
		t.Error(diff)
	}
}

// The name of a standard profile is in the language of the org; metadata's is not.
func TestLiveNamesProfilesInAnyLanguage(t *testing.T) {
	t.Parallel()
	for setup, test := range map[string]struct {
		full string
		row  map[string]any
		want string
	}{
		"Systemadministrator":             {"Admin", map[string]any{"custom": false}, "Admin Systemadministrator"},
		"Force.com - Free User":           {"Force%2Ecom - Free User", map[string]any{"custom": false}, "Force.com - Free User "},
		"Sales/Ops":                       {"Sales%2FOps", map[string]any{"custom": true}, "Sales/Ops "},
		"System Administrator":            {"", map[string]any{"custom": false}, "Admin System Administrator"},
		"Scanner":                         {"", map[string]any{"custom": true}, "Scanner "},
		"a name that is badly escaped":    {"100%", map[string]any{"custom": true}, "100% a name that is badly escaped"},
		"Minimum Access - API Only Integ": {"Minimum Access - API Only Integrations", map[string]any{}, "Minimum Access - API Only Integrations Minimum Access - API Only Integ"},
	} {
		small := newSmallOrg(t)
		small.rows["PermissionSet"][1]["Profile"] = map[string]any{"Name": setup}
		small.rows["User"][1]["Profile"].(map[string]any)["Name"] = setup
		small.rows["Profile"][1]["Metadata"], small.rows["Profile"][1]["FullName"] = test.row, test.full
		o, sections, err := small.live(small.config())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(o.PermissionSets, func(s PermissionSet) bool { return s.Kind == KindProfile && s.Name != "Clay Integration" })
		if set := o.PermissionSets[i]; set.Name+" "+set.Label != test.want || o.Users[1].Profile != set.Name || len(openSections(sections)) > 0 {
			t.Errorf("%s: got %s, labelled %s; the user has %s; open %v", setup, set.Name, set.Label, o.Users[1].Profile, openSections(sections))
		}
	}
}

// What a describe calls not updateable nobody writes, whatever is granted on the object.
func TestLiveFieldsThatNobodyUpdatesAreRead(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	small.rows["ObjectPermissions"] = small.rows["ObjectPermissions"][:1] // nothing mutes edit
	field := func(name string, updateable any) {
		small.columns["Account"] = append(small.columns["Account"], map[string]any{"name": name, "type": "string", "permissionable": false, "updateable": updateable})
	}
	field("LastViewedDate", false)
	field("OwnerId", true)
	field("Stamp__c", false)
	field("Region__c", true)
	field("Tier__c", nil) // nobody told
	o, _, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, row := range o.Access[0].Fields {
		if row.Always {
			got[row.Field] = row.Access
		}
	}
	for name, want := range map[string]string{"LastViewedDate": "r", "OwnerId": "rw", "Stamp__c": "r", "Region__c": "rw", "Tier__c": "rw", "Id": "r", "PhotoUrl": "", "Name": "rw"} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
}

// Users that Salesforce made for itself have no profile, and nothing about them is unread.
func TestLiveUsersOfSalesforceItselfHaveNoProfile(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]int{"AutomatedProcess": 0, "CloudIntegrationUser": 0, "Standard": 1} {
		small := newSmallOrg(t)
		small.rows["User"] = append(small.rows["User"], map[string]any{
			"Id": "005000000000000003", "Username": "autoproc@00d", "Email": "autoproc@00d", "Name": "Automated Process", "IsActive": true, "UserType": kind, "UserRoleId": nil,
		})
		o, sections, err := small.live(small.config())
		if err != nil {
			t.Fatal(err)
		}
		list := slices.DeleteFunc(PrivilegedUsers(o, liveTakenAt), func(p Privileged) bool { return p.User != "autoproc@00d" })
		if len(list) != want || len(openSections(sections)) > 0 {
			t.Errorf("%s: %+v, open %v", kind, list, openSections(sections))
		}
	}
}

func TestLiveDoesNotTrustAScannerThatMayNotSee(t *testing.T) {
	t.Parallel()
	for permission, sections := range map[string][]string{
		"PermissionsViewSetup":            {"access", "assignments", "fields", "permission_set_groups", "permission_sets", "profiles", "public_groups"},
		"PermissionsViewRoles":            {"roles"},
		"PermissionsManageUsers":          {"logins"},
		"PermissionsCustomizeApplication": {"tokens"}, // whatever Manage Users shows
	} {
		small := newSmallOrg(t)
		small.rows["PermissionSet"][1][permission] = false
		_, coverage, err := small.live(small.config())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sections, slices.Sorted(maps.Keys(openSections(coverage))), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("without %s:\n%s", permission, diff)
		}
	}
}

func TestLiveReadsAllFieldsByBulk(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	small.rows["FieldPermissions"] = append(small.rows["FieldPermissions"], map[string]any{
		"Id": "01k5", "ParentId": "0PS000000000000005", "SobjectType": "Lead", "Field": "Lead.Email", "PermissionsRead": true, "PermissionsEdit": false,
	})
	c := small.config()
	o, _, err := small.live(c)
	if err != nil {
		t.Fatal(err)
	}
	c.Fields = "all"
	all, sections, err := small.live(c)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{}, openSections(sections)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(o, all); diff != "" {
		t.Errorf("by REST and by bulk:\n%s", diff)
	}
}

func TestLiveKeepsTheBudget(t *testing.T) {
	t.Parallel()
	for _, budget := range []int64{1, 2, 5, 12, 20, 30, 40, 50} {
		small := newSmallOrg(t)
		c := small.config()
		c.Org.MaxAPICalls = &budget
		d := small.deps()
		_, sections, err := Live(t.Context(), c, liveTakenAt, d)
		if err != nil {
			t.Fatalf("budget %d: %v", budget, err)
		}
		total := 0
		for _, n := range small.seen {
			total += n
		}
		open := openSections(sections)
		if total > int(budget) || d.Usage.Calls != total || len(open) == 0 {
			t.Errorf("budget %d: %d calls made, %d counted, %d sections not complete", budget, total, d.Usage.Calls, len(open))
		}
		for name, reason := range open {
			if !strings.Contains(reason, "max_api_calls") && !strings.Contains(reason, "not known") && !strings.Contains(reason, "not read") && !strings.Contains(reason, "no users") {
				t.Errorf("budget %d: %s: %s", budget, name, reason)
			}
		}
	}
}

func TestLiveCountsItsCalls(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	d := small.deps()
	if _, _, err := Live(t.Context(), small.config(), liveTakenAt, d); err != nil {
		t.Fatal(err)
	}
	if d.Usage.Used != 17 || d.Usage.Limit != 15000 || d.Usage.Remaining != 14983 || len(d.Usage.Notes) != 0 {
		t.Errorf("usage: %+v", d.Usage)
	}
}

func TestPermissionColumnsAreSplitOverQueries(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	for i := range 418 {
		name := "PermissionsSomethingLongEnoughToMatter" + strings.Repeat("x", i%9) + string(rune('A'+i/26)) + string(rune('A'+i%26))
		small.columns["PermissionSet"] = append(small.columns["PermissionSet"], map[string]any{"name": name, "type": "boolean"})
		for _, row := range small.rows["PermissionSet"] {
			row[name] = i%2 == 0
		}
	}
	o, sections, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	longest, queries := 0, 0
	for _, q := range small.soql {
		longest = max(longest, len(q))
		if strings.Contains(q, "FROM PermissionSet") && strings.Contains(q, "Permissions") && !strings.Contains(q, "FROM PermissionSetGroup") {
			queries++
		}
	}
	if queries < 3 || longest > maxSelect+100 {
		t.Errorf("%d queries, the longest of %d bytes", queries, longest)
	}
	if got := len(o.PermissionSets[0].Permissions); got != 1+209 || len(openSections(sections)) != 0 {
		t.Errorf("%d permissions, open: %v", got, openSections(sections))
	}
}

func TestAbsentPermissionIsUnavailableNotFalse(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	o, _, err := small.live(small.config())
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range o.PermissionSets {
		if has := slices.Contains(set.Unavailable, "ModifyAllData"); has != (set.Kind != KindMuting) || slices.Contains(set.Unavailable, "ViewAllData") {
			t.Errorf("%s: unavailable %v", set.Name, set.Unavailable)
		}
	}
}

func TestLiveIsDeterministic(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	var first string
	for range 5 {
		o, sections, err := small.live(small.config())
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal([]any{o, sections})
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(data)
		}
		if string(data) != first {
			t.Fatal("two readings of one org differ")
		}
	}
}

// TestPlanNamesWhatLiveAsks holds the plan to the requests that a reading makes.
func TestPlanNamesWhatLiveAsks(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	small.columns["Account"] = append(small.columns["Account"], map[string]any{"name": "OwnerId", "type": "reference", "permissionable": false})
	p, err := Plan(small.config())
	if err != nil {
		t.Fatal(err)
	}
	if len(small.seen) != 0 {
		t.Errorf("the plan made calls: %v", small.seen)
	}
	if _, _, err := small.live(small.config()); err != nil {
		t.Fatal(err)
	}
	planned := map[string]bool{}
	for _, step := range p.Steps {
		planned[step.Object] = true
	}
	for what := range small.seen {
		object := regexp.MustCompile(`^(describe|readMetadata|listMetadata) `).ReplaceAllString(what, "")
		if !planned[object] && object != "Account" {
			t.Errorf("%s was asked for and is not planned", what)
		}
	}
	for _, step := range p.Steps {
		asked := step.Least == 0
		for what := range small.seen {
			asked = asked || strings.HasSuffix(what, step.Object)
		}
		if !asked {
			t.Errorf("%s is planned and was not asked for", step.Object)
		}
	}
	for _, q := range small.soql {
		if !slices.ContainsFunc(p.Steps, func(s Step) bool {
			request := strings.ReplaceAll(s.Request, "<object>", "Account") // the one that the user reaches
			return strings.HasSuffix(strings.SplitN(request, " WHERE", 2)[0], fromObject.FindString(q)) || strings.Contains(request, fromObject.FindString(q)+" ")
		}) {
			t.Errorf("no step of the plan is %s", q)
		}
	}
	if !slices.ContainsFunc(small.soql, func(q string) bool { return strings.HasPrefix(q, "SELECT COUNT() FROM Account WHERE OwnerId = '005") }) {
		t.Error("nobody counted what the user owns")
	}
	for _, want := range []string{"SELECT COUNT() FROM <object> WHERE OwnerId =", "ViewSetup", "SELECT COUNT() FROM OauthToken", "max_api_calls", small.server.URL} {
		if !strings.Contains(p.Text(), want) {
			t.Errorf("the text of the plan does not say %q", want)
		}
	}
	if _, err := json.Marshal(p); err != nil {
		t.Error(err)
	}
}
