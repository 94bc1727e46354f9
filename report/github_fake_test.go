package report

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

const (
	fakeToken  = "ghs_tokenOfTheTest"
	fakeCommit = "0123456789abcdef0123456789abcdef01234567"
	fakeRef    = "refs/heads/main"
)

// fakeGitHub is a repository behind GitHub's API: it keeps issues, comments and uploads,
// judges SARIF as GitHub does, and holds every request and answer to GitHub's own
// description of its API where LEASTWISE_SHARED has it.
type fakeGitHub struct {
	t      *testing.T
	url    string
	router routers.Router // nil: no description at hand

	mu       sync.Mutex
	issues   []*fakeIssue
	comments map[int][]*fakeComment
	uploads  [][]byte            // SARIF as sent
	verdicts map[string][]string // upload id -> errors of processing
	log      []string            // "METHOD path" of every request
	waits    []time.Duration
	perPage  int // of lists, to test paging

	// script answers instead of the repository, one a request, while any is left; an entry
	// that is nil lets the request through.
	script []http.HandlerFunc
	// late answers instead of the repository for paths with a prefix.
	late map[string]http.HandlerFunc
}

type fakeIssue struct {
	number                     int
	title, body, state, reason string
	labels                     []string
	association, userType      string
	pull                       bool
}

type fakeComment struct {
	id                          int
	body, association, userType string
}

func newFakeGitHub(t *testing.T) *fakeGitHub {
	t.Helper()
	f := &fakeGitHub{t: t, comments: map[int][]*fakeComment{}, verdicts: map[string][]string{}, late: map[string]http.HandlerFunc{}, perPage: 100}
	if os.Getenv("LEASTWISE_SHARED") != "" {
		router, err := openAPI()
		if err != nil {
			t.Fatal(err)
		}
		f.router = router
	}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

// openAPI is GitHub's description of the calls we make, read once.
var openAPI = sync.OnceValues(func() (routers.Router, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(os.Getenv("LEASTWISE_SHARED"), "conformance", "github-openapi-subset.json"))
	if err != nil {
		return nil, err
	}
	doc.Servers = nil
	return gorillamux.NewRouter(doc)
})

// hub is a client of the fake that never really waits.
func (f *fakeGitHub) hub(change ...func(*GitHubConfig)) *GitHub {
	f.t.Helper()
	c := GitHubConfig{Repository: "acme/gtm", APIURL: f.url, Token: fakeToken, Wait: func(ctx context.Context, d time.Duration) error {
		f.mu.Lock()
		f.waits = append(f.waits, d)
		f.mu.Unlock()
		return ctx.Err()
	}}
	for _, do := range change {
		do(&c)
	}
	g, err := NewGitHub(c)
	if err != nil {
		f.t.Fatal(err)
	}
	return g
}

// answer is a scripted answer in GitHub's shape of an error.
func answer(status int, message string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"message":%q,"documentation_url":"https://docs.github.com/rest"}`, message)
	}
}

func (f *fakeGitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log = append(f.log, r.Method+" "+r.URL.Path)
	if got := r.Header.Get("Authorization"); got != "Bearer "+fakeToken {
		f.t.Errorf("%s %s: Authorization %q", r.Method, r.URL.Path, got)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Errorf("read body: %v", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	input := f.validateRequest(r)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if len(f.script) > 0 {
		next := f.script[0]
		f.script = f.script[1:]
		if next != nil {
			next(w, r)
			return
		}
	}
	for prefix, handler := range f.late {
		if strings.HasPrefix(r.Method+" "+r.URL.Path, prefix) {
			handler(w, r)
			return
		}
	}
	rec := httptest.NewRecorder()
	f.route(rec, r)
	f.validateResponse(input, rec)
	for k, v := range rec.Header() {
		w.Header()[k] = v
	}
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes())
}

func (f *fakeGitHub) validateRequest(r *http.Request) *openapi3filter.RequestValidationInput {
	if f.router == nil {
		return nil
	}
	route, params, err := f.router.FindRoute(r)
	if err != nil {
		f.t.Errorf("%s %s: GitHub has no such call: %v", r.Method, r.URL.Path, err)
		return nil
	}
	input := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route}
	if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
		f.t.Errorf("%s %s: GitHub's description refuses the request: %v", r.Method, r.URL.Path, err)
	}
	return input
}

func (f *fakeGitHub) validateResponse(input *openapi3filter.RequestValidationInput, rec *httptest.ResponseRecorder) {
	if input == nil {
		return
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(rec.Body.Bytes())),
	})
	if err != nil {
		f.t.Errorf("%s %s: the fake answers what GitHub would not: %v", input.Request.Method, input.Request.URL.Path, err)
	}
}

func (f *fakeGitHub) route(w http.ResponseWriter, r *http.Request) {
	rest, ok := strings.CutPrefix(r.URL.Path, "/repos/acme/gtm/")
	if !ok {
		answer(404, "Not Found")(w, r)
		return
	}
	parts := strings.Split(rest, "/")
	switch {
	case r.Method == "POST" && rest == "code-scanning/sarifs":
		f.upload(w, r)
	case r.Method == "GET" && len(parts) == 3 && parts[1] == "sarifs":
		f.processed(w, r, parts[2])
	case r.Method == "GET" && rest == "issues":
		f.listIssues(w, r)
	case r.Method == "POST" && rest == "issues":
		f.openIssue(w, r)
	case r.Method == "PATCH" && len(parts) == 2 && parts[0] == "issues":
		f.editIssue(w, r, parts[1])
	case len(parts) == 3 && parts[0] == "issues" && parts[2] == "comments":
		f.onComments(w, r, parts[1])
	case r.Method == "PATCH" && len(parts) == 3 && parts[1] == "comments":
		f.editComment(w, r, parts[2])
	default:
		answer(404, "Not Found")(w, r)
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// upload takes what GitHub takes: base64, gzip, and then the checks of ingestion, whose
// outcome only shows when the status is asked for.
func (f *fakeGitHub) upload(w http.ResponseWriter, r *http.Request) {
	var in struct{ Sarif string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		answer(400, "Problems parsing JSON")(w, r)
		return
	}
	data, err := unpack(in.Sarif)
	if err != nil {
		answer(400, "sarif field invalid")(w, r)
		return
	}
	id := fmt.Sprintf("47177e22-5596-11eb-80a1-c1e54ef945%02x", len(f.uploads))
	f.uploads = append(f.uploads, data)
	f.verdicts[id] = ingest(data)
	reply(w, 202, map[string]any{"id": id, "url": f.url + "/repos/acme/gtm/code-scanning/sarifs/" + id})
}

func unpack(s string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// ingest answers in GitHub's own words where there are some.
func ingest(data []byte) []string {
	if bytes.Contains(data, []byte(`"executionSuccessful": false`)) {
		return []string{"unsuccessful execution"}
	}
	return Check(data, CheckOptions{})
}

func (f *fakeGitHub) processed(w http.ResponseWriter, r *http.Request, id string) {
	errs, known := f.verdicts[id]
	switch {
	case !known:
		answer(404, "Not Found")(w, r)
	case len(errs) > 0:
		reply(w, 200, map[string]any{"processing_status": "failed", "errors": errs})
	default:
		reply(w, 200, map[string]any{"processing_status": "complete", "analyses_url": f.url + "/x", "errors": nil})
	}
}

func (f *fakeGitHub) listIssues(w http.ResponseWriter, r *http.Request) {
	var list []any
	for _, i := range f.issues {
		if r.URL.Query().Get("state") == "all" && slices.Contains(i.labels, r.URL.Query().Get("labels")) {
			list = append(list, f.issueJSON(i))
		}
	}
	f.page(w, r, list)
}

// page cuts a list and links to the next part as GitHub does.
func (f *fakeGitHub) page(w http.ResponseWriter, r *http.Request, list []any) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	from := min(max(page-1, 0)*f.perPage, len(list))
	to := min(from+f.perPage, len(list))
	if to < len(list) {
		next := *r.URL
		q := next.Query()
		q.Set("page", strconv.Itoa(max(page, 1)+1))
		next.RawQuery = q.Encode()
		w.Header().Set("Link", fmt.Sprintf(`<%s%s>; rel="next"`, f.url, next.String()))
	}
	reply(w, 200, append([]any{}, list[from:to]...))
}

func (f *fakeGitHub) openIssue(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Title, Body string
		Labels      []string
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	if in.Title == "" || len(in.Title) > 256*4 || len([]rune(in.Body)) > 65536 {
		answer(422, "Validation Failed")(w, r)
		return
	}
	i := &fakeIssue{number: len(f.issues) + 1, title: in.Title, body: in.Body, state: "open", labels: in.Labels, association: "NONE", userType: "Bot"}
	f.issues = append(f.issues, i)
	reply(w, 201, f.issueJSON(i))
}

func (f *fakeGitHub) editIssue(w http.ResponseWriter, r *http.Request, number string) {
	n, _ := strconv.Atoi(number)
	var in struct {
		Title, Body, State *string
		StateReason        *string `json:"state_reason"`
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	for _, i := range f.issues {
		if i.number != n {
			continue
		}
		for from, to := range map[*string]*string{in.Title: &i.title, in.Body: &i.body, in.State: &i.state, in.StateReason: &i.reason} {
			if from != nil {
				*to = *from
			}
		}
		reply(w, 200, f.issueJSON(i))
		return
	}
	answer(404, "Not Found")(w, r)
}

func (f *fakeGitHub) onComments(w http.ResponseWriter, r *http.Request, number string) {
	n, _ := strconv.Atoi(number)
	if r.Method == "GET" {
		var list []any
		for _, c := range f.comments[n] {
			list = append(list, f.commentJSON(n, c))
		}
		f.page(w, r, list)
		return
	}
	var in struct{ Body string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	c := &fakeComment{id: 1000*n + len(f.comments[n]), body: in.Body, association: "NONE", userType: "Bot"}
	f.comments[n] = append(f.comments[n], c)
	reply(w, 201, f.commentJSON(n, c))
}

func (f *fakeGitHub) editComment(w http.ResponseWriter, r *http.Request, id string) {
	var in struct{ Body string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	for n, list := range f.comments {
		for _, c := range list {
			if strconv.Itoa(c.id) == id {
				c.body = in.Body
				reply(w, 200, f.commentJSON(n, c))
				return
			}
		}
	}
	answer(404, "Not Found")(w, r)
}

const fakeTime = "2026-11-02T09:00:00Z"

func (f *fakeGitHub) user(kind string) map[string]any {
	u := map[string]any{"login": "somebody", "id": 1, "node_id": "U_1", "type": kind, "site_admin": false, "gravatar_id": ""}
	for _, k := range []string{"avatar_url", "url", "html_url", "followers_url", "following_url", "gists_url", "starred_url", "subscriptions_url",
		"organizations_url", "repos_url", "events_url", "received_events_url"} {
		u[k] = f.url + "/" + k
	}
	return u
}

func (f *fakeGitHub) issueJSON(i *fakeIssue) map[string]any {
	labels := []any{}
	for n, l := range i.labels {
		labels = append(labels, map[string]any{"id": n + 1, "node_id": "L", "url": f.url, "name": l, "description": nil, "color": "ededed", "default": false})
	}
	v := map[string]any{
		"id": i.number, "node_id": "I", "number": i.number, "title": i.title, "body": i.body, "state": i.state, "labels": labels, "user": f.user(i.userType),
		"assignee": nil, "milestone": nil, "locked": false, "comments": 0, "closed_at": nil, "created_at": fakeTime, "updated_at": fakeTime,
		"author_association": i.association,
	}
	for _, k := range []string{"url", "repository_url", "labels_url", "comments_url", "events_url", "html_url"} {
		v[k] = f.url + "/" + k
	}
	if i.pull {
		v["pull_request"] = map[string]any{"url": f.url, "html_url": f.url, "diff_url": f.url, "patch_url": f.url}
	}
	return v
}

func (f *fakeGitHub) commentJSON(n int, c *fakeComment) map[string]any {
	return map[string]any{
		"id": c.id, "node_id": "C", "url": f.url, "html_url": f.url, "issue_url": fmt.Sprintf("%s/issues/%d", f.url, n), "body": c.body,
		"user": f.user(c.userType), "created_at": fakeTime, "updated_at": fakeTime, "author_association": c.association,
	}
}

// asked counts the requests whose "METHOD path" starts so.
func (f *fakeGitHub) asked(prefix string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, l := range f.log {
		if strings.HasPrefix(l, prefix) {
			n++
		}
	}
	return n
}

func validate(r *http.Request, route *routers.Route, params map[string]string) error {
	return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route})
}
