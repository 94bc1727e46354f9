package salesforce

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// smallOrg is a tiny org of its own: enough of each API to be read in full, in pages of two
// rows, with room for a fault.
type smallOrg struct {
	t        testing.TB
	server   *httptest.Server
	token    string
	pageRows int
	rows     map[string][]map[string]any
	columns  map[string][]map[string]any // describes
	metadata map[string]map[string]string
	// fault answers in place of the org where it returns true. what is the object, or the
	// call, and n counts the requests for it from 1.
	fault func(w http.ResponseWriter, r *http.Request, what string, n int) bool

	mu    sync.Mutex
	seen  map[string]int
	soql  []string
	pages map[string][]map[string]any
}

var liveTakenAt = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

const (
	liveToken   = "00Dcanary!ACCESS.token"
	renewedMark = ".renewed"
)

func newSmallOrg(t testing.TB) *smallOrg {
	o := &smallOrg{
		t: t, token: liveToken, pageRows: 2, seen: map[string]int{}, pages: map[string][]map[string]any{},
		rows: map[string][]map[string]any{}, columns: map[string][]map[string]any{}, metadata: map[string]map[string]string{},
	}
	o.fill()
	o.server = httptest.NewServer(o)
	t.Cleanup(o.server.Close)
	return o
}

func ref(s string) (secret evidence.Secret) {
	if err := secret.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return secret
}

func (o *smallOrg) config() *Config {
	return &Config{
		Name: "acme", IntegrationUsers: []string{"Clay@acme.com"}, Location: evidence.Location{File: "leastwise.yaml", Line: 3},
		Org: &OrgConfig{InstanceURL: o.server.URL, Auth: AuthConfig{Flow: "access_token"}},
	}
}

// deps neither wait nor know anything of the machine.
func (o *smallOrg) deps() Deps {
	return Deps{
		Getenv: func(name string) string {
			if name == "SF_ACCESS_TOKEN" {
				return liveToken
			}
			return ""
		},
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Jitter: func() float64 { return 0.5 },
		Usage: &Usage{},
	}
}

func (o *smallOrg) live(c *Config) (*Org, evidence.Sections, error) {
	return Live(context.Background(), c, liveTakenAt, o.deps())
}

func (o *smallOrg) fill() {
	boolean := func(names ...string) (list []map[string]any) {
		for _, name := range names {
			list = append(list, map[string]any{"name": name, "type": "boolean"})
		}
		return list
	}
	text := func(names ...string) (list []map[string]any) {
		for _, name := range names {
			list = append(list, map[string]any{"name": name, "type": "string"})
		}
		return list
	}
	permissions := []string{"PermissionsApiEnabled", "PermissionsViewSetup", "PermissionsManageUsers", "PermissionsViewAllData",
		"PermissionsCustomizeApplication", "PermissionsViewRoles", "PermissionsExportReport"}
	o.columns["PermissionSet"] = append(text("Id", "Name", "Label", "Type", "ProfileId", "PermissionSetGroupId", "LicenseId", "NamespacePrefix"),
		boolean(append([]string{"IsCustom", "IsOwnedByProfile", "HasActivationRequired"}, permissions...)...)...)
	o.columns["MutingPermissionSet"] = append(text("Id", "DeveloperName", "MasterLabel"), boolean("PermissionsExportReport")...)
	o.columns["PermissionSetGroup"] = text(groupColumns...)
	o.columns["PermissionSetAssignment"] = text("Id", "AssigneeId", "PermissionSetId", "PermissionSetGroupId", "ExpirationDate", "IsActive")
	o.columns["ObjectPermissions"] = text(objectColumns...)
	o.columns["Account"] = []map[string]any{
		{"name": "Id", "type": "id", "permissionable": false}, {"name": "Name", "type": "string", "permissionable": false, "createable": true},
		{"name": "Website", "type": "url", "permissionable": true, "nillable": true},
		{"name": "Customer_Number__c", "type": "string", "permissionable": false, "autoNumber": true},
	}
	set := func(id, name string, on ...string) map[string]any {
		row := map[string]any{
			"Id": id, "Name": name, "Label": name, "Type": "Regular", "IsOwnedByProfile": false, "ProfileId": nil, "HasActivationRequired": false,
			"PermissionSetGroupId": nil, "NamespacePrefix": nil, "License": nil, "IsCustom": true,
		}
		for _, p := range permissions {
			row[p] = slices.Contains(on, strings.TrimPrefix(p, "Permissions"))
		}
		return row
	}
	profile := func(id, profileID, name string, on ...string) map[string]any {
		row := set(id, "X"+id, on...)
		row["IsOwnedByProfile"], row["ProfileId"], row["Profile"], row["Type"] = true, profileID, map[string]any{"Name": name}, "Profile"
		return row
	}
	namespaced := set("0PS000000000000005", "Sync")
	namespaced["NamespacePrefix"] = "clay"
	aggregate := set("0PS000000000000004", "agg")
	aggregate["Type"], aggregate["PermissionSetGroupId"] = "Group", "0PG000000000000001"
	o.rows["PermissionSet"] = []map[string]any{
		profile("0PS000000000000001", "00e000000000000001", "Clay Integration", "ApiEnabled"),
		profile("0PS000000000000002", "00e000000000000002", "Scanner", "ApiEnabled", "ViewSetup", "ManageUsers", "CustomizeApplication", "ViewRoles"),
		set("0PS000000000000003", "Account_Read", "ExportReport"), aggregate, namespaced,
	}
	o.rows["MutingPermissionSet"] = []map[string]any{
		{"Id": "0QM000000000000001", "DeveloperName": "Steward_Muting", "MasterLabel": "Muting", "PermissionsExportReport": true},
	}
	o.rows["PermissionSetGroup"] = []map[string]any{{"Id": "0PG000000000000001", "DeveloperName": "Steward", "MasterLabel": "Data steward",
		"Status": "Updated", "HasActivationRequired": false, "NamespacePrefix": nil}}
	o.rows["PermissionSetGroupComponent"] = []map[string]any{
		{"Id": "0PC1", "PermissionSetGroupId": "0PG000000000000001", "PermissionSetId": "0PS000000000000003"},
		{"Id": "0PC2", "PermissionSetGroupId": "0PG000000000000001", "PermissionSetId": "0QM000000000000001"},
	}
	user := func(id, name, profileID, profile string) map[string]any {
		return map[string]any{"Id": id, "Username": name, "Email": name, "Name": "N " + name, "IsActive": true, "UserType": "Standard", "ProfileId": profileID,
			"Profile": map[string]any{"Name": profile, "UserLicense": map[string]any{"Name": "Salesforce Integration"}}, "UserRoleId": "00E1",
			"CreatedDate": "2026-01-02T03:04:05.000+0000", "LastLoginDate": nil}
	}
	o.rows["User"] = []map[string]any{
		user("005000000000000001", "Clay@Acme.com", "00e000000000000001", "Clay Integration"),
		user("005000000000000002", "scanner@acme.com", "00e000000000000002", "Scanner"),
	}
	o.rows["UserLogin"] = []map[string]any{{"Id": "1", "UserId": "005000000000000001", "IsFrozen": false}, {"Id": "2", "UserId": "005000000000000002", "IsFrozen": false}}
	o.rows["PermissionSetLicenseAssign"] = []map[string]any{{"Id": "1", "AssigneeId": "005000000000000001",
		"PermissionSetLicense": map[string]any{"DeveloperName": "SalesforceAPIIntegrationPsl"}}}
	o.rows["Profile"] = []map[string]any{
		{"Id": "00e000000000000001", "Name": "Clay Integration", "UserLicense": map[string]any{"Name": "Salesforce Integration"}, "Metadata": map[string]any{
			"custom": true, "loginHours": nil, "loginIpRanges": []any{map[string]any{"startAddress": "52.7.81.233", "endAddress": "52.7.81.233"}}}},
		{"Id": "00e000000000000002", "Name": "Scanner", "UserLicense": map[string]any{"Name": "Salesforce"}, "Metadata": map[string]any{"custom": true}},
	}
	assign := func(id, user, set string, group any) map[string]any {
		return map[string]any{"Id": id, "AssigneeId": user, "PermissionSetId": set, "PermissionSetGroupId": group, "ExpirationDate": nil, "IsActive": true}
	}
	expiring := assign("0Pa3", "005000000000000001", "0PS000000000000005", nil)
	expiring["ExpirationDate"] = "2027-01-31T00:00:00.000+0000"
	o.rows["PermissionSetAssignment"] = []map[string]any{
		assign("0Pa1", "005000000000000001", "0PS000000000000001", nil), assign("0Pa2", "005000000000000002", "0PS000000000000002", nil), expiring,
		assign("0Pa4", "005000000000000001", "0PS000000000000004", "0PG000000000000001"),
	}
	object := func(id, parent, name string, on ...string) map[string]any {
		row := map[string]any{"Id": id, "ParentId": parent, "SobjectType": name}
		for i, column := range objectColumns[3:] {
			row[column] = slices.Contains(on, Flags[i])
		}
		return row
	}
	o.rows["ObjectPermissions"] = []map[string]any{
		object("110a", "0PS000000000000003", "Account", "read", "edit"), object("110b", "0QM000000000000001", "Account", "edit"),
		object("110c", "0PL000000000000001", "Lead", "read"),
	}
	field := func(id, parent, name string, read, edit bool) map[string]any {
		return map[string]any{"Id": id, "ParentId": parent, "SobjectType": "Account", "Field": "Account." + name, "PermissionsRead": read, "PermissionsEdit": edit}
	}
	o.rows["FieldPermissions"] = []map[string]any{
		field("01k1", "0PS000000000000003", "Website", true, true), field("01k2", "0PS000000000000003", "Region__c", true, false),
		field("01k3", "0QM000000000000001", "Website", false, true), field("01k4", "0QM000000000000001", "Region__c", true, true),
	}
	o.rows["SetupEntityAccess"] = []map[string]any{
		{"Id": "0J01", "ParentId": "0PS000000000000005", "SetupEntityId": "01p1", "SetupEntityType": "ApexClass"},
		{"Id": "0J02", "ParentId": "0PS000000000000005", "SetupEntityId": "0qq1", "SetupEntityType": "NamedCredential"},
	}
	o.rows["ApexClass"] = []map[string]any{{"Id": "01p1", "Name": "Sync", "NamespacePrefix": "clay"}}
	o.rows["UserRole"] = []map[string]any{
		{"Id": "00E1", "DeveloperName": "Leaf", "Name": "Leaf", "ParentRoleId": "00E2"}, {"Id": "00E2", "DeveloperName": "CEO", "Name": "CEO", "ParentRoleId": nil},
	}
	o.rows["Group"] = []map[string]any{
		{"Id": "00G1", "Name": "EMEA", "DeveloperName": "EMEA", "Type": "Regular", "RelatedId": nil, "DoesIncludeBosses": true},
		{"Id": "00G2", "Name": nil, "DeveloperName": "Leaf", "Type": "Role", "RelatedId": "00E1", "DoesIncludeBosses": false},
	}
	o.rows["GroupMember"] = []map[string]any{
		{"Id": "1", "GroupId": "00G1", "UserOrGroupId": "005000000000000001"}, {"Id": "2", "GroupId": "00G1", "UserOrGroupId": "00G2"},
	}
	entity := func(id, name, model string) map[string]any {
		return map[string]any{"DurableId": id, "QualifiedApiName": name, "InternalSharingModel": model, "ExternalSharingModel": "Private", "IsCustomizable": true}
	}
	o.rows["EntityDefinition"] = []map[string]any{entity("Account", "Account", "Private"), entity("Contact", "Contact", "ControlledByParent")}
	token := func(id string) map[string]any {
		return map[string]any{"Id": id, "UserId": "005000000000000001", "User": map[string]any{"Username": "Clay@acme.com"}, "AppName": "Clay", "UseCount": 7,
			"LastUsedDate": "2026-11-01T00:00:00.000+0000", "CreatedDate": "2026-10-01T00:00:00.000+0000"}
	}
	o.rows["OauthToken"] = []map[string]any{token("0CQ1"), token("0CQ2"), token("0CQ3")}
	login := func(id, at string) map[string]any {
		return map[string]any{"Id": id, "UserId": "005000000000000001", "LoginTime": at, "LoginType": "Remote Access 2.0", "SourceIp": "52.7.81.233",
			"Application": "Clay", "Status": "Success"}
	}
	o.rows["LoginHistory"] = []map[string]any{
		login("0Ya1", "2026-11-01T00:00:00.000+0000"), login("0Ya2", "2026-11-03T00:00:00.000+0000"), login("0Ya3", "2026-11-02T00:00:00.000+0000"),
	}
	o.rows["Organization"] = []map[string]any{{"Id": "00D000000000000001", "Name": "Acme", "IsSandbox": false}}
	o.rows["ConnectedApplication"] = []map[string]any{{"Id": "0H41", "Name": "Clay", "OptionsAllowAdminApprovedUsersOnly": true}}
	o.rows["SecurityHealthCheck"] = []map[string]any{{"Score": "83"}}
	o.metadata["SharingRules"] = map[string]string{"Account": `<sharingCriteriaRules><fullName>Clay_EMEA</fullName><accessLevel>Read</accessLevel>` +
		`<label>x</label><sharedTo><role>Leaf</role></sharedTo><criteriaItems><field>Region__c</field><operation>equals</operation><value>EMEA</value></criteriaItems></sharingCriteriaRules>`}
	o.metadata["SecuritySettings"] = map[string]string{"Security": `<networkAccess><ipRanges><end>52.7.81.233</end><start>52.7.81.233</start></ipRanges></networkAccess>` +
		`<sessionSettings><enforceIpRangesEveryRequest>true</enforceIpRangesEveryRequest></sessionSettings>`}
	o.metadata["ConnectedAppSettings"] = map[string]string{"ConnectedApp": `<enableAdminApprovedAppsOnly>true</enableAdminApprovedAppsOnly>`}
	o.metadata["ConnectedApp"] = map[string]string{"Local": `<label>Local</label><oauthConfig><consumerKey>CANARYKEY</consumerKey><scopes>Api</scopes></oauthConfig>`}
	o.metadata["ExternalClientApplication"] = map[string]string{"Eca": `<label>Eca</label>`}
	o.metadata["ExtlClntAppOauthConfigurablePolicies"] = map[string]string{
		"Eca_plcy": `<externalClientApplication>Eca</externalClientApplication><ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType>`}
}

var (
	fromObject = regexp.MustCompile(` FROM (\w+)`)
	whereIn    = regexp.MustCompile(`WHERE (\w+) (IN|>|=) \(?([^)]*?)\)?( AND| ORDER|$)`)
)

// ServeHTTP answers as the org does.
func (o *smallOrg) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	q := r.URL.Query().Get("q")
	what := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	switch {
	case q != "":
		what = fromObject.FindStringSubmatch(q)[1]
		o.soql = append(o.soql, q)
	case strings.HasSuffix(r.URL.Path, "/describe"):
		what = "describe " + strings.Split(r.URL.Path, "/")[5]
	case strings.Contains(r.URL.Path, "/query/page-"):
		what = strings.Split(r.URL.Path, "-")[1]
	case strings.Contains(r.URL.Path, "/Soap/"):
		what = soapType(body)
	case strings.Contains(r.URL.Path, "/jobs/query/"):
		what = "job"
		if strings.HasSuffix(r.URL.Path, "/results") {
			what = "results"
		}
	case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/jobs/query"):
		what = "new job"
	}
	o.seen[what]++
	w.Header().Set("Sforce-Limit-Info", "api-usage=17/15000")
	if o.fault != nil && o.fault(w, r, what, o.seen[what]) {
		return
	}
	if r.URL.Path == "/services/oauth2/token" {
		o.token = liveToken + renewedMark
		o.json(w, map[string]any{"access_token": o.token, "instance_url": o.server.URL})
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+o.token && !strings.Contains(string(body), "<met:sessionId>"+o.token+"<") {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`)
		return
	}
	switch path := r.URL.Path; {
	case path == "/services/oauth2/userinfo":
		o.json(w, map[string]any{"user_id": "005000000000000002", "preferred_username": "scanner@acme.com"})
	case strings.HasSuffix(path, "/limits"):
		o.json(w, map[string]any{"DailyApiRequests": map[string]any{"Max": 15000, "Remaining": 14983}})
	case strings.HasSuffix(path, "/describe"):
		object := strings.TrimPrefix(what, "describe ")
		if o.columns[object] == nil {
			o.refuse(w, 404, "NOT_FOUND", "The requested resource does not exist")
			return
		}
		o.json(w, map[string]any{"name": object, "fields": o.columns[object]})
	case strings.Contains(path, "/Soap/"):
		o.soapAnswer(w, what, body)
	case what == "new job":
		o.json(w, map[string]any{"id": "750x", "state": "UploadComplete"})
	case what == "job":
		o.json(w, map[string]any{"id": "750x", "state": "JobComplete", "numberRecordsProcessed": len(o.rows["FieldPermissions"])})
	case what == "results":
		o.results(w, r)
	default:
		o.query(w, path, q, what)
	}
}

func (o *smallOrg) query(w http.ResponseWriter, path, q, object string) {
	rows := o.pages[path]
	if q != "" {
		rows = o.matching(object, q)
		if strings.Contains(q, "COUNT()") {
			o.json(w, map[string]any{"totalSize": len(rows), "done": true, "records": []any{}})
			return
		}
	}
	total := len(rows)
	if q == "" {
		total = len(o.rows[object])
	}
	page := map[string]any{"totalSize": total, "done": true, "records": rows}
	if len(rows) > o.pageRows && object != "EntityDefinition" {
		next := fmt.Sprintf("/services/data/v63.0/query/page-%s-%d", object, len(o.pages))
		o.pages[next] = rows[o.pageRows:]
		page["records"], page["done"], page["nextRecordsUrl"] = rows[:o.pageRows], false, next
	}
	o.json(w, page)
}

func (o *smallOrg) matching(object, q string) []map[string]any {
	rows := slices.Clone(o.rows[object])
	m := whereIn.FindStringSubmatch(q)
	if m == nil {
		return rows
	}
	value := func(row map[string]any) string { return fmt.Sprint(row[m[1]]) }
	return slices.DeleteFunc(rows, func(row map[string]any) bool {
		switch m[2] {
		case ">":
			return value(row) <= strings.Trim(m[3], "'")
		default:
			return !strings.Contains(m[3], "'"+value(row)+"'")
		}
	})
}

func (o *smallOrg) results(w http.ResponseWriter, r *http.Request) {
	from, _ := strconv.Atoi(r.URL.Query().Get("locator"))
	rows := o.rows["FieldPermissions"][from:]
	w.Header().Set("Content-Type", "text/csv")
	w.Header().Set("Sforce-Locator", "null")
	if len(rows) > 2 {
		rows = rows[:2]
		w.Header().Set("Sforce-Locator", strconv.Itoa(from+2))
	}
	w.Header().Set("Sforce-NumberOfRecords", strconv.Itoa(len(rows)))
	fmt.Fprintln(w, `"Field","ParentId","SobjectType","PermissionsRead","PermissionsEdit"`)
	for _, row := range rows {
		fmt.Fprintf(w, "%q,%q,%q,%v,%v\n", row["Field"], row["ParentId"], row["SobjectType"], row["PermissionsRead"], row["PermissionsEdit"])
	}
}

// soapType is the call and the type it is for, as in "readMetadata SharingRules".
func soapType(body []byte) string {
	var envelope struct {
		Body struct {
			List *struct {
				Type string `xml:"queries>type"`
			} `xml:"listMetadata"`
			Read *struct {
				Type string `xml:"type"`
			} `xml:"readMetadata"`
		} `xml:"Body"`
	}
	if xml.Unmarshal(body, &envelope) != nil {
		return "soap"
	}
	if envelope.Body.List != nil {
		return "listMetadata " + envelope.Body.List.Type
	}
	return "readMetadata " + envelope.Body.Read.Type
}

func (o *smallOrg) soapAnswer(w http.ResponseWriter, what string, body []byte) {
	call, kind, _ := strings.Cut(what, " ")
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(o.metadata[kind])) {
		if call == "listMetadata" {
			fmt.Fprintf(&b, "<result><fullName>%s</fullName><type>%s</type></result>", name, kind)
		} else if strings.Contains(string(body), "<met:fullNames>"+name+"</met:fullNames>") {
			fmt.Fprintf(&b, `<records xsi:type="%s"><fullName>%s</fullName>%s</records>`, kind, name, o.metadata[kind][name])
		}
	}
	inner := b.String()
	if call == "readMetadata" {
		inner = "<result>" + inner + "</result>"
	}
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" `+
		`xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><%sResponse>%s</%sResponse></soapenv:Body></soapenv:Envelope>`,
		call, inner, call)
}

func (o *smallOrg) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		o.t.Error(err)
	}
}

func (o *smallOrg) refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `[{"errorCode":%q,"message":%q}]`, code, message)
}
