package fakeorg

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

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
