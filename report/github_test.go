package report

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFakeGitHubIsHeldToGitHubsDescription(t *testing.T) {
	t.Parallel()
	if os.Getenv("LEASTWISE_SHARED") == "" {
		t.Skip("LEASTWISE_SHARED is not set: requests and answers are not held to GitHub's description of its API")
	}
	router, err := openAPI()
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"an issue without a title": `{"body":"x"}`,
		"an issue of a number":     `{"title":"x","body":5}`,
	} {
		quiet := &fakeGitHub{t: t, router: router}
		r := httptest.NewRequest("POST", "/repos/acme/gtm/issues", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		route, params, err := quiet.router.FindRoute(r)
		if err != nil {
			t.Fatal(err)
		}
		if validate(r, route, params) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestNewGitHubRefusesWhatWouldLeadTheTokenAstray(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		c    GitHubConfig
		want string // "" is fine
	}{
		"github.com":            {GitHubConfig{Repository: "acme/gtm", Token: "t"}, ""},
		"a name with dots":      {GitHubConfig{Repository: "acme/.github", Token: "t"}, ""},
		"Enterprise":            {GitHubConfig{Repository: "acme/gtm", Token: "t", APIURL: "https://ghe.acme.com/api/v3"}, ""},
		"this machine":          {GitHubConfig{Repository: "acme/gtm", Token: "t", APIURL: "http://127.0.0.1:8080"}, ""},
		"dry run without token": {GitHubConfig{Repository: "acme/gtm", DryRun: true}, ""},
		"no token":              {GitHubConfig{Repository: "acme/gtm"}, "no token"},
		"token of two lines":    {GitHubConfig{Repository: "acme/gtm", Token: "a\nb"}, "characters"},
		"no repository":         {GitHubConfig{Token: "t"}, "not owner/name"},
		"no owner":              {GitHubConfig{Repository: "/gtm", Token: "t"}, "not owner/name"},
		"parent folder":         {GitHubConfig{Repository: "acme/..", Token: "t"}, "not owner/name"},
		"same folder":           {GitHubConfig{Repository: "acme/.", Token: "t"}, "not owner/name"},
		"a longer path":         {GitHubConfig{Repository: "acme/gtm/issues", Token: "t"}, "not owner/name"},
		"a query":               {GitHubConfig{Repository: "acme/gtm?x=", Token: "t"}, "not owner/name"},
		"an encoded slash":      {GitHubConfig{Repository: "acme/gtm%2F..", Token: "t"}, "not owner/name"},
		"plain http":            {GitHubConfig{Repository: "acme/gtm", Token: "t", APIURL: "http://ghe.acme.com"}, "not https"},
		"a password in the URL": {GitHubConfig{Repository: "acme/gtm", Token: "t", APIURL: "https://u:hunter2@ghe.acme.com"}, "plain https"},
		"no host":               {GitHubConfig{Repository: "acme/gtm", Token: "t", APIURL: "https:///x"}, "plain https"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := NewGitHub(tt.c)
			if got := fmt.Sprint(err); (err == nil) != (tt.want == "") || !strings.Contains(got, tt.want) && tt.want != "" {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error repeats a password: %v", err)
			}
		})
	}
}

// upload sends acme's kind of file: two complete runs.
func upload(ctx context.Context, g *GitHub, t *testing.T) (*Delivery, error) {
	return g.UploadSARIF(ctx, render(t, "sarif", empty(), Options{}), fakeCommit, fakeRef)
}

const sarifs = "/repos/acme/gtm/code-scanning/sarifs"

// TestUploadUnderEverythingGitHubAnswers is the table of reference: what a server may say, and
// what must come of it.
func TestUploadUnderEverythingGitHubAnswers(t *testing.T) {
	t.Parallel()
	secondary := "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
	status := func(v string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, v)
		}
	}
	empty202 := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202) }
	for name, tt := range map[string]struct {
		script []http.HandlerFunc
		want   string // in the error, "" for success
		posts  int
		waits  []time.Duration // at the start
	}{
		"accepted":                {nil, "", 1, nil},
		"pending, then complete":  {[]http.HandlerFunc{nil, status(`{"processing_status":"pending"}`)}, "", 1, []time.Duration{pollPause}},
		"not found at first":      {[]http.HandlerFunc{nil, answer(404, "Not Found"), answer(404, "Not Found")}, "", 1, []time.Duration{pollPause, pollPause}},
		"never found":             {[]http.HandlerFunc{nil, answer(404, "Not Found"), answer(404, "Not Found"), answer(404, "Not Found"), answer(404, "Not Found")}, "404", 1, nil},
		"processing failed":       {[]http.HandlerFunc{nil, status(`{"processing_status":"failed","errors":["locationFromSarifResult: expected at least one location"]}`)}, "expected at least one location", 1, nil},
		"failed without a reason": {[]http.HandlerFunc{nil, status(`{"processing_status":"failed","errors":null}`)}, "no reason", 1, nil},
		"complete with errors":    {[]http.HandlerFunc{nil, status(`{"processing_status":"complete","errors":["rejected"]}`)}, "rejected", 1, nil},
		"202 empty, then an id":   {[]http.HandlerFunc{empty202}, "", 2, []time.Duration{pollPause}},
		"202 empty, always":       {[]http.HandlerFunc{empty202, empty202}, "gave no id", 2, nil},
		"200 instead of 202":      {[]http.HandlerFunc{status(`{}`), status(`{}`)}, "gave no id", 2, nil},
		"202 with a null id":      {[]http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202); fmt.Fprint(w, `{"id":null}`) }}, "", 2, nil},
		"400":                     {[]http.HandlerFunc{answer(400, "sarif field invalid")}, "400 (sarif field invalid)", 1, nil},
		"401":                     {[]http.HandlerFunc{answer(401, "Bad credentials")}, "not valid or has expired", 1, nil},
		"403 permission":          {[]http.HandlerFunc{answer(403, "Resource not accessible by integration")}, "security-events: write", 1, nil},
		"403 no Code Security":    {[]http.HandlerFunc{answer(403, "Code Security must be enabled for this repository to use code scanning")}, "GitHub Code Security", 1, nil},
		"403 secondary, once":     {[]http.HandlerFunc{answer(403, secondary)}, "", 2, []time.Duration{secondaryPause}},
		"403 secondary with time": {[]http.HandlerFunc{answer(403, secondary, "Retry-After", "7")}, "", 2, []time.Duration{7 * time.Second}},
		"403 primary, soon over":  {[]http.HandlerFunc{answer(403, "API rate limit exceeded", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1000000060", "Date", "Sun, 09 Sep 2001 01:46:40 GMT")}, "", 2, []time.Duration{61 * time.Second}},
		"403 primary, an hour":    {[]http.HandlerFunc{answer(403, "API rate limit exceeded", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1000003600", "Date", "Sun, 09 Sep 2001 01:46:40 GMT")}, "rate limit is used up until 02:46 UTC", 1, nil},
		"429, once":               {[]http.HandlerFunc{answer(429, "slow down", "Retry-After", "3")}, "", 2, []time.Duration{3 * time.Second}},
		"429 without a time":      {[]http.HandlerFunc{answer(429, "slow down")}, "", 2, []time.Duration{secondaryPause}},
		"429, always":             {[]http.HandlerFunc{answer(429, "a", "Retry-After", "1"), answer(429, "a", "Retry-After", "1"), answer(429, "a", "Retry-After", "1"), answer(429, "a", "Retry-After", "1")}, "run again later", 4, nil},
		"429 for a day":           {[]http.HandlerFunc{answer(429, "slow down", "Retry-After", "86400")}, "429", 1, nil},
		"404":                     {[]http.HandlerFunc{answer(404, "Not Found")}, "not there for this token", 1, nil},
		"413":                     {[]http.HandlerFunc{answer(413, "Payload too large")}, "larger than GitHub takes", 1, nil},
		"500":                     {[]http.HandlerFunc{answer(500, "oops")}, "500", 1, nil},
		"503, once":               {[]http.HandlerFunc{answer(503, "Service unavailable")}, "", 2, []time.Duration{2 * time.Second}},
		"503, always":             {[]http.HandlerFunc{answer(503, "a"), answer(503, "a"), answer(503, "a"), answer(503, "a")}, "not available", 4, nil},
		"503 while polling":       {[]http.HandlerFunc{nil, answer(503, "a"), answer(502, "a")}, "", 1, nil},
		"an answer that is HTML":  {[]http.HandlerFunc{status("<html>")}, "", 2, nil},
		"remaining 0 on success": {[]http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-RateLimit-Remaining", "0")
			w.Header().Set("X-RateLimit-Reset", "99999999999")
			w.WriteHeader(202)
			fmt.Fprint(w, `{}`)
		}}, "", 2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeGitHub(t)
			f.script = tt.script
			_, err := upload(t.Context(), f.hub(), t)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has several lines: %q", err)
			}
			if n := f.asked("POST " + sarifs); n != tt.posts {
				t.Errorf("%d uploads, want %d: %v", n, tt.posts, f.log)
			}
			if tt.waits != nil && (len(f.waits) < len(tt.waits) || !cmp.Equal(tt.waits, f.waits[:len(tt.waits)])) {
				t.Errorf("waited %v, want %v", f.waits, tt.waits)
			}
		})
	}
}

func TestUploadFollowsNoRedirectToAnotherHost(t *testing.T) {
	t.Parallel()
	for _, code := range []int{301, 302, 307, 308} {
		leaked := ""
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			leaked += r.Header.Get("Authorization") + " "
		}))
		f := newFakeGitHub(t)
		f.script = []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL+r.URL.Path, code) }}
		_, err := upload(t.Context(), f.hub(), t)
		other.Close()
		if err == nil || !strings.Contains(err.Error(), "redirect from") {
			t.Errorf("%d: error %v", code, err)
		}
		if leaked != "" {
			t.Errorf("%d: the other host got %q", code, leaked)
		}
	}
}

func TestUploadFollowsARenameOnTheSameHost(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	f.script = []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, f.url+sarifs, http.StatusTemporaryRedirect)
	}}
	if _, err := upload(t.Context(), f.hub(), t); err != nil || len(f.uploads) != 1 {
		t.Errorf("307: %v, %d uploads", err, len(f.uploads))
	}
	f.script = []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, f.url+sarifs, http.StatusMovedPermanently) // a client turns the POST into a GET
	}}
	if _, err := upload(t.Context(), f.hub(), t); err == nil || !strings.Contains(err.Error(), "redirect of a POST as GET refused") {
		t.Errorf("301: %v", err)
	}
}

func TestUploadSendsCompleteRunsAlone(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	d, err := f.hub().UploadSARIF(t.Context(), render(t, "sarif", sample(), Options{}), fakeCommit, fakeRef)
	if err != nil {
		t.Fatal(err)
	}
	// In the sample both targets have a rule that broke or lacks evidence.
	want := &Delivery{ID: d.ID, Sent: []string{"leastwise/evidence/"}, LeftOut: []string{"leastwise/clay/acme-gtm/", "leastwise/salesforce/acme/"}, Why: d.Why}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("delivery (-want +got):\n%s", diff)
	}

	a := sample()
	a.Verdicts = append(a.Verdicts[:1], a.Verdicts[2], a.Verdicts[4], a.Verdicts[5]) // without the gap and the broken rule
	a.Verdicts[1].Gap, a.Verdicts[1].Reason = true, "half was read"
	d, err = f.hub().UploadSARIF(t.Context(), render(t, "sarif", a, Options{Category: "emea"}), fakeCommit, fakeRef)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&Delivery{ID: d.ID, Sent: []string{"emea/salesforce/acme/", "emea/evidence/"}, LeftOut: []string{"emea/clay/acme-gtm/"}, Why: d.Why}, d); diff != "" {
		t.Errorf("delivery (-want +got):\n%s", diff)
	}
	why := d.Why["emea/clay/acme-gtm/"]
	if len(d.Why) != 1 || len(why) != 1 || !strings.HasPrefix(why[0], "Rule key_rotation/clay_api_key_overdue: ") || !strings.HasSuffix(why[0], ": half was read.") {
		t.Errorf("left out because of %q", d.Why)
	}
	if last := f.uploads[len(f.uploads)-1]; bytes.Contains(last, []byte("emea/clay")) || !bytes.Contains(last, []byte("ViewAllData")) {
		t.Errorf("the upload holds the wrong runs: %s", last)
	}
}

func TestUploadRefusesBeforeItSends(t *testing.T) {
	t.Parallel()
	good := render(t, "sarif", empty(), Options{})
	for name, tt := range map[string]struct {
		data        []byte
		commit, ref string
		want        string
	}{
		"short commit":     {good, "0123456", fakeRef, "not a full commit id"},
		"no commit":        {good, "", fakeRef, "not a full commit id"},
		"a branch's name":  {good, fakeCommit, "main", "not of the form"},
		"a ref with space": {good, fakeCommit, "refs/heads/a b", "not of the form"},
		"not SARIF":        {[]byte(`{}`), fakeCommit, fakeRef, "would not take"},
		"not JSON":         {[]byte(`{`), fakeCommit, fakeRef, "would not take"},
		"a scheme in a uri": {bytes.ReplaceAll(render(t, "sarif", sample(), Options{}), []byte(`"uri": "clay.yaml"`), []byte(`"uri": "clay://x"`)),
			fakeCommit, fakeRef, "scheme"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeGitHub(t)
			if _, err := f.hub().UploadSARIF(t.Context(), tt.data, tt.commit, tt.ref); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if len(f.log) != 0 {
				t.Errorf("sent %v", f.log)
			}
		})
	}
}

func TestEnterprisePathIsKept(t *testing.T) {
	t.Parallel()
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.URL.Path)
		answer(404, "Not Found")(w, r)
	}))
	defer server.Close()
	for _, api := range []string{server.URL + "/api/v3", server.URL + "/api/v3/"} {
		g, err := NewGitHub(GitHubConfig{Repository: "acme/gtm", Token: fakeToken, APIURL: api})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = upload(t.Context(), g, t)
	}
	if diff := cmp.Diff([]string{"/api/v3" + sarifs, "/api/v3" + sarifs}, got); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}

func TestUploadStopsWithItsContext(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	ctx, cancel := context.WithCancel(t.Context())
	f.script = []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) { cancel(); answer(429, "later")(w, r) }}
	if _, err := upload(ctx, f.hub(), t); err == nil {
		t.Error("no error")
	}
	if n := f.asked("POST"); n != 1 {
		t.Errorf("%d requests after the end", n)
	}
}

func TestUploadOfNothingCompleteSendsNothing(t *testing.T) {
	t.Parallel()
	f := newFakeGitHub(t)
	data := bytes.ReplaceAll(render(t, "sarif", empty(), Options{}), []byte(`"executionSuccessful": true`),
		[]byte(`"executionSuccessful": false, "toolExecutionNotifications": [{"level": "error", "message": {"text": "x"}}]`))
	d, err := f.hub().UploadSARIF(t.Context(), data, fakeCommit, fakeRef)
	if err != nil || len(d.Sent) != 0 || len(d.LeftOut) != 3 || len(f.log) != 0 {
		t.Errorf("%+v, %v, requests %v", d, err, f.log)
	}
}

// The transport is the second lock: whoever builds a request for another host gets no token.
func TestTransportSendsNothingToAnotherHost(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(other.Close)
	req, err := http.NewRequestWithContext(t.Context(), "GET", other.URL+"/repos/acme/gtm/issues", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = newFakeGitHub(t).hub().client.Client().Transport.RoundTrip(req)
	if err == nil || !strings.Contains(err.Error(), "refused: the token is for") || asked.Load() != 0 {
		t.Errorf("error %v, %d requests arrived", err, asked.Load())
	}
}

// Who is given no token sends none, not one that stands in a request either.
func TestTransportSendsNoOtherToken(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]string{"": "", fakeToken: "Bearer " + fakeToken} {
		sent := make(chan string, 1)
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { sent <- r.Header.Get("Authorization") }))
		t.Cleanup(server.Close)
		req, err := http.NewRequestWithContext(t.Context(), "GET", server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer another")
		resp, err := newGitHubTransport(req.URL, token, nil).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if got := <-sent; got != want {
			t.Errorf("with the token %q %q was sent", token, got)
		}
	}
}
