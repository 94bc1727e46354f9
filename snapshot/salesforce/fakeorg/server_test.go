package fakeorg

import (
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// got is an answer as a client sees it.
type got struct {
	status int
	header http.Header
	body   string
	err    error
}

func do(t *testing.T, req *http.Request) got {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return got{err: err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return got{resp.StatusCode, resp.Header, string(body), err}
}

func get(t *testing.T, s *Server, path string) got {
	t.Helper()
	return do(t, request(t, s, http.MethodGet, path, "", ""))
}

func request(t *testing.T, s *Server, method, path, media, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+AccessToken)
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	return req
}

func soqlPath(soql string) string { return "/services/data/v63.0/query?q=" + url.QueryEscape(soql) }

func decode(t *testing.T, g got, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(g.body), into); err != nil {
		t.Fatalf("%v: status %d: %.300s", err, g.status, g.body)
	}
}

func TestRecordsHaveSalesforcesShape(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{})
	g := get(t, s, soqlPath("SELECT Username, Profile.Name, Profile.UserLicense.Name, UserRole.Name FROM User WHERE Username = 'old@acme.com'"))
	profile := s.ID("Profile", "Name", "Acme Sales")
	want := fmt.Sprintf(`{"totalSize":1,"done":true,"records":[{"attributes":{"type":"User","url":"/services/data/v63.0/sobjects/User/%s"},`+
		`"Username":"old@acme.com","Profile":{"attributes":{"type":"Profile","url":"/services/data/v63.0/sobjects/Profile/%s"},"Name":"Acme Sales",`+
		`"UserLicense":{"attributes":{"type":"UserLicense","url":"/services/data/v63.0/sobjects/UserLicense/%s"},"Name":"Salesforce"}},"UserRole":null}]}`,
		s.ID("User", "Username", "old@acme.com"), profile, s.ID("UserLicense", "Name", "Salesforce"))
	if diff := cmp.Diff(want, g.body); diff != "" {
		t.Error(diff)
	}
	if info := g.header.Get("Sforce-Limit-Info"); info != "api-usage=1/100000" {
		t.Errorf("Sforce-Limit-Info is %q", info)
	}
	g = get(t, s, soqlPath("SELECT SourceIp, COUNT(Id), MIN(LoginTime) first FROM LoginHistory WHERE SourceIp = '9.9.9.9' GROUP BY SourceIp"))
	if want := `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"AggregateResult"},"SourceIp":"9.9.9.9","expr0":1,"first":"2025-01-01T00:00:00.000+0000"}]}`; g.body != want {
		t.Errorf("got  %s\nwant %s", g.body, want)
	}
}

func TestPagesFollowOneAnother(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{PageSize: 3})
	seen, path := map[string]bool{}, soqlPath("SELECT Id FROM ObjectPermissions")
	pages := 0
	for path != "" {
		var page struct {
			TotalSize      int
			Done           bool
			NextRecordsURL string
			Records        []struct{ ID string }
		}
		decode(t, get(t, s, path), &page)
		pages++
		for _, r := range page.Records {
			seen[r.ID] = true
		}
		if page.TotalSize != s.Rows("ObjectPermissions") || page.Done != (page.NextRecordsURL == "") {
			t.Fatalf("page %d says %+v", pages, page)
		}
		path = page.NextRecordsURL
	}
	if len(seen) != s.Rows("ObjectPermissions") || pages != (len(seen)+2)/3 {
		t.Errorf("got %d records on %d pages, the org holds %d", len(seen), pages, s.Rows("ObjectPermissions"))
	}
	if g := get(t, s, "/services/data/v63.0/query/01gNOPE-3"); g.status != http.StatusBadRequest || !strings.Contains(g.body, "INVALID_QUERY_LOCATOR") {
		t.Errorf("a wrong locator gives %d %s", g.status, g.body)
	}
}

func TestOauthTokenEndsInSilence(t *testing.T) {
	t.Parallel()
	o := small()
	for i := range 2700 {
		o.Tokens = append(o.Tokens, salesforce.Token{ID: fmt.Sprint("more", i), User: "clay@acme.com", App: "Clay"})
	}
	s := Start(t, o, Options{})
	rows, pages, path := 0, 0, soqlPath("SELECT Id FROM OauthToken")
	for path != "" {
		var page struct {
			NextRecordsURL string
			Records        []any
		}
		decode(t, get(t, s, path), &page)
		rows, pages, path = rows+len(page.Records), pages+1, page.NextRecordsURL
	}
	var count struct{ TotalSize int }
	decode(t, get(t, s, soqlPath("SELECT COUNT() FROM OauthToken")), &count)
	if rows != 2500 || pages != 5 || count.TotalSize != 2701 {
		t.Errorf("got %d records on %d pages of %d", rows, pages, count.TotalSize)
	}
}

func TestSessionsAndLimits(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{APILimit: 2, APIUsed: 1})
	wrong := request(t, s, http.MethodGet, "/services/data/v63.0/limits", "", "")
	wrong.Header.Set("Authorization", "Bearer 00Dx!wrong")
	if g := do(t, wrong); g.status != 401 || g.body != `[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]` {
		t.Errorf("a wrong token gives %d %s", g.status, g.body)
	}
	var limits map[string]struct{ Max, Remaining int }
	decode(t, get(t, s, "/services/data/v63.0/limits"), &limits)
	if limits["DailyApiRequests"].Remaining != 0 || s.Calls() != 1 {
		t.Errorf("after %d calls the limits say %+v", s.Calls(), limits)
	}
	if g := get(t, s, "/services/data/v63.0/limits"); g.status != 403 || !strings.Contains(g.body, "REQUEST_LIMIT_EXCEEDED") {
		t.Errorf("above the limit: %d %s", g.status, g.body)
	}
	if g := get(t, s, "/services/data/v68.0/limits"); g.status != 404 {
		t.Errorf("a version that is not there gives %d", g.status)
	}
	if g := get(t, s, "/services/data"); g.status != 200 || !strings.Contains(g.body, `{"label":"Spring '25","url":"/services/data/v63.0","version":"63.0"}`) {
		t.Errorf("versions: %d %s", g.status, g.body)
	}
	if g := get(t, s, soqlPath("SELECT "+strings.Repeat("Id, ", 6000)+"Id FROM User")); g.status != 414 {
		t.Errorf("a URI of 24 KB gives %d", g.status)
	}
}

func TestWritesAreRefusedAndKeptInMind(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{})
	g := do(t, request(t, s, http.MethodPatch, "/services/data/v63.0/sobjects/User/005", "application/json", `{"IsActive":false}`))
	requests := s.Requests()
	if g.status != 405 || len(requests) != 1 || requests[0] != (Request{"PATCH", "/services/data/v63.0/sobjects/User/005", "", 405}) {
		t.Errorf("got %d, the org remembers %+v", g.status, requests)
	}
}

func TestAnswersAreCompressedWhereAsked(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{})
	req := request(t, s, http.MethodGet, "/services/data", "", "")
	req.Header.Set("Accept-Encoding", "gzip")
	g := do(t, req)
	z, err := gzip.NewReader(strings.NewReader(g.body))
	if err != nil || g.header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("not compressed: %v, %v", err, g.header)
	}
	if body, err := io.ReadAll(z); err != nil || !json.Valid(body) {
		t.Errorf("compressed body: %v: %.100s", err, body)
	}
}

// assertion signs a JWT as the flow wants it.
func assertion(t *testing.T, key *rsa.PrivateKey, claims map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestTokenEndpoint(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := Start(t, small(), Options{Clients: []Client{
		{ID: "jwt", Key: &key.PublicKey, Approved: []string{"clay@acme.com", "old@acme.com"}},
		{ID: "cc", Secret: "s", RunAs: "clay@acme.com"}, {ID: "none", Secret: "s"},
		{ID: "rt", Secret: "s", RefreshToken: Canary + "refresh-0", Rotates: true}, {ID: "ip", Secret: "s", RunAs: "clay@acme.com", IPRestricted: true},
	}})
	now := s.opts.Now
	jwt := func(key *rsa.PrivateKey, change map[string]any) url.Values {
		claims := map[string]any{"iss": "jwt", "sub": "clay@acme.com", "aud": "https://login.salesforce.com", "exp": now.Add(3 * time.Minute).Unix()}
		for name, value := range change {
			claims[name] = value
		}
		return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion(t, key, claims)}}
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {"rt"}, "client_secret": {"s"}, "refresh_token": {Canary + "refresh-0"}}
	credentials := func(id, secret string) url.Values {
		return url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
	}
	for _, c := range []struct {
		name  string
		form  url.Values
		error string
	}{
		{"jwt", jwt(key, nil), ""},
		{"another key", jwt(other, nil), "invalid_grant: invalid assertion"},
		{"unknown app", jwt(key, map[string]any{"iss": "nobody"}), "invalid_client_id: client identifier invalid"},
		{"wrong audience", jwt(key, map[string]any{"aud": "https://test.salesforce.com"}), "invalid_grant: audience is invalid"},
		{"expired", jwt(key, map[string]any{"exp": now.Unix()}), "invalid_grant: expired authorization code"},
		{"valid for too long", jwt(key, map[string]any{"exp": now.Add(time.Hour).Unix()}), "invalid_grant: expired authorization code"},
		{"not approved", jwt(key, map[string]any{"sub": "scanner@fakeorg.example"}), "invalid_grant: user hasn't approved this consumer"},
		{"inactive", jwt(key, map[string]any{"sub": "old@acme.com"}), "inactive_user: user is inactive"},
		{"no assertion", url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}}, "invalid_grant: invalid assertion"},
		{"client credentials", credentials("cc", "s"), ""},
		{"wrong secret", credentials("cc", "x"), "invalid_client: invalid client credentials"},
		{"no run-as user", credentials("none", "s"), "invalid_grant: no client credentials user enabled"},
		{"ip", credentials("ip", "s"), "invalid_grant: ip restricted"},
		{"refresh", refresh, ""},
		{"refresh once more with a rotated token", refresh, "invalid_grant: expired access/refresh token"},
		{"password", url.Values{"grant_type": {"password"}}, "unsupported_grant_type: grant type not supported"},
	} {
		g := do(t, request(t, s, http.MethodPost, "/services/oauth2/token", "application/x-www-form-urlencoded", c.form.Encode()))
		var answer struct {
			AccessToken      string `json:"access_token"`
			InstanceURL      string `json:"instance_url"`
			Error            string `json:"error"`
			ErrorDescription string `json:"error_description"`
		}
		decode(t, g, &answer)
		if c.error != "" {
			if said := answer.Error + ": " + answer.ErrorDescription; said != c.error || g.status != 400 {
				t.Errorf("%s: got %d %s, want %s", c.name, g.status, said, c.error)
			}
			continue
		}
		req := request(t, s, http.MethodGet, "/services/data/v63.0/query?q=SELECT+COUNT()+FROM+User", "", "")
		req.Header.Set("Authorization", "Bearer "+answer.AccessToken)
		if !strings.Contains(answer.AccessToken, Canary) || answer.InstanceURL != s.URL || do(t, req).status != 200 {
			t.Errorf("%s: got %d %s, and the token does not work", c.name, g.status, g.body)
		}
	}
	if s.opts.Clients[0].ID != "jwt" || s.Calls() != 3 {
		t.Errorf("%d calls counted, want 3: logins are not calls", s.Calls())
	}
	s.EndSessions()
	if g := get(t, s, "/services/oauth2/userinfo"); g.status != 403 || g.body != "Bad_OAuth_Token" {
		t.Errorf("userinfo after the end: %d %s", g.status, g.body)
	}
}

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
	s := Start(t, small(), Options{})
	for _, c := range []struct{ call, want string }{
		{"<readMetadata><type>Profile</type><fullNames>Admin</fullNames></readMetadata>",
			`<records xsi:type="Profile"><fullName>Admin</fullName><custom>false</custom><loginHours><mondayEnd>1080</mondayEnd><mondayStart>480</mondayStart></loginHours>` +
				`<loginIpRanges><endAddress>52.7.81.233</endAddress><startAddress>52.7.81.233</startAddress></loginIpRanges>`},
		{"<readMetadata><type>Settings</type><fullNames>Security</fullNames><fullNames>ConnectedApp</fullNames></readMetadata>",
			`<records xsi:type="SecuritySettings"><fullName>Security</fullName><networkAccess><ipRanges><end>10.0.0.9</end><start>10.0.0.1</start></ipRanges></networkAccess>`},
		{"<readMetadata><type>ConnectedAppSettings</type><fullNames>ConnectedApp</fullNames></readMetadata>", "<enableAdminApprovedAppsOnly>false</enableAdminApprovedAppsOnly>"},
		{"<readMetadata><type>SharingRules</type><fullNames>Account</fullNames></readMetadata>",
			`<sharingCriteriaRules><fullName>EMEA</fullName><accessLevel>Read</accessLevel><label>EMEA</label><sharedTo><role>Sales</role></sharedTo>` +
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

func TestFaultsStrike(t *testing.T) {
	t.Parallel()
	soql := "SELECT Id FROM ObjectPermissions"
	for _, c := range []struct {
		name  string
		fault Fault
		check func(first, second got) error
	}{
		{"429", Fault{Do: TooManyRequests("7")}, func(a, b got) error {
			if a.status != 429 || a.header.Get("Retry-After") != "7" || b.status != 200 {
				return errors.New("want 429, then 200")
			}
			return nil
		}},
		{"503 on the second", Fault{Nth: 2, Do: Unavailable()}, func(a, b got) error {
			if a.status != 200 || b.status != 503 {
				return errors.New("want 200, then 503")
			}
			return nil
		}},
		{"session", Fault{Do: ExpireSession()}, func(a, b got) error {
			if a.status != 401 || b.status != 401 {
				return errors.New("want 401 until a new login")
			}
			return nil
		}},
		{"truncated", Fault{Do: Truncate()}, func(a, b got) error {
			if !errors.Is(a.err, io.ErrUnexpectedEOF) || b.err != nil {
				return errors.New("want a broken connection, then none")
			}
			return nil
		}},
		{"half", Fault{Do: CutBody()}, func(a, b got) error {
			if a.err != nil || json.Valid([]byte(a.body)) || !json.Valid([]byte(b.body)) {
				return errors.New("want half a JSON in full")
			}
			return nil
		}},
		{"html", Fault{Times: -1, Do: HTML()}, func(a, b got) error {
			if a.status != 200 || !strings.Contains(a.body, "<html>") || a.body != b.body {
				return errors.New("want pages for ever")
			}
			return nil
		}},
		{"no next", Fault{Do: NoNextURL()}, func(a, b got) error {
			if strings.Contains(a.body, "nextRecordsUrl") || !strings.Contains(a.body, `"done":false`) || !strings.Contains(b.body, "nextRecordsUrl") {
				return errors.New("want a page without its next")
			}
			return nil
		}},
		{"stop", Fault{Do: StopSilently(2)}, func(a, b got) error {
			if !strings.Contains(a.body, `"done":true`) || !strings.Contains(a.body, `"totalSize":2`) {
				return errors.New("want an early end")
			}
			return nil
		}},
		{"redirect", Fault{Do: Redirect("https://evil.example")}, func(a, b got) error {
			if a.status != 302 || !strings.HasPrefix(a.header.Get("Location"), "https://evil.example/services/data/") {
				return errors.New("want a redirect")
			}
			return nil
		}},
		{"column", Fault{Do: DropColumn("Id")}, func(a, b got) error {
			if strings.Contains(a.body, `"Id"`) || !strings.Contains(b.body, `"Id"`) {
				return errors.New("want records without Id")
			}
			return nil
		}},
		{"limit", Fault{Do: LimitExceeded()}, func(a, b got) error {
			if a.status != 403 || !strings.Contains(a.body, "REQUEST_LIMIT_EXCEEDED") {
				return errors.New("want 403")
			}
			return nil
		}},
		{"other object", Fault{Match: "FROM User$", Do: WrongJSON()}, func(a, b got) error {
			if a.status != 200 || a.body == "" || !strings.Contains(a.body, "totalSize") {
				return errors.New("want no fault")
			}
			return nil
		}},
	} {
		if c.fault.Match == "" {
			c.fault.Match = "GET .*/query FROM ObjectPermissions|GET .*/query SELECT Id FROM ObjectPermissions"
		}
		s := Start(t, small(), Options{PageSize: 2, Faults: []*Fault{&c.fault}})
		first := get(t, s, soqlPath(soql))
		if err := c.check(first, get(t, s, soqlPath(soql))); err != nil {
			t.Errorf("%s: %v; the first is %+v", c.name, err, first)
		}
	}
}

func TestPagesAndJobsAreSpoilt(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{PageSize: 2, BulkPolls: 1, Faults: []*Fault{
		{Match: `/query/01g.* SELECT Id FROM ObjectPermissions`, Do: RepeatPage()}, {Match: `POST .*/jobs/query SELECT Id FROM User`, Do: FailJob("InternalServerError : Retried more than 15 times")},
		{Match: `/results SELECT Id FROM Profile`, Do: DropLines(1)},
	}})
	first := get(t, s, soqlPath("SELECT Id FROM ObjectPermissions"))
	var page struct{ NextRecordsURL string }
	decode(t, first, &page)
	if again := get(t, s, page.NextRecordsURL); again.body != first.body {
		t.Errorf("the page is not repeated: %s", again.body)
	}
	run := func(object string) (state string, results got) {
		g := do(t, request(t, s, http.MethodPost, "/services/data/v63.0/jobs/query", "application/json", `{"operation":"query","query":"SELECT Id FROM `+object+`"}`))
		var job struct{ ID, State string }
		decode(t, g, &job)
		for range 2 {
			decode(t, get(t, s, "/services/data/v63.0/jobs/query/"+job.ID), &job)
		}
		return job.State, get(t, s, "/services/data/v63.0/jobs/query/"+job.ID+"/results")
	}
	if state, _ := run("User"); state != "Failed" {
		t.Errorf("the job ends as %s", state)
	}
	state, results := run("Profile")
	if lines := bytes.Count([]byte(results.body), []byte("\n")); state != "JobComplete" || lines != s.Rows("Profile") || results.header.Get("Sforce-NumberOfRecords") != strconv.Itoa(s.Rows("Profile")) {
		t.Errorf("%s: %d lines with the header: %s", state, lines, results.body)
	}
}

// TestNoRequestLogHoldsASecret reads every secret the org gives out, and searches the log.
func TestNoRequestLogHoldsASecret(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{Clients: []Client{{ID: "cc", Secret: Canary + "secret", RunAs: "clay@acme.com"}}})
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"cc"}, "client_secret": {Canary + "secret"}}.Encode()
	planted := []got{
		do(t, request(t, s, http.MethodPost, "/services/oauth2/token", "application/x-www-form-urlencoded", form)),
		get(t, s, soqlPath("SELECT AccessToken, RequestToken, DeleteToken FROM OauthToken")),
		soap(t, s, AccessToken, "<readMetadata><type>ConnectedApp</type><fullNames>Clay</fullNames></readMetadata>"),
		soap(t, s, AccessToken, "<readMetadata><type>ExtlClntAppGlobalOauthSettings</type><fullNames>Clay_ECA_glbloauth</fullNames></readMetadata>"),
	}
	for i, g := range planted {
		if !strings.Contains(g.body, Canary) {
			t.Errorf("answer %d holds no canary: %s", i, g.body)
		}
	}
	if log := fmt.Sprintf("%+v", s.Requests()); strings.Contains(log, Canary) || len(s.Requests()) != len(planted) {
		t.Errorf("the log: %s", log)
	}
}

func TestDescribeTellsWhatFieldSecurityCanHide(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{Reads: []string{"Account"}})
	var described struct {
		Fields []struct {
			Name, Type                                       string
			Permissionable, Nillable, Updateable, Calculated bool
		}
	}
	decode(t, get(t, s, "/services/data/v63.0/sobjects/account/describe"), &described)
	fields := map[string]string{}
	for _, f := range described.Fields {
		fields[f.Name] = fmt.Sprintf("%s %t %t %t %t", f.Type, f.Permissionable, f.Nillable, f.Updateable, f.Calculated)
	}
	for name, want := range map[string]string{
		"Id": "id false true false false", "Website": "string true true true false", "Code__c": "string false false true false",
		"PhotoUrl": "string false true false false",
	} {
		if fields[name] != want {
			t.Errorf("%s: got %s, want %s", name, fields[name], want)
		}
	}
	if g := get(t, s, "/services/data/v63.0/sobjects/Lead/describe"); g.status != 404 {
		t.Errorf("an object the user cannot read gives %d", g.status)
	}
	if g := get(t, s, "/services/data/v63.0/sobjects/PermissionSet/describe"); !strings.Contains(g.body, `"name":"PermissionsApiEnabled"`) {
		t.Errorf("permission columns are not described: %.200s", g.body)
	}
}
