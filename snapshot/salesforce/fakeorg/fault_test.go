package fakeorg

import (
	"bytes"
	"context"
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
)

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

func TestUsersWithoutAPIEnabledAreSentAway(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{Grants: []string{"ViewSetup"}})
	if g := get(t, s, soqlPath("SELECT Id FROM User")); g.status != 403 || !strings.Contains(g.body, "API_DISABLED_FOR_ORG") {
		t.Errorf("got %d %s", g.status, g.body)
	}
}

func TestObjectsAreHiddenOnDemand(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{Hide: map[string]string{"User": "invalid_type", "FieldPermissions": "empty", "Lead": "invalid_type"}})
	if g := get(t, s, soqlPath("SELECT Id FROM User")); g.status != 400 || !strings.Contains(g.body, "INVALID_TYPE") {
		t.Errorf("User: %d %s", g.status, g.body)
	}
	if g := get(t, s, soqlPath("SELECT COUNT() FROM FieldPermissions")); g.body != `{"totalSize":0,"done":true,"records":[]}` {
		t.Errorf("FieldPermissions: %d %s", g.status, g.body)
	}
	if g := get(t, s, "/services/data/v63.0/sobjects/Lead/describe"); g.status != 404 {
		t.Errorf("Lead: %d", g.status)
	}
}

// TestSlowAnswersEndWithTheirClient would wait an hour if they did not.
func TestSlowAnswersEndWithTheirClient(t *testing.T) {
	t.Parallel()
	s := Start(t, small(), Options{Faults: []*Fault{{Match: "limits", Do: Slow(time.Hour)}}})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	req := request(t, s, http.MethodGet, "/services/data/v63.0/limits", "", "").WithContext(ctx)
	if g := do(t, req); !errors.Is(g.err, context.DeadlineExceeded) {
		t.Errorf("got %+v, want the client to give up", g)
	}
}

func TestColumnsOfAWholeOrgDoNotFitIntoOneURI(t *testing.T) {
	t.Parallel()
	var columns []string
	for i := range 418 {
		columns = append(columns, fmt.Sprintf("ManageSomethingOfTheOrg%03d", i))
	}
	s := Start(t, small(), Options{Columns: columns})
	all := strings.Join(columns, ", Permissions")
	if g := get(t, s, soqlPath("SELECT Id, Permissions"+all+" FROM PermissionSet")); g.status != http.StatusRequestURITooLong {
		t.Errorf("418 long columns in one query give %d", g.status)
	}
	if g := get(t, s, soqlPath("SELECT Id, Permissions"+columns[417]+" FROM PermissionSet")); g.status != 200 {
		t.Errorf("one column gives %d %s", g.status, g.body)
	}
}
