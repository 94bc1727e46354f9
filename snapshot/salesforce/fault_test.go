package salesforce

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// faultCase is one way for an org to misbehave. A case either is survived, or leaves the
// sections in open not complete, each with a reason that names the object.
type faultCase struct {
	name    string
	on      string // the object or call that fails
	from    int    // from which of its requests
	to      int    // to which; 0: all
	answer  func(o *smallOrg, w http.ResponseWriter, r *http.Request)
	all     bool // fields: all
	prepare func(o *smallOrg)
	open    []string // nil: survived
	names   string   // what the reasons name; default: on
}

func text(status int, media, body string) func(*smallOrg, http.ResponseWriter, *http.Request) {
	return func(_ *smallOrg, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func faultCases() []faultCase {
	const js = "application/json"
	refusal := func(status int, code string) func(*smallOrg, http.ResponseWriter, *http.Request) {
		return text(status, js, `[{"errorCode":"`+code+`","message":"no"}]`)
	}
	grants := []string{"access", "permission_sets", "profiles"}
	return []faultCase{
		{name: "429 that passes", on: "User", from: 1, to: 2, answer: text(429, js, "")},
		{name: "503 that passes", on: "User", from: 1, to: 3, answer: text(503, "text/html", "<html>")},
		{name: "503 that stays", on: "UserRole", from: 1, answer: text(503, "text/html", "<html>"), open: []string{"roles"}},
		{name: "502 that passes", on: "User", from: 1, to: 4, answer: text(502, "text/html", "<html>")},
		{name: "504 of the Metadata API that passes", on: "readMetadata SharingRules", from: 1, to: 1, answer: text(504, "text/html", "<html>")},
		{name: "500 that passes", on: "describe Account", from: 1, to: 1, answer: refusal(500, "UNKNOWN_EXCEPTION")},
		{name: "500 that stays", on: "UserRole", from: 1, answer: refusal(500, "UNKNOWN_EXCEPTION"), open: []string{"roles"}, names: "tried 5 times"},
		{name: "502 of a job that was sent", all: true, on: "new job", from: 1, to: 1, answer: text(502, "text/html", "<html>"), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "REQUEST_LIMIT_EXCEEDED that passes", on: "User", from: 1, to: 1, answer: refusal(403, "REQUEST_LIMIT_EXCEEDED")},
		{name: "REQUEST_LIMIT_EXCEEDED that stays", on: "OauthToken", from: 1, answer: refusal(403, "REQUEST_LIMIT_EXCEEDED"), open: []string{"tokens"}},
		{name: "SERVER_UNAVAILABLE that passes", on: "Group", from: 1, to: 1, answer: refusal(500, "SERVER_UNAVAILABLE")},
		{name: "UNABLE_TO_LOCK_ROW that passes", on: "Group", from: 1, to: 1, answer: refusal(400, "UNABLE_TO_LOCK_ROW")},
		{name: "expired session mid-page, access token", on: "PermissionSetAssignment", from: 2, answer: refusal(401, "INVALID_SESSION_ID"), names: "",
			open: []string{"access", "apps", "assignments", "connected_app_settings", "fields", "logins", "objects", "permission_set_groups", "permission_sets", "profiles",
				"public_groups", "roles", "security_settings", "sharing_rules", "tokens"}},
		{name: "truncated body that passes", on: "User", from: 1, to: 1, answer: truncated},
		{name: "truncated body that stays", on: "ObjectPermissions", from: 1, answer: truncated, open: grants},
		{name: "connection dropped", on: "FieldPermissions", from: 1, answer: func(*smallOrg, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, open: []string{"access", "fields"}},
		{name: "slow", on: "LoginHistory", from: 1, answer: func(_ *smallOrg, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, open: []string{"logins"}},
		{name: "UserRole without rows", on: "UserRole", from: 1, answer: text(200, js, `{"totalSize":0,"done":true,"records":[]}`), open: []string{"roles"}},
		{name: "wrong JSON", on: "UserRole", from: 1, answer: text(200, js, `{"records": 7}`), open: []string{"roles"}},
		{name: "two JSON values", on: "Group", from: 1, answer: text(200, js, `{"totalSize":0,"done":true,"records":[]} {}`), open: []string{"public_groups"}},
		{name: "empty JSON object", on: "Group", from: 1, answer: text(200, js, `{}`), open: []string{"public_groups"}},
		{name: "JSON null", on: "UserLogin", from: 1, answer: text(200, js, `null`), open: []string{"users"}},
		{name: "wrong content type", on: "PermissionSetGroupComponent", from: 1, answer: text(200, "text/html", "<html>login</html>"), open: []string{"access", "permission_set_groups"}},
		{name: "2,500-row stop", on: "OauthToken", from: 2, answer: text(200, js, `{"totalSize":3,"done":true,"records":[{"Id":"0CQ1"}]}`), open: []string{"tokens"}},
		{name: "2,500-row stop that lies about its size", on: "OauthToken", from: 2, answer: text(200, js, `{"totalSize":1,"done":true,"records":[{"Id":"0CQ1"}]}`), open: []string{"tokens"}},
		{name: "more tokens than a query gives", on: "OauthToken", from: 1, to: 1, answer: text(200, js, `{"totalSize":2501,"done":true,"records":[]}`), open: []string{"tokens"}},
		{name: "redirect to another host", on: "UserRole", from: 1, answer: func(_ *smallOrg, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example"+r.URL.Path, http.StatusFound)
		}, open: []string{"roles"}},
		{name: "redirect in a circle", on: "UserRole", from: 1, answer: func(_ *smallOrg, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
		}, open: []string{"roles"}},
		{name: "huge body", on: "GroupMember", from: 1, answer: huge, open: []string{"public_groups"}},
		{name: "done=false without the next page", on: "PermissionSet", from: 1, to: 1, answer: text(200, js, `{"totalSize":5,"done":false,"records":[]}`),
			open: []string{"access", "assignments", "fields", "logins", "objects", "permission_set_groups", "permission_sets", "profiles", "public_groups", "roles", "tokens"}},
		{name: "done=false without the next page, later", on: "User", from: 1, answer: text(200, js, `{"totalSize":5,"done":false,"records":[{"Id":"005000000000000001","Username":"clay@acme.com"}]}`),
			open: []string{"access", "assignments", "fields", "logins", "permission_set_groups", "permission_sets", "profiles", "public_groups", "roles", "tokens", "users"}},
		{name: "next page on another host", on: "Group", from: 1, answer: text(200, js, `{"totalSize":5,"done":false,"nextRecordsUrl":"https://evil.example/x","records":[]}`), open: []string{"public_groups"}},
		{name: "next page is the same page", on: "Group", from: 1, answer: func(_ *smallOrg, w http.ResponseWriter, r *http.Request) {
			text(200, js, `{"totalSize":5,"done":false,"nextRecordsUrl":"/services/data/v63.0/query/page-Group-9","records":[]}`)(nil, w, r)
		}, open: []string{"public_groups"}},
		{name: "duplicate pages", on: "PermissionSetAssignment", from: 2, answer: text(200, js, `{"totalSize":4,"done":true,"records":[{"Id":"0Pa1"},{"Id":"0Pa2"}]}`), open: []string{"access", "assignments"}},
		{name: "fewer rows than it says", on: "FieldPermissions", from: 1, answer: text(200, js, `{"totalSize":4,"done":true,"records":[]}`), open: []string{"access", "fields"}},
		{name: "a column left out", on: "PermissionSet", from: 4, answer: text(200, js, `{"totalSize":5,"done":true,"records":[{"Id":"0PS000000000000001"},{"Id":"0PS000000000000002"},{"Id":"0PS000000000000003"},{"Id":"0PS000000000000004"},{"Id":"0PS000000000000005"}]}`),
			open: []string{"access", "assignments", "fields", "logins", "permission_set_groups", "permission_sets", "profiles", "public_groups", "roles", "tokens"}},
		{name: "a column left out of a good answer", on: "MutingPermissionSet", from: 2, answer: text(200, js, `{"totalSize":1,"done":true,"records":[{"Id":"0QM000000000000001"}]}`),
			open: []string{"access", "permission_sets"}, names: "left out the column PermissionsExportReport"},
		{name: "good JSON of another content type", on: "Group", from: 1, answer: text(200, "text/plain", `{"totalSize":0,"done":true,"records":[]}`), open: []string{"public_groups"}},
		{name: "rows that are not there for some columns", on: "MutingPermissionSet", from: 2, answer: text(200, js, `{"totalSize":0,"done":true,"records":[]}`), open: []string{"access", "permission_sets"}},
		{name: "Group without rows", on: "Group", from: 1, answer: text(200, js, `{"totalSize":0,"done":true,"records":[]}`), open: []string{"public_groups"}},
		{name: "UserLogin without rows", on: "UserLogin", from: 1, answer: text(200, js, `{"totalSize":0,"done":true,"records":[]}`), open: []string{"users"}},
		{name: "INSUFFICIENT_ACCESS", on: "UserLogin", from: 1, answer: refusal(403, "INSUFFICIENT_ACCESS"), open: []string{"users"}},
		{name: "INVALID_TYPE", on: "OauthToken", from: 1, answer: refusal(400, "INVALID_TYPE"), open: []string{"tokens"}},
		{name: "INVALID_FIELD", on: "EntityDefinition", from: 1, answer: refusal(400, "INVALID_FIELD"), open: []string{"objects"}},
		{name: "describe that is refused", on: "describe Account", from: 1, answer: refusal(404, "NOT_FOUND"), open: []string{"fields"}, names: "Account"},
		{name: "describe without columns", on: "describe ObjectPermissions", from: 1, answer: text(200, js, `{"name":"x","fields":[]}`), open: grants, names: "ObjectPermissions"},
		{name: "profile without metadata", on: "Profile", from: 2, answer: text(200, js, `{"totalSize":1,"done":true,"records":[{"Id":"x","Metadata":null}]}`), open: []string{"access", "profiles"}},
		{name: "setup entity of a new type", on: "SetupEntityAccess", from: 1, answer: text(200, js, `{"totalSize":1,"done":true,"records":[{"Id":"1","ParentId":"0PS000000000000005","SetupEntityId":"x","SetupEntityType":"Novelty"}]}`), open: []string{"access", "permission_sets"}},
		{name: "no users", on: "User", from: 1, answer: text(200, js, `{"totalSize":0,"done":true,"records":[]}`),
			open: []string{"access", "assignments", "fields", "logins", "objects", "permission_set_groups", "permission_sets", "profiles", "public_groups", "roles", "tokens", "users"}, names: ""},
		{name: "scanner unknown", on: "userinfo", from: 1, answer: refusal(403, "FORBIDDEN"),
			open: []string{"access", "assignments", "fields", "logins", "permission_set_groups", "permission_sets", "profiles", "public_groups", "roles", "tokens"}, names: ""},
		{name: "gzip broken", on: "UserRole", from: 1, answer: func(_ *smallOrg, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", js)
			fmt.Fprint(w, "\x1f\x8b\x08\x00garbage")
		}, open: []string{"roles"}},
		{name: "gzip of good JSON", on: "UserLogin", from: 1, answer: func(o *smallOrg, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", js)
			z := gzip.NewWriter(w)
			_ = json.NewEncoder(z).Encode(map[string]any{"totalSize": 2, "done": true, "records": o.rows["UserLogin"]})
			_ = z.Close()
		}},
		{name: "bulk job failed", all: true, on: "job", from: 1, answer: text(200, js, `{"id":"750x","state":"Failed","errorMessage":"no"}`), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "bulk job aborted", all: true, on: "job", from: 1, answer: text(200, js, `{"id":"750x","state":"Aborted"}`), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "bulk job that never ends", all: true, on: "job", from: 1, answer: text(200, js, `{"id":"750x","state":"InProgress"}`), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "bulk job without an id", all: true, on: "new job", from: 1, answer: text(200, js, `{}`), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "bulk locator that loops", all: true, on: "results", from: 1, answer: csvPage("2", "1", "F,x\n"), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "bulk locator missing", all: true, on: "results", from: 1, answer: csvPage("", "1", "x\n"), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "CSV broken", all: true, on: "results", from: 1, answer: csvPage("null", "1", "a,b\n"), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "CSV cut at a row", all: true, on: "results", from: 2, answer: csvPage("null", "2", "Account.X,0PS000000000000003,Account,true,false\n"), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "CSV page with fewer rows than it names", all: true, on: "results", from: 1, answer: csvPage("null", "4", "F,x\nF,x\nF,x\n"), open: []string{"access", "fields"}, names: "holds 3 rows"},
		{name: "CSV with fewer rows than the job", all: true, on: "results", from: 1, answer: csvPage("null", "0", ""), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "CSV without a column", all: true, on: "results", from: 1, answer: text(200, "text/csv", "Field\nx\n"), open: []string{"access", "fields"}, names: "FieldPermissions"},
		{name: "SOAP fault", on: "readMetadata SecuritySettings", from: 1, answer: text(500, "text/xml", soapFaultText("sf:INSUFFICIENT_ACCESS")), open: []string{"security_settings"}, names: "SecuritySettings"},
		{name: "SOAP fault in a good answer", on: "listMetadata SharingRules", from: 1, answer: text(200, "text/xml", soapFaultText("sf:INVALID_TYPE")), open: []string{"sharing_rules"}, names: "SharingRules"},
		{name: "SOAP fault that passes", on: "readMetadata SecuritySettings", from: 1, to: 1, answer: text(500, "text/xml", soapFaultText("sf:SERVER_UNAVAILABLE"))},
		{name: "SOAP answer that is no answer", on: "readMetadata SharingRules", from: 1, answer: text(200, "text/xml", "<x/>"), open: []string{"sharing_rules"}, names: "SharingRules"},
		{name: "SOAP answer cut off", on: "readMetadata SharingRules", from: 1, answer: text(200, "text/xml", "<soapenv:Envelope><soapenv:Body>"), open: []string{"sharing_rules"}, names: "SharingRules"},
		{name: "a listed component that does not come", on: "listMetadata SharingRules", from: 1, answer: text(200, "text/xml",
			`<Envelope><Body><listMetadataResponse><result><fullName>Gone</fullName></result></listMetadataResponse></Body></Envelope>`),
			open: []string{"sharing_rules"}, names: "Gone"},
		{name: "a malformed component", on: "none", prepare: func(o *smallOrg) {
			o.metadata["SharingRules"]["Account"] = "<sharingCriteriaRules><fullName>X</fullName></sharingCriteriaRules>"
		}, open: []string{"sharing_rules"}, names: "SharingRules"},
		{name: "settings that are not there", on: "none", prepare: func(o *smallOrg) { delete(o.metadata, "SecuritySettings") }, open: []string{"security_settings"}, names: "SecuritySettings"},
		{name: "assignment of a set that is hidden", on: "none", prepare: func(o *smallOrg) {
			o.rows["PermissionSetAssignment"][2]["PermissionSetId"] = "0PS000000000000099"
		}, open: []string{"access", "assignments"}, names: "PermissionSetAssignment"},
		{name: "assignment of a user who is hidden", on: "none", prepare: func(o *smallOrg) {
			o.rows["PermissionSetAssignment"][2]["AssigneeId"] = "005000000000000099"
		}, open: []string{"users"}, names: "User"},
		{name: "muting set that is hidden", on: "none", prepare: func(o *smallOrg) { delete(o.columns, "MutingPermissionSet") },
			open: []string{"access", "permission_set_groups", "permission_sets", "profiles"}, names: ""},
		{name: "group that is being recalculated", on: "none", prepare: func(o *smallOrg) { o.rows["PermissionSetGroup"][0]["Status"] = "Outdated" }, open: []string{"access"}, names: "Steward"},
		{name: "API version without View All Fields", on: "none", prepare: func(o *smallOrg) {
			o.columns["ObjectPermissions"] = o.columns["ObjectPermissions"][:len(objectColumns)-1]
		}, open: grants, names: "ObjectPermissions"},
		{name: "assignments without expiry", on: "none", prepare: func(o *smallOrg) {
			o.columns["PermissionSetAssignment"] = o.columns["PermissionSetAssignment"][:4]
		}, open: []string{"access", "assignments"}, names: "PermissionSetAssignment"},
	}
}

func truncated(_ *smallOrg, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "4096")
	fmt.Fprint(w, `{"totalSize":1,"done":true,"records":[`)
}

func huge(_ *smallOrg, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	block := strings.Repeat(" ", 1<<20)
	for range maxBodyBytes>>20 + 1 {
		if _, err := fmt.Fprint(w, block); err != nil {
			return
		}
	}
}

func csvPage(locator, rows, body string) func(*smallOrg, http.ResponseWriter, *http.Request) {
	return func(_ *smallOrg, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		w.Header().Set("Sforce-Locator", locator)
		w.Header().Set("Sforce-NumberOfRecords", rows)
		fmt.Fprint(w, "Field,ParentId,SobjectType,PermissionsRead,PermissionsEdit\n"+strings.Replace(body, "F,x", "Account.X,0PS000000000000003,Account,true,false", -1))
	}
}

func soapFaultText(code string) string {
	return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault><faultcode>` + code +
		`</faultcode><faultstring>` + code + `: no</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`
}

// TestNoFaultGivesASectionThatClaimsToBeComplete is the promise of Live: an org that
// misbehaves is read all the same, or the sections it touched say so and name the object.
func TestNoFaultGivesASectionThatClaimsToBeComplete(t *testing.T) {
	t.Parallel()
	cases := faultCases()
	if len(cases) < 25 {
		t.Errorf("%d faults", len(cases))
	}
	for _, f := range cases {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			small := newSmallOrg(t)
			if f.prepare != nil {
				f.prepare(small)
			}
			small.fault = func(w http.ResponseWriter, r *http.Request, what string, n int) bool {
				if f.answer == nil || what != f.on || n < f.from || f.to > 0 && n > f.to {
					return false
				}
				f.answer(small, w, r)
				return true
			}
			c := small.config()
			if f.all {
				c.Fields = "all"
			}
			d := small.deps()
			transport := http.DefaultTransport.(*http.Transport).Clone()
			t.Cleanup(transport.CloseIdleConnections)
			d.Transport = transport
			if f.name == "slow" {
				d.Transport = newHasty(t, transport, f.on)
			}
			o, sections, err := Live(t.Context(), c, liveTakenAt, d)
			if err != nil {
				t.Fatal(err)
			}
			open := openSections(sections)
			if want := slices.Sorted(slices.Values(f.open)); !slices.Equal(slices.Sorted(maps.Keys(open)), want) {
				t.Fatalf("not complete:\n%s\nwant %v", strings.Join(lines(open), "\n"), want)
			}
			names := f.names
			if names == "" && len(f.open) < 5 && !strings.Contains(f.name, "hidden") {
				names = f.on
			}
			for section, reason := range open {
				if !strings.Contains(reason, names) && !slices.Contains([]string{"public_groups", "objects", "assignments"}, section) {
					t.Errorf("%s does not name %s: %s", section, names, reason)
				}
			}
			for _, access := range o.Access {
				if _, partial := open["access"]; partial && access.Complete {
					t.Errorf("the access of %s claims to be complete", access.User)
				}
			}
		})
	}
}

// hasty does not wait for the answers about one object; for all others it has patience.
type hasty struct {
	object        string
	patient, soon *http.Transport
}

func newHasty(t *testing.T, patient *http.Transport, object string) *hasty {
	soon := patient.Clone()
	soon.ResponseHeaderTimeout = 30 * time.Millisecond
	t.Cleanup(soon.CloseIdleConnections)
	return &hasty{object, patient, soon}
}

func (h *hasty) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.Contains(req.URL.RawQuery, h.object) {
		return h.soon.RoundTrip(req)
	}
	return h.patient.RoundTrip(req)
}

func lines(m map[string]string) []string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, key+" "+m[key])
	}
	return list
}

func TestAnExpiredSessionIsRenewedOnceMidPage(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	small.token = liveToken + renewedMark // as if logged in
	expired := 0
	small.fault = func(w http.ResponseWriter, _ *http.Request, what string, n int) bool {
		if what != "PermissionSetAssignment" || n != 2 && n != 4 {
			return false
		}
		expired++
		small.refuse(w, 401, "INVALID_SESSION_ID", "Session expired or invalid")
		return true
	}
	c := small.config()
	c.Org.Auth = AuthConfig{Flow: "refresh_token", ClientID: ref("env:LW_ID"), RefreshToken: ref("env:LW_REFRESH")}
	d := small.deps()
	d.Getenv = func(string) string { return "x1" }
	_, sections, err := Live(t.Context(), c, liveTakenAt, d)
	if err != nil {
		t.Fatal(err)
	}
	if open := openSections(sections); len(open) > 0 || expired != 1 || small.seen["token"] != 2 {
		t.Errorf("open %v, %d sessions ended, %d logins", open, expired, small.seen["token"])
	}
}

func TestRetriesWaitAsTheOrgAsks(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	small.fault = func(w http.ResponseWriter, _ *http.Request, what string, n int) bool {
		if what != "User" || n > 4 {
			return false
		}
		w.Header().Set("Date", liveTakenAt.UTC().Format(http.TimeFormat))
		w.Header().Set("Retry-After", []string{"7", "", "999999", liveTakenAt.Add(9 * time.Second).UTC().Format(http.TimeFormat)}[n-1])
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	d := small.deps()
	var waits []time.Duration
	d.Sleep = func(_ context.Context, wait time.Duration) error { waits = append(waits, wait); return nil }
	if _, _, err := Live(t.Context(), small.config(), liveTakenAt, d); err != nil {
		t.Fatal(err)
	}
	want := []time.Duration{7 * time.Second, 1500 * time.Millisecond, time.Minute, 9 * time.Second}
	if !slices.Equal(waits, want) {
		t.Errorf("waited %v, want %v", waits, want)
	}
}

func TestAStoppedReadingGivesNoSnapshot(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	ctx, stop := context.WithCancel(t.Context())
	small.fault = func(_ http.ResponseWriter, _ *http.Request, what string, _ int) bool {
		if what == "Group" {
			stop()
		}
		return false
	}
	if _, _, err := Live(ctx, small.config(), liveTakenAt, small.deps()); err == nil {
		t.Error("a reading that was stopped gave an org")
	}
}
