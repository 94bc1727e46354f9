package roster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/elimity-com/scim"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// canary is the token of every test. It may stand in a request and nowhere else.
const canary = "c4n4ry+t0ken/SECRET"

// online is a service of the test: no time passes between tries.
func online() service {
	return service{
		at:      noon,
		next:    http.DefaultTransport,
		getenv:  func(name string) string { return map[string]string{"SCIM_TOKEN": canary, "GITHUB_TOKEN": canary}[name] },
		timeout: time.Minute,
		pause:   func(context.Context, time.Duration) error { return nil },
	}
}

func secret(t testing.TB, ref string) evidence.Secret {
	t.Helper()
	var s evidence.Secret
	if err := s.UnmarshalText([]byte(ref)); err != nil {
		t.Fatal(err)
	}
	return s
}

func scimConfig(t testing.TB, url, filter string) *Config {
	t.Helper()
	return &Config{Location: config, SCIM: &SCIM{URL: url, Token: secret(t, "env:SCIM_TOKEN"), Filter: filter, Location: evidence.Location{File: "leastwise.yaml", Line: 11}}}
}

// quiet fails where the token stands in what comes out.
func quiet(t testing.TB, r *Roster, sections evidence.Sections, err error) {
	t.Helper()
	data, jsonErr := json.Marshal([]any{r, sections})
	if jsonErr != nil {
		t.Fatal(jsonErr)
	}
	for _, text := range []string{string(data), fmt.Sprint(err)} {
		if strings.Contains(text, canary) || strings.Contains(text, "c4n4ry") {
			t.Errorf("the token came out: %s", text)
		}
	}
}

// directory is a user store behind a real SCIM server. It gives at most 150 users a page.
type directory struct{ users []scim.Resource }

func (d *directory) GetAll(_ *http.Request, p scim.ListRequestParams) (scim.Page, error) {
	var kept []scim.Resource
	for _, u := range d.users {
		if p.FilterValidator == nil || p.FilterValidator.PassesFilter(u.Attributes) == nil {
			kept = append(kept, u)
		}
	}
	from := min(max(p.StartIndex-1, 0), len(kept))
	return scim.Page{TotalResults: len(kept), Resources: kept[from:min(from+min(p.Count, 150), len(kept))]}, nil
}

var errReadOnly = errors.New("the test server is asked to change something")

func (d *directory) Create(*http.Request, scim.ResourceAttributes) (scim.Resource, error) {
	return scim.Resource{}, errReadOnly
}
func (d *directory) Get(*http.Request, string) (scim.Resource, error) {
	return scim.Resource{}, errReadOnly
}
func (d *directory) Replace(*http.Request, string, scim.ResourceAttributes) (scim.Resource, error) {
	return scim.Resource{}, errReadOnly
}
func (d *directory) Delete(*http.Request, string) error { return errReadOnly }
func (d *directory) Patch(*http.Request, string, []scim.PatchOperation) (scim.Resource, error) {
	return scim.Resource{}, errReadOnly
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// realServer serves n users over the library's own server, behind the token.
func realServer(t testing.TB, n int) *httptest.Server {
	t.Helper()
	d := &directory{}
	for i := range n {
		d.users = append(d.users, scim.Resource{ID: fmt.Sprintf("u%05d", i), Attributes: scim.ResourceAttributes{
			"userName": fmt.Sprintf("P%05d@Acme.com", i), "displayName": fmt.Sprintf("Person %d", i), "title": "Rep", "active": i%10 != 3,
			"emails": []any{
				map[string]any{"value": fmt.Sprintf("private%d@mail.example", i), "type": "home"},
				map[string]any{"value": fmt.Sprintf("p%05d@acme.example", i), "type": "work", "primary": true},
			},
			enterprise: map[string]any{"department": "Sales", "employeeNumber": strconv.Itoa(i), "manager": map[string]any{"value": "u00000"}},
		}})
	}
	server, err := scim.NewServer(&scim.ServerArgs{
		ServiceProviderConfig: &scim.ServiceProviderConfig{SupportFiltering: true, MaxResults: 150},
		ResourceTypes: []scim.ResourceType{{
			ID: optional.NewString("User"), Name: "User", Endpoint: "/Users", Schema: schema.CoreUserSchema(),
			SchemaExtensions: []scim.SchemaExtension{{Schema: schema.ExtensionEnterpriseUser()}}, Handler: d,
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+canary {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	return web
}

func TestSCIMReadsFiveThousandUsersOfARealServer(t *testing.T) {
	t.Parallel()
	web := realServer(t, 5000)
	r, sections, err := online().read(t.Context(), "", scimConfig(t, web.URL+"/v2", ""))
	if err != nil {
		t.Fatal(err)
	}
	quiet(t, r, sections, err)
	if diff := cmp.Diff(evidence.Sections{section: {State: evidence.Complete, Source: "scim", ObservedAt: evidence.NewTime(noon)}}, sections); diff != "" {
		t.Error(diff)
	}
	left := 0
	for i, p := range r.People {
		if p.Email != fmt.Sprintf("p%05d@acme.example", i) {
			t.Fatalf("person %d is %s", i, p.Email)
		}
		if p.Status == Terminated {
			left++
		}
	}
	if len(r.People) != 5000 || left != 500 {
		t.Errorf("got %d people, %d of them left", len(r.People), left)
	}
	want := Person{
		Email: "p00013@acme.example", Aliases: []string{"p00013@acme.com"}, Name: "Person 13", Title: "Rep", Status: Terminated, StatusRaw: "inactive",
		Department: "Sales", EmployeeNumber: "13", Manager: "p00000@acme.example", Location: evidence.Location{API: "scim/Users/u00013"},
	}
	if diff := cmp.Diff(want, r.People[13]); diff != "" {
		t.Error(diff)
	}
}

func TestSCIMFilterIsPassedOn(t *testing.T) {
	t.Parallel()
	web := realServer(t, 40)
	r, _, err := online().read(t.Context(), "", scimConfig(t, web.URL, "active eq true"))
	if err != nil || len(r.People) != 36 {
		t.Errorf("got %d people, %v", len(r.People), err)
	}
	_, sections, err := online().read(t.Context(), "", scimConfig(t, web.URL, "activ eq"))
	quiet(t, nil, sections, err)
	if err == nil || !strings.Contains(err.Error(), "leastwise.yaml:11: sources.roster.scim: the service refuses the query (400), mostly for its filter") {
		t.Errorf("got %v", err)
	}
}

// user is the JSON of one user.
func user(id, rest string) string {
	return fmt.Sprintf(`{"id":%q,"userName":"%s@acme.com","active":true%s}`, id, id, rest)
}

func pageOf(total string, users ...string) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],%s"Resources":[%s]}`, total, strings.Join(users, ","))
}

// script answers the requests one after the other, the last answer again and again. An answer
// is a status, "|", headers as "Name: value|", and the body.
func script(t testing.TB, answers ...string) (*httptest.Server, *int) {
	t.Helper()
	count := new(int)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("%s was sent", r.Method)
		}
		parts := strings.Split(answers[min(*count, len(answers)-1)], "|")
		*count++
		for _, header := range parts[1 : len(parts)-1] {
			name, value, _ := strings.Cut(header, ": ")
			w.Header().Set(name, value)
		}
		status, _ := strconv.Atoi(parts[0])
		w.WriteHeader(status)
		fmt.Fprint(w, parts[len(parts)-1])
	}))
	t.Cleanup(web.Close)
	return web, count
}

func TestSCIMFaults(t *testing.T) {
	t.Parallel()
	a, b, c := user("a", ""), user("b", ""), user("c", "")
	const total2, total3 = `"totalResults":2,`, `"totalResults":3,`
	for name, test := range map[string]struct {
		answers []string
		people  int
		state   evidence.State // "" for an error
		says    string
		asked   int // requests, 0 for any number
	}{
		"all is well":                        {[]string{"200|" + pageOf(total2, a, b)}, 2, evidence.Complete, "", 1},
		"fewer a page than asked":            {[]string{"200|" + pageOf(total3, a), "200|" + pageOf(total3, b), "200|" + pageOf(total3, c)}, 3, evidence.Complete, "", 3},
		"itemsPerPage that lies":             {[]string{"200|" + pageOf(total2+`"itemsPerPage":200,`, a), "200|" + pageOf(total2+`"itemsPerPage":200,`, b)}, 2, evidence.Complete, "", 2},
		"names in another case":              {[]string{`200|{"TOTALRESULTS":1,"resources":[{"ID":"a","username":"a@acme.com","Active":"True"}]}`}, 1, evidence.Complete, "", 1},
		"pages by cursor":                    {[]string{"200|" + pageOf(`"nextCursor":"x",`, a), "200|" + pageOf("", b)}, 2, evidence.Complete, "", 2},
		"401":                                {[]string{"401|"}, 0, "", "refuses the token of env:SCIM_TOKEN (401): make a new one", 1},
		"403":                                {[]string{`403|{"detail":"scope missing"}`}, 0, "", `list users (403): give it the right to read users: "scope missing"`, 1},
		"404":                                {[]string{"404|"}, 0, "", "has no /Users (404): write the base", 1},
		"400 without a filter":               {[]string{"400|"}, 0, "", "answers with status 400", 1},
		"501":                                {[]string{"501|"}, 0, "", "answers with status 501", 1},
		"204":                                {[]string{"204|"}, 0, "", "answers with status 204", 1},
		"a detail that repeats the token":    {[]string{`403|{"detail":"bad token ` + canary + `"}`}, 0, "", `"bad token [token]"`, 1},
		"busy, then well":                    {[]string{"429|Retry-After: 3|", "503|", "200|" + pageOf(total2, a, b)}, 2, evidence.Complete, "", 3},
		"busy for ever":                      {[]string{"429|"}, 0, evidence.Unavailable, "scim was not read: it asks to come back later (429)", maxTries},
		"busy for an hour":                   {[]string{"429|Retry-After: 3600|"}, 0, evidence.Unavailable, "asks to come back later (429)", 1},
		"out of order":                       {[]string{"500|"}, 0, evidence.Unavailable, "is out of order (500)", maxTries},
		"out of order on the second page":    {[]string{"200|" + pageOf(total2, a), "500|"}, 1, evidence.Partial, "scim was read up to user 1 and no further: it is out of order (500)", 0},
		"unauthorised on the second page":    {[]string{"200|" + pageOf(total2, a), "401|"}, 1, evidence.Partial, "was read up to user 1 and no further: it refuses the token", 2},
		"a web page":                         {[]string{"200|<!doctype html><title>Sign in</title>"}, 0, "", "answers with a web page", 1},
		"a web page later":                   {[]string{"200|" + pageOf(total2, a), "200|<html>"}, 1, evidence.Partial, "answers with a web page", 2},
		"no JSON":                            {[]string{"200|users"}, 0, "", "no SCIM list of users", 1},
		"half a page":                        {[]string{`200|{"totalResults":2,"Resources":[`}, 0, "", "no SCIM list of users", 1},
		"an empty object":                    {[]string{"200|{}"}, 0, "", "neither totalResults nor Resources", 1},
		"a list":                             {[]string{"200|[]"}, 0, "", "no SCIM list of users", 1},
		"a total that is text":               {[]string{"200|" + pageOf(`"totalResults":"2",`, a)}, 0, "", "no SCIM list of users", 1},
		"a total below nothing":              {[]string{"200|" + pageOf(`"totalResults":-1,`, a)}, 0, "", "no SCIM list of users", 1},
		"nobody":                             {[]string{"200|" + pageOf(`"totalResults":0,`)}, 0, evidence.Partial, "the roster lists nobody", 1},
		"more promised than given":           {[]string{"200|" + pageOf(total3, a, b), "200|" + pageOf(total3)}, 2, evidence.Partial, "scim says that it has 3 users and gave 2", 2},
		"more given than promised":           {[]string{"200|" + pageOf(`"totalResults":1,`, a, b)}, 2, evidence.Partial, "says that it has 1 users and gave 2", 1},
		"the same page again":                {[]string{"200|" + pageOf(total3, a, b)}, 2, evidence.Partial, "gives the same page again and again: 2 of 3 users came", 2},
		"a user twice, another missing":      {[]string{"200|" + pageOf(total3, a, b), "200|" + pageOf(total3, b, c)}, 3, evidence.Complete, "", 2},
		"a total that changes":               {[]string{"200|" + pageOf(total3, a, b), "200|" + pageOf(`"totalResults":4,`, c), "200|" + pageOf(`"totalResults":4,`)}, 3, evidence.Partial, "has 4 users and gave 3", 3},
		"no total":                           {[]string{"200|" + pageOf("", a), "200|" + pageOf("")}, 1, evidence.Partial, "does not say how many users there are", 2},
		"no total, and the same page":        {[]string{"200|" + pageOf("", a)}, 1, evidence.Partial, "gives the same page again", 2},
		"a cursor that stands still":         {[]string{"200|" + pageOf(`"nextCursor":"x",`, a), "200|" + pageOf(`"nextCursor":"x",`, b)}, 2, evidence.Partial, "gives the same page again and again", 2},
		"a user without an address":          {[]string{"200|" + pageOf(total2, a, `{"id":"svc","userName":"svc","active":true}`)}, 1, evidence.Partial, `users without an email address, who cannot be matched (a filter can leave service accounts out): 1 (the first is "svc")`, 1},
		"a user without an address, twice":   {[]string{"200|" + pageOf(total3, a, `{"id":"svc","userName":"svc","active":true}`), "200|" + pageOf(total3, `{"id":"svc","userName":"svc","active":true}`, c)}, 2, evidence.Partial, `out): 1 (the first is "svc")`, 2},
		"a user who may be active":           {[]string{"200|" + pageOf(total2, a, `{"id":"b","userName":"b@acme.com"}`)}, 2, evidence.Partial, `whether they are active: 1 (the first is "b")`, 1},
		"a user whose active is a word":      {[]string{"200|" + pageOf(total2, a, `{"id":"b","userName":"b@acme.com","active":"yes"}`)}, 1, evidence.Partial, "users that cannot be read: 1", 1},
		"a user without an id":               {[]string{"200|" + pageOf(total2, a, `{"userName":"b@acme.com","active":true}`)}, 1, evidence.Partial, "users that cannot be read: 1", 1},
		"a user that is null":                {[]string{"200|" + pageOf(total2, a, "null")}, 1, evidence.Partial, "users that cannot be read: 1", 1},
		"two users of one address, one left": {[]string{"200|" + pageOf(total2, a, `{"id":"old","userName":"a@acme.com","active":false}`)}, 1, evidence.Complete, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			web, asked := script(t, test.answers...)
			r, sections, err := online().read(t.Context(), "", scimConfig(t, web.URL, ""))
			quiet(t, r, sections, err)
			if test.asked != 0 && *asked != test.asked {
				t.Errorf("asked %d times, want %d", *asked, test.asked)
			}
			if test.state == "" {
				var ours *evidence.Error
				if !errors.As(err, &ours) || !strings.Contains(err.Error(), test.says) || !strings.HasPrefix(err.Error(), "leastwise.yaml:11: sources.roster.scim: the service ") || r != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := sections[section]; got.State != test.state || !strings.Contains(got.Reason, test.says) || test.says == "" && got.Reason != "" {
				t.Errorf("got %+v", got)
			}
			if len(r.People) != test.people {
				t.Errorf("got %d people: %+v", len(r.People), r.People)
			}
		})
	}
}

func TestSCIMSendsTheTokenNowhereElse(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the other host was asked: %s", r.Header.Get("Authorization"))
	}))
	t.Cleanup(other.Close)
	for _, status := range []string{"301", "302", "303", "307", "308"} {
		web, _ := script(t, status+"|Location: "+other.URL+"/?token="+canary+"|")
		r, sections, err := online().read(t.Context(), "", scimConfig(t, web.URL, ""))
		quiet(t, r, sections, err)
		if err == nil || !strings.Contains(err.Error(), "redirects to another host") {
			t.Errorf("%s: got %v", status, err)
		}
	}
	web, _ := script(t, "302|Location: /other/Users|", "200|"+pageOf(`"totalResults":1,`, user("a", "")))
	if r, _, err := online().read(t.Context(), "", scimConfig(t, web.URL, "")); err != nil || len(r.People) != 1 {
		t.Errorf("a redirect within the host: got %v, %v", r, err)
	}
	web, _ = script(t, "302|Location: /again|")
	if _, _, err := online().read(t.Context(), "", scimConfig(t, web.URL, "")); err == nil || !strings.Contains(err.Error(), "redirects without an end") {
		t.Errorf("got %v", err)
	}
}

func TestSCIMThatDoesNotAnswerIsAGap(t *testing.T) {
	t.Parallel()
	block := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-block }))
	t.Cleanup(func() { close(block); slow.Close() })
	s := online()
	s.timeout = 20 * time.Millisecond
	_, sections, err := s.read(t.Context(), "", scimConfig(t, slow.URL, ""))
	if err != nil || sections[section].State != evidence.Unavailable || !strings.Contains(sections[section].Reason, "does not answer within 20ms") {
		t.Errorf("slow: got %v, %v", sections, err)
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	_, sections, err = online().read(t.Context(), "", scimConfig(t, gone.URL, ""))
	quiet(t, nil, sections, err)
	if err != nil || sections[section].State != evidence.Unavailable || !strings.Contains(sections[section].Reason, "cannot be reached") {
		t.Errorf("gone: got %v, %v", sections, err)
	}
	huge := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range maxBody>>20 + 1 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(huge.Close)
	if _, _, err = online().read(t.Context(), "", scimConfig(t, huge.URL, "")); err == nil || !strings.Contains(err.Error(), "more than 32 MB") {
		t.Errorf("huge: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s.pause = func(context.Context, time.Duration) error { cancel(); return ctx.Err() }
	busy, _ := script(t, "503|")
	if _, _, err := s.read(ctx, "", scimConfig(t, busy.URL, "")); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: got %v", err)
	}
}

// flaky loses the first requests.
type flaky struct{ lost int }

func (f *flaky) RoundTrip(req *http.Request) (*http.Response, error) {
	if f.lost > 0 {
		f.lost--
		return nil, errors.New("connection reset, says " + canary)
	}
	return http.DefaultTransport.RoundTrip(req)
}

func TestSCIMIsAskedAgainWhenARequestIsLost(t *testing.T) {
	t.Parallel()
	web, _ := script(t, "200|"+pageOf(`"totalResults":1,`, user("a", "")))
	for lost, want := range map[int]evidence.State{maxTries - 1: evidence.Complete, maxTries: evidence.Unavailable} {
		s := online()
		s.next = &flaky{lost: lost}
		_, sections, err := s.read(t.Context(), "", scimConfig(t, web.URL, ""))
		quiet(t, nil, sections, err)
		if err != nil || sections[section].State != want {
			t.Errorf("%d lost: got %+v, %v", lost, sections, err)
		}
	}
}

func TestSCIMChoosesTheAddressesOfWork(t *testing.T) {
	t.Parallel()
	web, _ := script(t, "200|"+pageOf(`"totalResults":3,`,
		`{"id":"1","userName":"one","active":true,"userType":"Contractor","name":{"givenName":"O","familyName":"Ne"},"emails":[{"value":"x@home.example","type":"home"},{"value":"one.alias@acme.com"},{"value":"One@acme.com","type":"work"}]}`,
		`{"id":"2","userName":"Two@acme.com","active":true,"userType":"Grade 7","emails":[{"value":"not an address","primary":true},{"value":"2@home.example","type":"home","primary":false}],"`+enterprise+`":{"manager":"1"}}`,
		`{"id":"3","userName":"three@acme.com","active":true,"userType":"former employee","`+enterprise+`":{"manager":{"value":"?","displayName":"Ann"}}}`,
	))
	r, sections, err := online().read(t.Context(), "", scimConfig(t, web.URL, ""))
	if err != nil {
		t.Fatal(err)
	}
	want := []Person{
		{Email: "one@acme.com", Aliases: []string{"one.alias@acme.com"}, Name: "O Ne", Status: "contractor", StatusRaw: "Contractor"},
		{Email: "three@acme.com", Status: Terminated, StatusRaw: "former employee", Manager: "Ann"},
		{Email: "two@acme.com", Status: "active", StatusRaw: "active", Manager: "one@acme.com"},
	}
	if diff := cmp.Diff(want, r.People, cmpopts.IgnoreTypes(evidence.Location{})); diff != "" {
		t.Error(diff)
	}
	if sections[section].State != evidence.Complete {
		t.Error(sections)
	}
}

func TestConfigIsRefused(t *testing.T) {
	t.Parallel()
	share := func(f float64) *float64 { return &f }
	scim := func(url string) *Config { return scimConfig(t, url, "") }
	for name, test := range map[string]struct {
		c    *Config
		want string
	}{
		"an inline password":      {scim("https://u:p@x.example"), "sources.roster.scim.url: holds a name or a password"},
		"no https":                {scim("http://x.example"), "sources.roster.scim.url: is not https"},
		"no address":              {scim("x.example/scim"), "sources.roster.scim.url: is not an address"},
		"a query":                 {scim("https://x.example?token=1"), `sources.roster.scim.url: ends in "?" or "#"`},
		"no token":                {&Config{SCIM: &SCIM{URL: "https://x.example"}}, "sources.roster.scim.token: is missing: write env:SCIM_TOKEN"},
		"a token that is not set": {&Config{SCIM: &SCIM{URL: "https://x.example", Token: secret(t, "env:NONE")}}, "sources.roster.scim.token: read secret env:NONE: the variable is not set"},
		"a share":                 {&Config{CSV: "x", MinShare: share(50)}, "sources.roster.min_share: wants a share from 0 to 1"},
		"a token for nothing":     {&Config{CSV: "x", GitHubToken: secret(t, "env:A")}, "has a github_token or github_url without github_org"},
		"a path as organisation":  {&Config{GitHubOrg: "a/b"}, `sources.roster.github_org: "a/b" is no name of an organisation`},
		"GitHub without https":    {&Config{GitHubOrg: "a", GitHubURL: "http://x.example"}, "sources.roster.github_url: is not https"},
		"an alias of nothing":     {&Config{CSV: "x", Match: &Rules{Aliases: map[string]string{"a@x.example": "b"}}}, `sources.roster.match.aliases: "b" is not an email address`},
		"a domain that is none":   {&Config{CSV: "x", Match: &Rules{Domains: map[string]string{"a@x.example": "b"}}}, `sources.roster.match.domains: "a@x.example" is not a domain`},
		"a domain for itself":     {&Config{CSV: "x", Match: &Rules{Domains: map[string]string{"A.example": "a.example"}}}, `stands for itself`},
	} {
		r, sections, err := online().read(t.Context(), "", test.c)
		quiet(t, r, sections, err)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "u:p") {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
	}
}

func TestConfigReadsFromYAML(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/sources.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var c Config
	if _, err := evidence.DecodeYAML("sources.yaml", data, &c); err != nil {
		t.Fatal(err)
	}
	if c.check() != nil || c.SCIM.Token.String() != "env:SCIM_TOKEN" || c.Match.Domains["acme.io"] != "acme.com" || !c.Match.PlusAddressing || c.Share() != 0.25 {
		t.Errorf("got %+v, %v", c, c.check())
	}
	if _, err := evidence.DecodeYAML("sources.yaml", []byte("scim: {url: https://x.example, token: "+canary+"}"), &c); err == nil || strings.Contains(err.Error(), canary) {
		t.Errorf("an inline token: got %v", err)
	}
}

func FuzzSCIM(f *testing.F) {
	f.Add([]byte(pageOf(`"totalResults":2,`, user("a", ""), `{"id":"b","emails":[{"value":"b@x.example","primary":"True"}],"`+enterprise+`":{"manager":"a"}}`)))
	f.Add([]byte(`{"totalResults":1,"Resources":[null,1,{"id":"a","active":null}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		page, err := parsePage(data)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r\x1b") {
				t.Errorf("not one line: %q", err)
			}
			return
		}
		w := &walk{reading: &reading{source: "scim"}, seen: map[string]bool{}, ids: map[string]string{}}
		w.judge(page, w.take(page))
		w.finish()
		for _, p := range w.people {
			if p.Email == "" || p.Email != strings.ToLower(p.Email) || p.Location.API == "" {
				t.Errorf("a person without email or place: %+v", p)
			}
			if p.Status != Terminated && p.Status != "" && !meansEmployed(p.Status) {
				t.Errorf("a status of its own: %+v", p)
			}
		}
		if page.Total != nil && *page.Total != len(w.people) && len(w.doubts) == 0 {
			t.Errorf("%d users of %d, and no doubt", len(w.people), *page.Total)
		}
	})
}
