package salesforce_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func at(file string, line int) evidence.Location {
	return evidence.Location{File: "force-app/" + file, Line: line}
}

const fieldsText = `<CustomObject>
  <fields><fullName>Must__c</fullName><type>Text</type><required>true</required></fields>
  <fields><fullName>Parent__c</fullName><type>MasterDetail</type><referenceTo>Account</referenceTo></fields>
  <fields><fullName>Sum__c</fullName><type>Number</type><formula>1 + 1</formula></fields>
  <fields><fullName>Industry</fullName><type>Picklist</type></fields>
  <nameField><type>AutoNumber</type><label>Number</label></nameField>
  <sharingModel>Private</sharingModel>
  <externalSharingModel>Private</externalSharingModel>
</CustomObject>`

func TestReadsObjectsOfBothFormatsAlike(t *testing.T) {
	t.Parallel()
	field := func(inner string) string { return "<CustomField>" + inner + "</CustomField>" }
	mdapi, _ := mustRead(t, map[string]string{"force-app/objects/A__c.object": fieldsText}, config())
	source, _ := mustRead(t, map[string]string{
		"force-app/one/objects/A__c/A__c.object-meta.xml":              `<CustomObject><nameField><type>AutoNumber</type></nameField><sharingModel>Private</sharingModel><externalSharingModel>Private</externalSharingModel></CustomObject>`,
		"force-app/one/objects/A__c/fields/Must__c.field-meta.xml":     field(`<fullName>Must__c</fullName><type>Text</type><required>true</required>`),
		"force-app/two/objects/A__c/fields/Parent__c.field-meta.xml":   field(`<fullName>Parent__c</fullName><type>MasterDetail</type><referenceTo>Account</referenceTo>`),
		"force-app/two/objects/A__c/fields/Sum__c.field-meta.xml":      field(`<fullName>Sum__c</fullName><type>Number</type><formula>1 + 1</formula>`),
		"force-app/two/objects/A__c/fields/Industry.field-meta.xml":    field(`<fullName>Industry</fullName><type>Picklist</type>`),
		"force-app/two/objects/A__c/listViews/All.listView-meta.xml":   `not read`,
		"force-app/two/objects/A__c/recordTypes/B.recordType-meta.xml": `not read`,
		"force-app/two/staticresources/settings/notes.settings":        `not read`,
		"force-app/two/settings/Account.settings-meta.xml":             `not read`,
	}, config())
	want := []salesforce.Object{{
		Name: "A__c", SharingModel: "Private", ExternalSharing: "Private", Location: at("objects/A__c.object", 1),
		Fields: []salesforce.Field{
			{Name: "Industry", Type: "Picklist", Location: at("objects/A__c.object", 5)},
			{Name: "Must__c", Type: "Text", Required: ptr(true), Permissionable: ptr(false), Location: at("objects/A__c.object", 2)},
			{Name: "Name", Type: "AutoNumber", Permissionable: ptr(false), Location: at("objects/A__c.object", 6)},
			{Name: "Parent__c", Type: "MasterDetail", ReferenceTo: "Account", Permissionable: ptr(false), Location: at("objects/A__c.object", 3)},
			{Name: "Sum__c", Type: "Number", Formula: ptr(true), Permissionable: ptr(true), Location: at("objects/A__c.object", 4)},
		},
	}}
	if diff := cmp.Diff(want, mdapi.Objects); diff != "" {
		t.Errorf("mdapi (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, source.Objects, cmpopts.IgnoreTypes(evidence.Location{})); diff != "" {
		t.Errorf("source (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(at("two/objects/A__c/fields/Sum__c.field-meta.xml", 1), source.Objects[0].Fields[4].Location); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadsSharingRules(t *testing.T) {
	t.Parallel()
	org, _ := mustRead(t, map[string]string{"force-app/sharingRules/Account.sharingRules-meta.xml": `<SharingRules>
  <sharingOwnerRules>
    <fullName>Owned</fullName><accessLevel>Edit</accessLevel>
    <sharedTo><roleAndSubordinates>Sales</roleAndSubordinates><group>All</group></sharedTo>
    <sharedFrom><allInternalUsers/></sharedFrom>
  </sharingOwnerRules>
  <sharingCriteriaRules>
    <fullName>Clay_EMEA</fullName>
    <criteriaItems><field>Region__c</field><operation>equals</operation><value>EMEA</value></criteriaItems>
    <booleanFilter>1</booleanFilter>
    <includeRecordsOwnedByAll>true</includeRecordsOwnedByAll>
    <accountSettings><caseAccessLevel>Edit</caseAccessLevel><contactAccessLevel>Read</contactAccessLevel><opportunityAccessLevel>None</opportunityAccessLevel></accountSettings>
    <accessLevel>Read</accessLevel>
    <sharedTo><role>Clay</role></sharedTo>
  </sharingCriteriaRules>
</SharingRules>`}, config())
	file := "sharingRules/Account.sharingRules-meta.xml"
	want := []salesforce.SharingRule{
		{
			Object: "Account", Name: "Clay_EMEA", Kind: "criteria", Access: "Read", SharedTo: []salesforce.Principal{{Kind: "role", Name: "Clay"}},
			Criteria: []salesforce.Criterion{{Field: "Region__c", Operation: "equals", Value: "EMEA"}}, Filter: "1", AllOwned: ptr(true),
			CaseAccess: "Edit", ContactAccess: "Read", OpportunityAccess: "None", Location: at(file, 7),
		},
		{
			Object: "Account", Name: "Owned", Kind: "owner", Access: "Edit",
			SharedTo:   []salesforce.Principal{{Kind: "group", Name: "All"}, {Kind: "roleAndSubordinates", Name: "Sales"}},
			SharedFrom: []salesforce.Principal{{Kind: "allInternalUsers"}}, Location: at(file, 2),
		},
	}
	if diff := cmp.Diff(want, org.SharingRules); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadsSettingsRolesAndGroups(t *testing.T) {
	t.Parallel()
	org, _ := mustRead(t, map[string]string{
		"force-app/settings/Security.settings-meta.xml": `<SecuritySettings>
  <networkAccess><ipRanges><start>52.7.81.233</start><end>52.7.81.233</end><description>Clay</description></ipRanges></networkAccess>
  <sessionSettings><lockSessionsToIp>false</lockSessionsToIp><enforceIpRangesEveryRequest>true</enforceIpRangesEveryRequest></sessionSettings>
</SecuritySettings>`,
		"force-app/settings/ConnectedApp.settings": "\n<ConnectedAppSettings><enableAdminApprovedAppsOnly>true</enableAdminApprovedAppsOnly></ConnectedAppSettings>",
		"force-app/roles/Clay.role-meta.xml":       "<Role><name>Clay role</name><parentRole>CEO</parentRole></Role>",
		"force-app/roles/CEO.role":                 "<Role><name>CEO</name></Role>",
		"force-app/groups/EMEA.group-meta.xml":     "<Group><name>EMEA</name><doesIncludeBosses>true</doesIncludeBosses></Group>",
		"force-app/queues/In.queue-meta.xml":       "<Queue><name>In</name><queueMembers><users><user>b@acme.com</user><user>a@acme.com</user></users><publicGroups><publicGroup>EMEA</publicGroup></publicGroups></queueMembers></Queue>",
	}, config())
	wantSettings := salesforce.Settings{
		NetworkAccess:         []salesforce.IPRange{{Start: "52.7.81.233", End: "52.7.81.233", Description: "Clay", Location: at("settings/Security.settings-meta.xml", 2)}},
		EnforceIPEveryRequest: ptr(true), LockSessionsToIP: ptr(false), APIAccessControl: ptr(true),
		SecurityLocation: at("settings/Security.settings-meta.xml", 1), AppLocation: at("settings/ConnectedApp.settings", 2),
	}
	wantRoles := []salesforce.Role{
		{Name: "CEO", Label: "CEO", Location: at("roles/CEO.role", 1)},
		{Name: "Clay", Label: "Clay role", Parent: "CEO", Location: at("roles/Clay.role-meta.xml", 1)},
	}
	wantGroups := []salesforce.PublicGroup{
		{Name: "EMEA", Members: []salesforce.Principal{}, Bosses: ptr(true), Location: at("groups/EMEA.group-meta.xml", 1)},
		{Name: "In", Members: []salesforce.Principal{{Kind: "group", Name: "EMEA"}, {Kind: "user", Name: "a@acme.com"}, {Kind: "user", Name: "b@acme.com"}},
			Location: at("queues/In.queue-meta.xml", 1)},
	}
	if diff := cmp.Diff([]any{wantSettings, wantRoles, wantGroups}, []any{org.Settings, org.Roles, org.PublicGroups}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadsAppsWithoutTheirSecrets(t *testing.T) {
	t.Parallel()
	org, _ := mustRead(t, map[string]string{
		"force-app/connectedApps/Clay.connectedApp-meta.xml": `<ConnectedApp>
  <label>Clay</label>
  <ipRanges><start>1.1.1.1</start><end>1.1.1.2</end></ipRanges>
  <oauthConfig>
    <consumerKey>CANARY-key</consumerKey><consumerSecret>CANARY-secret</consumerSecret>
    <isAdminApproved>true</isAdminApproved><isPkceRequired>false</isPkceRequired>
    <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
    <scopes>RefreshToken</scopes><scopes>Api</scopes>
  </oauthConfig>
  <oauthPolicy><ipRelaxation>ENFORCE</ipRelaxation><refreshTokenPolicy>specific_inactivity:30:DAYS</refreshTokenPolicy></oauthPolicy>
  <permissionSetName>Clay Read</permissionSetName>
</ConnectedApp>`,
		"force-app/externalClientApps/Sync.eca-meta.xml": "<ExternalClientApplication><label>Sync</label></ExternalClientApplication>",
		"force-app/extlClntAppOauthPolicies/Sync_plcy.ecaOauthPlcy-meta.xml": `<ExtlClntAppOauthConfigurablePolicies>
  <externalClientApplication>Sync</externalClientApplication><ipRelaxationPolicyType>Bypass</ipRelaxationPolicyType>
  <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
  <refreshTokenValidityPeriod>2</refreshTokenValidityPeriod><refreshTokenValidityUnit>Months</refreshTokenValidityUnit>
  <clientCredentialsFlowUser>Bot@acme.com</clientCredentialsFlowUser><commaSeparatedPermissionSet>B, A</commaSeparatedPermissionSet>
</ExtlClntAppOauthConfigurablePolicies>`,
		"force-app/extlClntAppOauthSettings/Sync.ecaOauth-meta.xml":       `<ExtlClntAppOauthSettings><externalClientApplication>Sync</externalClientApplication><commaSeparatedOauthScopes>RefreshToken, Api</commaSeparatedOauthScopes></ExtlClntAppOauthSettings>`,
		"force-app/extlClntAppGlobalOauthSets/Sync.ecaGlblOauth-meta.xml": `<ExtlClntAppGlobalOauthSettings><externalClientApplication>Sync</externalClientApplication><consumerKey>CANARY</consumerKey><isPkceRequired>true</isPkceRequired></ExtlClntAppGlobalOauthSettings>`,
		"force-app/extlClntAppOauthPolicies/Lost.ecaOauthPlcy-meta.xml":   `<ExtlClntAppOauthConfigurablePolicies><externalClientApplication>Lost</externalClientApplication><refreshTokenPolicyType>Infinite</refreshTokenPolicyType></ExtlClntAppOauthConfigurablePolicies>`,
	}, config())
	want := []salesforce.App{
		{
			Name: "Clay", Label: "Clay", Kind: "connected_app", AdminApproved: ptr(true), IPRelaxation: "enforce", RefreshToken: "specific_inactivity:30:days",
			RefreshDays: ptr(int64(30)), Rotation: ptr(true), PKCE: ptr(false), Scopes: []string{"Api", "RefreshToken"}, PermissionSets: []string{"Clay Read"},
			Serves:     ptr(true),
			TrustedIPs: []salesforce.IPRange{{Start: "1.1.1.1", End: "1.1.1.2", Location: at("connectedApps/Clay.connectedApp-meta.xml", 3)}},
			Location:   at("connectedApps/Clay.connectedApp-meta.xml", 1),
		},
		{Name: "Lost", Kind: "external_client_app", Serves: ptr(false), RefreshToken: "infinite", Location: at("extlClntAppOauthPolicies/Lost.ecaOauthPlcy-meta.xml", 1)},
		{
			Name: "Sync", Label: "Sync", Kind: "external_client_app", AdminApproved: ptr(false), IPRelaxation: "bypass", RefreshToken: "specific_lifetime",
			RefreshDays: ptr(int64(62)), PKCE: ptr(true), Scopes: []string{"Api", "RefreshToken"}, RunAs: "bot@acme.com", PermissionSets: []string{"A", "B"}, Serves: ptr(true),
			Location: at("externalClientApps/Sync.eca-meta.xml", 1),
		},
	}
	if diff := cmp.Diff(want, org.Apps, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if data, err := json.Marshal(org); err != nil || strings.Contains(string(data), "CANARY") {
		t.Errorf("a consumer key or secret is in the org (%v)", err)
	}
}

func TestReadsProfilesGroupsAndMutingSets(t *testing.T) {
	t.Parallel()
	org, _ := mustRead(t, map[string]string{
		"force-app/profiles/Clay.profile-meta.xml": `<Profile>
  <userLicense>Salesforce Integration</userLicense><custom>true</custom>
  <loginHours><mondayStart>480</mondayStart><mondayEnd>1080</mondayEnd></loginHours>
  <loginIpRanges><startAddress>52.7.81.233</startAddress><endAddress>52.7.81.233</endAddress></loginIpRanges>
  <fieldPermissions><editable>false</editable><field>Account.Old</field><hidden>false</hidden></fieldPermissions>
</Profile>`,
		"force-app/permissionsetgroups/G.permissionsetgroup-meta.xml": `<PermissionSetGroup><permissionSets>B</permissionSets><permissionSets>A</permissionSets><mutingPermissionSets>M</mutingPermissionSets><status>Outdated</status><label>G</label><hasActivationRequired>true</hasActivationRequired></PermissionSetGroup>`,
		"force-app/mutingpermissionsets/M.mutingpermissionset-meta.xml": `<MutingPermissionSet>
  <fieldPermissions><editable>true</editable><field>Account.A</field><readable>false</readable></fieldPermissions>
  <fieldPermissions><editable>true</editable><field>Account.B</field><readable>true</readable></fieldPermissions>
</MutingPermissionSet>`,
	}, config())
	want := []salesforce.PermissionSet{
		{
			Name: "Clay", Kind: salesforce.KindProfile, License: "Salesforce Integration", Custom: ptr(true), LoginHours: ptr(true),
			Fields:        map[string]map[string]string{"Account": {"Old": "r"}},
			LoginIPRanges: []salesforce.IPRange{{Start: "52.7.81.233", End: "52.7.81.233", Location: at("profiles/Clay.profile-meta.xml", 4)}},
			Lines:         map[string]int{"field:Account.Old": 5}, Location: at("profiles/Clay.profile-meta.xml", 1),
		},
		{
			Name: "M", Kind: salesforce.KindMuting, Fields: map[string]map[string]string{"Account": {"A": "w", "B": "r"}},
			Lines: map[string]int{"field:Account.A": 2, "field:Account.B": 3}, Location: at("mutingpermissionsets/M.mutingpermissionset-meta.xml", 1),
		},
	}
	if diff := cmp.Diff(want, org.PermissionSets, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantGroups := []salesforce.Group{{
		Name: "G", Label: "G", Sets: []string{"A", "B"}, MutingSets: []string{"M"}, Status: "Outdated", SessionActivation: true,
		Location: at("permissionsetgroups/G.permissionsetgroup-meta.xml", 1),
	}}
	if diff := cmp.Diff(wantGroups, org.Groups); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
