package fakeorg

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func TestBulkJobsGivePagesOfCSV(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{BulkPage: 2, BulkPolls: 2, BulkEnding: "CRLF"})
	create := func(soql string) got {
		return do(t, request(t, s, http.MethodPost, "/services/data/v63.0/jobs/query", "application/json", `{"operation":"query","query":`+strconv.Quote(soql)+`}`))
	}
	var job struct {
		ID, State              string
		NumberRecordsProcessed int
	}
	decode(t, create("SELECT Id, SobjectType, Field, Parent.Name, PermissionsEdit FROM FieldPermissions ORDER BY Id"), &job)
	if job.State != "UploadComplete" {
		t.Errorf("a new job is %s", job.State)
	}
	if g := get(t, s, "/services/data/v63.0/jobs/query/"+job.ID+"/results"); g.status != 400 {
		t.Errorf("results before the end give %d", g.status)
	}
	var states []string
	for range 3 {
		decode(t, get(t, s, "/services/data/v63.0/jobs/query/"+job.ID), &job)
		states = append(states, job.State)
	}
	if diff := cmp.Diff([]string{"InProgress", "InProgress", "JobComplete"}, states); diff != "" || job.NumberRecordsProcessed != s.Rows("FieldPermissions") {
		t.Errorf("states %v, %d records", states, job.NumberRecordsProcessed)
	}
	rows, locator := 0, ""
	for locator != "null" {
		g := get(t, s, "/services/data/v63.0/jobs/query/"+job.ID+"/results?maxRecords=1000&locator="+locator)
		lines := strings.Split(strings.TrimSuffix(g.body, "\r\n"), "\r\n")
		if lines[0] != `"Id","SobjectType","Field","Parent.Name","PermissionsEdit"` || g.header.Get("Sforce-NumberOfRecords") != strconv.Itoa(len(lines)-1) {
			t.Fatalf("page: %v %s", g.header, g.body)
		}
		rows, locator = rows+len(lines)-1, g.header.Get("Sforce-Locator")
	}
	if rows != s.Rows("FieldPermissions") {
		t.Errorf("%d rows came, the org holds %d", rows, s.Rows("FieldPermissions"))
	}
	for soql, code := range map[string]string{"SELECT Id FROM EntityDefinition": "INVALIDENTITY", "SELECT Nope FROM User": "INVALID_FIELD", "SELECT": "MALFORMED_QUERY"} {
		if g := create(soql); g.status != 400 || !strings.Contains(g.body, code) {
			t.Errorf("%s: got %d %s, want %s", soql, g.status, g.body, code)
		}
	}
	if g := get(t, s, "/services/data/v62.0/jobs/query/"+job.ID+"/results"); g.status != 409 {
		t.Errorf("results of another version give %d", g.status)
	}
}

// soap makes a call of the Metadata API.
func soap(t *testing.T, s *Server, token, call string) got {
	t.Helper()
	req := request(t, s, http.MethodPost, "/services/Soap/m/63.0", "text/xml", `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="`+
		metadataSpace+`"><e:Header><SessionHeader><sessionId>`+token+`</sessionId></SessionHeader></e:Header><e:Body>`+call+`</e:Body></e:Envelope>`)
	req.Header.Set("SOAPAction", `""`)
	return do(t, req)
}

func TestMetadataIsReadAndListed(t *testing.T) {
	t.Parallel()
	o := small()
	o.PermissionSets = append(o.PermissionSets, salesforce.PermissionSet{Name: "Custom: Sales/EMEA", Kind: salesforce.KindProfile, License: "Salesforce"})
	s := Start(t, o, Options{})
	for _, c := range []struct{ call, want string }{
		{"<readMetadata><type>Profile</type><fullNames>Custom: Sales/EMEA</fullNames></readMetadata>", "<fullName>Custom%3A Sales%2FEMEA</fullName>"},
		{"<readMetadata><type>Profile</type><fullNames>Admin</fullNames></readMetadata>",
			`<records xsi:type="Profile"><fullName>Admin</fullName><custom>false</custom><loginHours><mondayEnd>1080</mondayEnd><mondayStart>480</mondayStart></loginHours>` +
				`<loginIpRanges><endAddress>52.7.81.233</endAddress><startAddress>52.7.81.233</startAddress></loginIpRanges>`},
		{"<readMetadata><type>Settings</type><fullNames>Security</fullNames><fullNames>ConnectedApp</fullNames></readMetadata>",
			`<records xsi:type="SecuritySettings"><fullName>Security</fullName><networkAccess><ipRanges><end>10.0.0.9</end><start>10.0.0.1</start></ipRanges></networkAccess>`},
		{"<readMetadata><type>ConnectedAppSettings</type><fullNames>ConnectedApp</fullNames></readMetadata>", "<enableAdminApprovedAppsOnly>false</enableAdminApprovedAppsOnly>"},
		{"<readMetadata><type>SharingRules</type><fullNames>Account</fullNames></readMetadata>",
			`<sharingCriteriaRules><fullName>EMEA</fullName><accessLevel>Read</accessLevel><accountSettings><contactAccessLevel>Edit</contactAccessLevel></accountSettings><label>EMEA</label><sharedTo><role>Sales</role></sharedTo>` +
				`<criteriaItems><field>Region__c</field><operation>equals</operation><value>EMEA &amp; more</value></criteriaItems><includeRecordsOwnedByAll>true</includeRecordsOwnedByAll>`},
		{"<readMetadata><type>ConnectedApp</type><fullNames>Clay</fullNames></readMetadata>", "<ipRelaxation>ENFORCE</ipRelaxation><refreshTokenPolicy>specific_lifetime:30:days</refreshTokenPolicy>"},
		{"<readMetadata><type>ExtlClntAppOauthConfigurablePolicies</type><fullNames>Clay_ECA_plcy</fullNames></readMetadata>",
			"<ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>" +
				"<refreshTokenValidityPeriod>30</refreshTokenValidityPeriod><refreshTokenValidityUnit>Days</refreshTokenValidityUnit>"},
		{"<readMetadata><type>CustomObject</type><fullNames>Account</fullNames></readMetadata>", "<externalSharingModel>Private</externalSharingModel>"},
		{"<readMetadata><type>Profile</type><fullNames>Nobody</fullNames></readMetadata>", `<result><records xsi:nil="true"/></result>`},
		{"<listMetadata><queries><type>Profile</type></queries><asOfVersion>63.0</asOfVersion></listMetadata>", "<fileName>profiles/Acme Sales.profile</fileName><fullName>Acme Sales</fullName>"},
		{"<listMetadata><queries><type>ExternalClientApplication</type></queries></listMetadata>", "<fullName>Clay_ECA</fullName>"},
	} {
		if g := soap(t, s, AccessToken, c.call); g.status != 200 || !strings.Contains(g.body, c.want) {
			t.Errorf("%s: got %d %s, want %s", c.call, g.status, g.body, c.want)
		}
	}
	for _, c := range []struct{ token, call, code string }{
		{"wrong", "<listMetadata><queries><type>Profile</type></queries></listMetadata>", "sf:INVALID_SESSION_ID"},
		{AccessToken, "<readMetadata><type>Nothing</type><fullNames>X</fullNames></readMetadata>", "sf:INVALID_TYPE"},
		{AccessToken, "<readMetadata><type>Profile</type>" + strings.Repeat("<fullNames>X</fullNames>", 11) + "</readMetadata>", "sf:EXCEEDED_ID_LIMIT"},
		{AccessToken, "<deleteMetadata><type>Profile</type><fullNames>X</fullNames></deleteMetadata>", "sf:UNKNOWN_EXCEPTION"},
	} {
		if g := soap(t, s, c.token, c.call); g.status != 500 || !strings.Contains(g.body, "<faultcode>"+c.code+"</faultcode>") {
			t.Errorf("%s: got %d %s, want %s", c.call, g.status, g.body, c.code)
		}
	}
	weak := Start(t, small(), Options{Grants: []string{"ApiEnabled", "ViewSetup"}})
	if g := soap(t, weak, AccessToken, "<listMetadata><queries><type>Profile</type></queries></listMetadata>"); !strings.Contains(g.body, "sf:INSUFFICIENT_ACCESS") {
		t.Errorf("without Modify Metadata: %s", g.body)
	}
}
