package clay

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// answer is what a server says to one path.
type answer struct {
	status int
	header map[string]string
	body   string
}

// server is Clay as far as a test needs it. It counts what it is asked.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []string
	waited []time.Duration
}

// serve answers each path with its answers in turn, the last one for ever.
func serve(t *testing.T, header, value string, paths map[string][]answer) *server {
	t.Helper()
	s := &server{}
	turn := map[string]int{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		uri := r.URL.RequestURI()
		s.asked = append(s.asked, r.Method+" "+uri)
		if r.Header.Get(header) != value {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answers, ok := paths[uri]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"message":"`+canary+`"}`)
			return
		}
		a := answers[min(turn[uri], len(answers)-1)]
		turn[uri]++
		for key, value := range a.header {
			w.Header().Set(key, value)
		}
		if a.status != 0 {
			w.WriteHeader(a.status)
		}
		fmt.Fprint(w, strings.ReplaceAll(a.body, "CANARY", canary))
	}))
	t.Cleanup(s.Close)
	return s
}

// world is one in which Clay is the server, and every secret is the canary.
func (s *server) world(dir string) world {
	w := realWorld(dir, noon)
	w.getenv = func(string) string { return canary }
	w.api, w.v3 = s.URL+"/public/v0", s.URL+"/v3"
	w.wait = func(_ context.Context, d time.Duration) error {
		s.waited = append(s.waited, d)
		return nil
	}
	return w
}

func secretRef(t *testing.T) evidence.Secret {
	t.Helper()
	var s evidence.Secret
	if err := s.UnmarshalText([]byte("env:CLAY_KEY")); err != nil {
		t.Fatal(err)
	}
	return s
}

func ok(body string) []answer { return []answer{{body: body}} }

const (
	apiMe      = "/public/v0/me"
	apiBalance = "/public/v0/credits/balance"
)

func apiAnswers() map[string][]answer {
	return map[string][]answer{
		apiMe:      ok(`{"user":{"id":714,"name":"Ann","token":"CANARY"},"workspace":{"id":12345}}`),
		apiBalance: ok(`{"balance":9840,"actionExecutionBalance":121400,"more":"CANARY"}`),
	}
}

func TestAPIGivesTheBalance(t *testing.T) {
	t.Parallel()
	s := serve(t, "clay-api-key", canary, apiAnswers())
	c := &Config{Workspace: "12345", Inventory: "inventory.yaml", API: &API{Key: secretRef(t)}, Location: config}
	ws, coverage, err := collect(context.Background(), c, s.world(standIn(t, inventoryText, nil)))
	if err != nil {
		t.Fatal(err)
	}
	noSecret(t, ws, coverage)
	if credits := ws.Workspace.Credits; *credits.DataBalance != 9840 || *credits.ActionBalance != 121400 {
		t.Errorf("got %+v", credits)
	}
	if got := coverage["clay.workspace"]; got.State != evidence.Complete || got.Source != "inventory, public API v0" {
		t.Errorf("got %+v", got)
	}
	if got := coverage["clay.contradictions"]; got.State != evidence.NotRequested {
		t.Errorf("the API lists nothing, and contradictions are %+v", got)
	}
	if diff := cmp.Diff([]string{"GET " + apiMe, "GET " + apiBalance}, s.asked); diff != "" {
		t.Error(diff)
	}
}

// What the API answers instead is a gap in the section it would have filled.
func TestAPIStatusIsAGap(t *testing.T) {
	t.Parallel()
	const said = "Clay's public API answered "
	busy := func(after string) answer {
		return answer{status: 429, header: map[string]string{"Retry-After": after}}
	}
	for name, test := range map[string]struct {
		path   string
		given  []answer
		reason string
		waited []time.Duration
	}{
		"401":                   {apiMe, []answer{{status: 401, body: "CANARY"}}, said + "/me with 401: the credential is wrong", nil},
		"402":                   {apiBalance, []answer{{status: 402}}, said + "/credits/balance with 402: the workspace has no credits left", nil},
		"403":                   {apiMe, []answer{{status: 403}}, said + "/me with 403: whoever the credential belongs to may not read it, or the workspace is not enabled for it", nil},
		"404":                   {apiBalance, []answer{{status: 404}}, said + "/credits/balance with 404: there is no such thing", nil},
		"418":                   {apiMe, []answer{{status: 418}}, said + "/me with 418", nil},
		"500":                   {apiMe, []answer{{status: 500}}, said + "/me with 500: Clay is in trouble", nil},
		"302":                   {apiMe, []answer{{status: 302, header: map[string]string{"Location": "/public/v0/credits/balance"}}}, said + "/me with 302: it leads elsewhere", nil},
		"429 that passes":       {apiBalance, []answer{busy("2"), busy("0"), {body: `{"balance":1}`}}, "", []time.Duration{2 * time.Second, 0}},
		"429 until a date":      {apiBalance, []answer{{status: 429, header: map[string]string{"Date": "Mon, 02 Nov 2026 09:00:00 GMT", "Retry-After": "Mon, 02 Nov 2026 09:00:05 GMT"}}, {body: `{"balance":1}`}}, "", []time.Duration{5 * time.Second}},
		"429 for ever":          {apiMe, []answer{busy("1")}, "with 429: too many requests, scan again in 1s", []time.Duration{1e9, 1e9, 1e9}},
		"429 for long":          {apiMe, []answer{busy("3600")}, "with 429: too many requests, scan again in 1h0m0s", nil},
		"429 without a time":    {apiMe, []answer{{status: 429}}, "with 429: too many requests, scan again later", nil},
		"429 of another clock":  {apiMe, []answer{busy("soon")}, "with 429: too many requests, scan again later", nil},
		"not JSON":              {apiMe, ok("<html>CANARY"), "it is not JSON", nil},
		"no workspace":          {apiMe, ok(`{"user":{}}`), "workspace.id is missing", nil},
		"another workspace":     {apiMe, ok(`{"workspace":{"id":"9"}}`), `the key of the public API is one of workspace "9", which is not "12345"`, nil},
		"no balance":            {apiBalance, ok(`{}`), "balance is missing", nil},
		"a balance in words":    {apiBalance, ok(`{"balance":"CANARY"}`), "balance has another type", nil},
		"an error beside it":    {apiBalance, ok(`{"balance":1,"error":"CANARY"}`), "it says that something went wrong", nil},
		"an error in its place": {apiBalance, ok(`{"balance":"none","error":"CANARY"}`), "it says that something went wrong", nil},
		"an answer too large":   {apiBalance, ok(`{"balance":1}` + strings.Repeat(" ", maxAnswerBytes)), "answered with more than 32 MB", nil},
		"an answer cut in half": {apiMe, []answer{{header: map[string]string{"Content-Length": "99"}, body: "{"}}, "broke off its answer", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			paths := apiAnswers()
			paths[test.path] = test.given
			s := serve(t, "clay-api-key", canary, paths)
			c := &Config{Workspace: "12345", API: &API{Key: secretRef(t)}, Location: config}
			ws, coverage, err := collect(context.Background(), c, s.world(t.TempDir()))
			if err != nil {
				t.Fatal(err)
			}
			noSecret(t, ws, coverage)
			got := coverage["clay.workspace"]
			if test.reason != "" && (got.State != evidence.Unavailable || !strings.Contains(got.Reason, test.reason)) {
				t.Errorf("got %+v, want ...%s...", got, test.reason)
			}
			if test.reason == "" && (got.State != evidence.Partial || ws.Workspace.Credits == nil) {
				t.Errorf("got %+v", got)
			}
			if diff := cmp.Diff(test.waited, s.waited, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAPIThatIsNotThereIsAGap(t *testing.T) {
	t.Parallel()
	s := serve(t, "clay-api-key", canary, nil)
	s.Close()
	c := &Config{Workspace: "12345", API: &API{Key: secretRef(t)}, Location: config}
	_, coverage, err := collect(context.Background(), c, s.world(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if got := coverage["clay.workspace"]; got.State != evidence.Unavailable || !strings.Contains(got.Reason, "was not reached: check the network") {
		t.Errorf("got %+v", got)
	}
}

// The transport is the one door: nothing but a GET of a listed path of the host gets out.
func TestNothingButListedReadsGetsOut(t *testing.T) {
	t.Parallel()
	reached := 0
	out := roundTripper(func(*http.Request) (*http.Response, error) {
		reached++
		return nil, errors.New("reached")
	})
	w := realWorld("", noon)
	w.client = out
	for what, allowed := range map[string]*regexp.Regexp{"https://api.clay.com/v3": v3Paths, "https://api.clay.com/public/v0": apiPaths} {
		g, err := newGetter(w, what, "Clay", nil, allowed)
		if err != nil {
			t.Fatal(err)
		}
		for _, request := range []string{
			"POST https://api.clay.com/v3/sources", "DELETE https://api.clay.com/v3/workspaces/1/tables", "PATCH https://api.clay.com/public/v0/me",
			"GET https://api.clay.com/v3/me", "GET https://api.clay.com/v3/", "GET https://api.clay.com/v3/workspaces/1/tables/x", "GET https://api.clay.com/v3/workspaces/1/../me",
			"GET https://api.clay.com/v3/workspaces/x/users", "GET https://evil.example/v3/sources", "GET http://api.clay.com/v3/sources", "GET http://api.clay.com/public/v0/me",
			"GET https://api.clay.com:8443/v3/sources", "GET https://api.clay.com/v3/api-keys", "GET https://api.clay.com/public/v0/tables/query", "GET https://api.clay.com/v3sources",
			"HEAD https://api.clay.com/v3/sources",
		} {
			method, url, _ := strings.Cut(request, " ")
			r, err := http.NewRequest(method, url, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := g.client.Do(r); !errors.Is(err, errNotAllowed) {
				t.Errorf("%s of %s: got %v", request, what, err)
			}
		}
		if _, err := g.get(context.Background(), "/webhooks", ""); !errors.Is(err, errNotAllowed) {
			t.Errorf("a path that is not listed: got %v", err)
		}
	}
	if reached > 0 {
		t.Errorf("%d requests got out", reached)
	}
	g, err := newGetter(w, "https://api.clay.com/v3", "Clay", nil, v3Paths)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.get(context.Background(), "/sources", "workspaceId=1"); err == nil || reached != 1 {
		t.Errorf("a listed read did not get out: %v", err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func v3Answers() map[string][]answer {
	return map[string][]answer{
		"/v3/workspaces/12345/users": ok(`{"users":[{"id":714,"username":"ann","email":"Ann@acme.com","name":"Ann","profilePicture":"https://x/CANARY","role":{"id":1,"name":"Admin"}},` +
			`{"id":715,"email":"ben@acme.com","name":"Ben","role":{"id":2,"name":"Member"}}]}`),
		"/v3/workspaces/12345/permissions": ok(`{"userPermissions":[{"roleId":1,"email":"ann@acme.com","pending":false,"user":{}}]}`),
		"/v3/workspaces/12345/tables": ok(`{"results":[{"id":"t_1","name":"Leads","workbookId":"wb_1","owner":{"id":714},"tableSettings":{"AUTO_RUN_ON":true,"HAS_SCHEDULED_RUNS":false,"x":"CANARY"},"createdAt":"2026-01-02T03:04:05.678Z"},` +
			`{"id":"t_2","name":"Events","workbookId":"wb_1","tableSettings":{"autoRun":true,"AUTO_RUN":false}}]}`),
		"/v3/workspaces/12345/app-accounts": ok(`[{"id":"aa_0","name":"Clay's OpenAI","appAccountTypeId":"openai","isSharedPublicKey":true},` +
			`{"id":"aa_1","name":"CRM","appAccountTypeId":"Salesforce","isSharedPublicKey":false,"userOwnerId":714,"obfuscatedCredentials":"CANARY","defaultAccess":"can_use","useStaticIP":true,"createdAt":"2026-02-03T00:00:00Z","deletedAt":null},` +
			`{"id":"aa_9","name":"Old","appAccountTypeId":"x","isSharedPublicKey":false,"deletedAt":"2026-01-01T00:00:00Z"}]`),
		"/v3/sources?workspaceId=12345": ok(`[{"id":"s_1","name":"Form","type":"webhook","typeSettings":{"hasAuth":true},"state":{"url":"https://api.clay.com/v3/sources/webhook/CANARY"},"sourceSubscriptions":[{"tableId":"t_1"}]},` +
			`{"id":"s_2","name":"Search","type":"v3-action"}]`),
	}
}

func withV3(t *testing.T) *Config {
	t.Helper()
	yes := true
	return &Config{Workspace: "12345", Inventory: "inventory.yaml", ExperimentalV3: &yes, V3: &V3{Key: secretRef(t)}, Location: config}
}

func TestV3AddsWhatClayDoesNotOfferElsewhere(t *testing.T) {
	t.Parallel()
	s := serve(t, "Authorization", canary, v3Answers())
	ws, coverage, err := collect(context.Background(), withV3(t), s.world(standIn(t, inventoryText, nil)))
	if err != nil {
		t.Fatal(err)
	}
	noSecret(t, ws, coverage)
	if len(ws.Contradictions) > 0 {
		t.Errorf("contradictions: %+v", ws.Contradictions)
	}
	if got := ws.Tables[0]; got.AutoRun == nil || !*got.AutoRun || *got.HasScheduledRuns || got.CreatedAt != "2026-01-02T03:04:05Z" || got.Provenance["auto_run"] != "v3" {
		t.Errorf("got %+v", got)
	}
	if got := ws.Tables[1].AutoRun; got != nil {
		t.Errorf("two spellings disagree, and auto-run is %v", *got)
	}
	if got := ws.Connections; len(got) != 1 || got[0].AddedBy != "ann@acme.com" || !*got[0].UseStaticIP || got[0].Access != "anyone" || got[0].Provider != "salesforce" {
		t.Errorf("got %+v", got)
	}
	if got := ws.Webhooks; len(got) != 1 || !*got[0].HasAuth || !urlHash.MatchString(got[0].URLHash) {
		t.Errorf("got %+v", got)
	}
	for section, want := range map[string]evidence.State{"members": evidence.Complete, "contradictions": evidence.Complete} {
		if got := coverage["clay."+section]; got.State != want || !strings.Contains(got.Source, "internal API v3 (not supported by Clay)") {
			t.Errorf("%s is %+v", section, got)
		}
	}
	wanted := []string{}
	for _, path := range slices.Sorted(maps.Keys(v3Answers())) {
		wanted = append(wanted, "GET "+path)
	}
	slices.Sort(s.asked)
	if diff := cmp.Diff(wanted, s.asked); diff != "" {
		t.Error(diff)
	}
}

func TestV3WithoutAnInventory(t *testing.T) {
	t.Parallel()
	c := withV3(t)
	c.Inventory = ""
	ws, coverage, err := collect(context.Background(), c, serve(t, "Authorization", canary, v3Answers()).world(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if len(ws.Members) != 2 || ws.Members[0].Role != RoleAdmin || ws.Members[1].Role != RoleEditor || *ws.Webhooks[0].Limit != 50_000 {
		t.Errorf("got %+v", ws.Members)
	}
	for section, want := range map[string]evidence.State{
		"members": evidence.Complete, "tables": evidence.Partial, "connections": evidence.Partial, "webhooks": evidence.Partial, "api_keys": evidence.Unavailable,
	} {
		if got := coverage["clay."+section]; got.State != want {
			t.Errorf("%s is %+v, want %s", section, got, want)
		}
	}
}

func TestV3SignsInWithACookie(t *testing.T) {
	t.Parallel()
	c := withV3(t)
	c.V3 = &V3{Cookie: secretRef(t)}
	ws, _, err := collect(context.Background(), c, serve(t, "Cookie", "claysession="+canary, v3Answers()).world(standIn(t, inventoryText, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if ws.Members[0].Provenance["role"] != "inventory, v3" {
		t.Errorf("got %+v", ws.Members[0])
	}
}

// Every status and every drift in shape is a gap of its section, and no empty list.
func TestV3DriftIsAGap(t *testing.T) {
	t.Parallel()
	const (
		users, permissions = "/v3/workspaces/12345/users", "/v3/workspaces/12345/permissions"
		tables, accounts   = "/v3/workspaces/12345/tables", "/v3/workspaces/12345/app-accounts"
		sources            = "/v3/sources?workspaceId=12345"
	)
	for name, test := range map[string]struct {
		path    string
		given   []answer
		section string
		state   evidence.State // of the section, without an inventory
		reason  string
	}{
		"401 everywhere":           {users, []answer{{status: 401}}, "members", evidence.Unavailable, "answered /workspaces/12345/users with 401: the credential is wrong"},
		"404 users":                {users, []answer{{status: 404}}, "members", evidence.Unavailable, "answered /workspaces/12345/users with 404"},
		"403 permissions":          {permissions, []answer{{status: 403}}, "members", evidence.Partial, "answered /workspaces/12345/permissions with 403: whoever the credential belongs to may not read it"},
		"no role":                  {users, ok(`{"users":[{"id":1,"email":"a@x.example"}]}`), "members", evidence.Unavailable, "role.name is missing: the credential may not be that of an admin"},
		"no email":                 {users, ok(`{"users":[{"id":1,"role":{"name":"Admin"}}]}`), "members", evidence.Unavailable, "users[0]: the answer has a shape this version does not know (email is not an address)"},
		"users renamed":            {users, ok(`{"members":[]}`), "members", evidence.Unavailable, "it has no users"},
		"pending gone":             {permissions, ok(`{"userPermissions":[{"email":"a@x.example","roleId":1}]}`), "members", evidence.Partial, "pending is missing"},
		"404 tables":               {tables, []answer{{status: 404}}, "tables", evidence.Unavailable, "answered /workspaces/12345/tables with 404"},
		"tables over pages":        {tables, ok(`{"results":[],"cursor":"x"}`), "tables", evidence.Unavailable, "the answer says that the list goes on (cursor)"},
		"users over pages":         {users, ok(`{"users":[{"id":1,"email":"a@x.example","role":{"name":"Admin"}}],"hasMore":true}`), "members", evidence.Partial, "the answer says that the list goes on (hasMore)"},
		"tables without ids":       {tables, ok(`{"results":[{}]}`), "tables", evidence.Unavailable, "id is missing"},
		"settings of another type": {tables, ok(`{"results":[{"id":"t","tableSettings":[]}]}`), "tables", evidence.Unavailable, "tableSettings has another type"},
		"500 accounts":             {accounts, []answer{{status: 500}}, "connections", evidence.Unavailable, "with 500: Clay is in trouble"},
		"accounts of unknown kind": {accounts, ok(`[{"id":"aa"}]`), "connections", evidence.Unavailable, "isSharedPublicKey is missing"},
		"accounts of no provider":  {accounts, ok(`[{"id":"aa","isSharedPublicKey":false}]`), "connections", evidence.Unavailable, "appAccountTypeId is missing"},
		"a page of HTML":           {sources, ok("<html>CANARY"), "webhooks", evidence.Unavailable, "it is not JSON"},
		"sources without type":     {sources, ok(`[{"id":"s_1"}]`), "webhooks", evidence.Unavailable, "type is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			paths := v3Answers()
			paths[test.path] = test.given
			s := serve(t, "Authorization", canary, paths)
			c := withV3(t)
			c.Inventory = ""
			ws, coverage, err := collect(context.Background(), c, s.world(t.TempDir()))
			if err != nil {
				t.Fatal(err)
			}
			noSecret(t, ws, coverage)
			if got := coverage["clay."+test.section]; got.State != test.state || !strings.Contains(got.Reason, test.reason) {
				t.Errorf("got %+v, want ...%s...", got, test.reason)
			}
			c.Inventory = "inventory.yaml"
			if _, coverage, err = collect(context.Background(), c, s.world(standIn(t, inventoryText, nil))); err != nil {
				t.Fatal(err)
			}
			if got := coverage["clay.contradictions"]; got.State == evidence.Complete || !strings.Contains(got.Reason, test.reason) {
				t.Errorf("contradictions are %+v, want ...%s...", got, test.reason)
			}
			if got := coverage["clay."+test.section]; got.State != evidence.Complete {
				t.Errorf("the inventory's own section is %+v", got)
			}
		})
	}
}

func TestV3WantsTheNumberOfAWorkspace(t *testing.T) {
	t.Parallel()
	c := withV3(t)
	c.Workspace, c.Inventory = "acme", ""
	s := serve(t, "Authorization", canary, v3Answers())
	_, coverage, err := collect(context.Background(), c, s.world(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if got := coverage["clay.members"]; got.State != evidence.Unavailable || !strings.Contains(got.Reason, `the internal API knows workspaces by number, and "acme" is none`) || len(s.asked) > 0 {
		t.Errorf("got %+v, asked %v", got, s.asked)
	}
}

func TestV3Contradictions(t *testing.T) {
	t.Parallel()
	paths := v3Answers()
	paths["/v3/workspaces/12345/users"] = ok(`{"users":[{"id":714,"email":"ann@acme.com","role":{"id":2,"name":"Editor"}},{"id":716,"email":"zoe@acme.com","role":{"id":1,"name":"Admin"}}]}`)
	paths["/v3/workspaces/12345/permissions"] = ok(`{"userPermissions":[{"roleId":1,"email":"new@acme.com","pending":true}]}`)
	ws, _, err := collect(context.Background(), withV3(t), serve(t, "Authorization", canary, paths).world(standIn(t, inventoryText, nil)))
	if err != nil {
		t.Fatal(err)
	}
	want := []Contradiction{
		{Section: "members", Kind: "clay.member", ID: "ann@acme.com", Field: "role", Values: map[string]string{"inventory": "admin", "v3": "editor"}},
		{Section: "members", Kind: "clay.member", ID: "ben@acme.com", Values: map[string]string{"inventory": "lists it"}, MissingIn: []string{"v3"}},
		{Section: "members", Kind: "clay.member", ID: "new@acme.com", Values: map[string]string{"v3": "lists it"}, MissingIn: []string{"inventory"}},
		{Section: "members", Kind: "clay.member", ID: "zoe@acme.com", Values: map[string]string{"v3": "lists it"}, MissingIn: []string{"inventory"}},
	}
	if diff := cmp.Diff(want, ws.Contradictions, cmpopts.IgnoreFields(Contradiction{}, "Location")); diff != "" {
		t.Error(diff)
	}
	if ws.Members[0].Role != RoleEditor {
		t.Errorf("ann is %s, and Clay says editor", ws.Members[0].Role)
	}
	i := slices.IndexFunc(ws.Members, func(m Member) bool { return m.Email == "new@acme.com" })
	if i < 0 || ws.Members[i].State != "pending" || ws.Members[i].Role != RoleAdmin {
		t.Errorf("the invitation is not among %+v", ws.Members)
	}
}

// Three sources at once: one thing stays one, by whatever each of them calls it.
func TestV3AndCLITogether(t *testing.T) {
	t.Parallel()
	given := answers()
	given["tables-columns-list-t_2"] = `{"data":[{"id":"f_5","name":"AI","type":"action","settings":{"authAccountId":"aa_0"}}]}`
	text := strings.Replace(inventoryText, "columns: []", "columns: [{id: f_5, name: AI}]", 1)
	text = strings.Replace(text, "{id: aa_1, name: CRM,", "{name: CRM,", 1)
	text = strings.Replace(text, "connection: aa_1", "connection: CRM", 1)
	c := withV3(t)
	c.CLI = &CLI{Path: "./clay"}
	ws, coverage, err := collect(context.Background(), c, serve(t, "Authorization", canary, v3Answers()).world(standIn(t, text, given)))
	if err != nil {
		t.Fatal(err)
	}
	if len(ws.Contradictions) > 0 {
		t.Errorf("contradictions: %+v", ws.Contradictions)
	}
	if len(ws.Connections) != 1 || ws.Connections[0].ID != "CRM" {
		t.Errorf("connections are %+v", ws.Connections)
	}
	if got := ws.Tables[0].Provenance["name"]; got != "cli, inventory, v3" {
		t.Errorf("the name of a table is from %s", got)
	}
	if got := coverage["clay.tables"].Source; got != "inventory, internal API v3 (not supported by Clay), clay CLI 1.2.3" {
		t.Errorf("tables are from %s", got)
	}
}
