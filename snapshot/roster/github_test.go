package roster

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// octo is a GitHub Enterprise Server with one organisation, in the shapes of its API.
type octo struct {
	pages     []string // of members
	profiles  map[string]string
	graph     []string // answers of GraphQL
	status    map[string]int
	redirects string
	asked     []string
}

func (o *octo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.asked = append(o.asked, r.Method+" "+r.URL.Path)
	path, page := strings.TrimPrefix(r.URL.Path, "/api/v3/"), 1
	if r.Header.Get("Authorization") != "Bearer "+canary {
		w.WriteHeader(http.StatusTeapot)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if o.redirects != "" {
		http.Redirect(w, r, o.redirects, http.StatusTemporaryRedirect)
		return
	}
	_, _ = fmt.Sscanf(r.URL.Query().Get("page"), "%d", &page)
	for prefix, status := range o.status {
		if strings.HasPrefix(fmt.Sprintf("%s?page=%d", path, page), prefix) {
			if status == http.StatusForbidden+1000 {
				w.Header().Set("X-RateLimit-Remaining", "0")
				status = http.StatusForbidden
			}
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"message":"Resource not accessible by %s","documentation_url":"https://docs.github.com"}`, canary)
			return
		}
	}
	switch {
	case path == "orgs/acme/members":
		if page < len(o.pages) {
			w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?page=%d>; rel="next"`, r.Host, r.URL.Path, page+1))
		}
		fmt.Fprint(w, o.pages[min(page, len(o.pages))-1])
	case strings.HasPrefix(path, "users/"):
		fmt.Fprint(w, o.profiles[strings.TrimPrefix(path, "users/")])
	case path == "/api/graphql" && r.Method == http.MethodPost:
		var query struct {
			Variables map[string]string `json:"variables"`
		}
		if json.NewDecoder(r.Body).Decode(&query) != nil || query.Variables["org"] != "acme" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		n := 0
		_, _ = fmt.Sscanf(query.Variables["after"], "c%d", &n)
		fmt.Fprint(w, o.graph[min(n, len(o.graph)-1)])
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func member(logins ...string) string {
	var all []string
	for i, login := range logins {
		all = append(all, fmt.Sprintf(`{"login":%q,"id":%d,"type":"User","site_admin":false}`, login, i+1))
	}
	return "[" + strings.Join(all, ",") + "]"
}

const noSSO = `{"data":{"organization":{"viewerIsAMember":true,"samlIdentityProvider":null}}}`

func saml(more bool, end string, nodes ...string) string {
	return fmt.Sprintf(`{"data":{"organization":{"viewerIsAMember":true,"samlIdentityProvider":{"externalIdentities":{"pageInfo":{"hasNextPage":%t,"endCursor":%q},"nodes":[%s]}}}}}`,
		more, end, strings.Join(nodes, ","))
}

func linked(login, nameID string) string {
	return fmt.Sprintf(`{"user":{"login":%q},"samlIdentity":{"nameId":%q,"username":null,"emails":[]},"scimIdentity":null}`, login, nameID)
}

func readOcto(t *testing.T, o *octo) (*Roster, evidence.Coverage, error) {
	t.Helper()
	web := httptest.NewServer(o)
	t.Cleanup(web.Close)
	r, sections, err := online().read(t.Context(), "", &Config{GitHubOrg: "acme", GitHubURL: web.URL, Location: config})
	quiet(t, r, sections, err)
	return r, sections[section], err
}

func TestGitHubMembersAreKnownBySingleSignOnOrProfile(t *testing.T) {
	t.Parallel()
	o := &octo{
		pages:    []string{member("Ann", "bob"), member("cy")},
		profiles: map[string]string{"cy": `{"login":"cy","name":"Cy Roe","email":"Cy@Acme.com"}`},
		graph: []string{
			saml(true, "c1", linked("ann", "ann@acme.com"), `{"user":null,"samlIdentity":{"nameId":"x@acme.com"}}`),
			saml(false, "c2", `{"user":{"login":"bob"},"samlIdentity":{"nameId":"g-17","emails":[{"value":"bob@acme.com"}]},"scimIdentity":{"username":"b.roe@acme.com","emails":null}}`),
		},
	}
	r, coverage, err := readOcto(t, o)
	if err != nil {
		t.Fatal(err)
	}
	at := func(login string) evidence.Location { return evidence.Location{API: "github/acme/" + login} }
	want := []Person{
		{Email: "ann@acme.com", Status: "active", StatusRaw: "active", Location: at("Ann")},
		{Email: "bob@acme.com", Aliases: []string{"b.roe@acme.com"}, Status: "active", StatusRaw: "active", Location: at("bob")},
		{Email: "cy@acme.com", Name: "Cy Roe", Status: "active", StatusRaw: "active", Location: at("cy")},
	}
	if diff := cmp.Diff(want, r.People); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(evidence.Coverage{State: evidence.Complete, Source: "github_org", ObservedAt: evidence.NewTime(noon)}, coverage); diff != "" {
		t.Error(diff)
	}
	if slices.Contains(o.asked, "GET /api/v3/users/Ann") {
		t.Errorf("the profile of a member with single sign-on was asked for: %v", o.asked)
	}
}

func TestGitHubFaults(t *testing.T) {
	t.Parallel()
	profiles := map[string]string{"ann": `{"login":"ann","email":"ann@acme.com"}`, "bob": `{"login":"bob","email":null}`, "cy": `{"login":"cy","email":"cy@acme.com"}`}
	for name, test := range map[string]struct {
		octo   octo
		people int
		state  evidence.State
		says   string
	}{
		"a member without an address": {octo{pages: []string{member("ann", "bob", "cy")}, graph: []string{noSSO}}, 2, evidence.Partial, `shows no email address of 1 of 3 members (the first is "bob"), who cannot be matched`},
		"a token of nobody in it":     {octo{pages: []string{member("ann")}, graph: []string{strings.Replace(noSSO, "true", "false", 1)}}, 1, evidence.Partial, `lists public members only, because the token belongs to nobody in "acme"`},
		"GraphQL that refuses":        {octo{pages: []string{member("ann")}, graph: []string{`{"data":{"organization":null},"errors":[{"message":"needs read:org, not ` + canary + `"}]}`}}, 1, evidence.Partial, `(it wants read:org): "needs read:org, not [token]"`},
		"GraphQL that is forbidden":   {octo{pages: []string{member("ann")}, status: map[string]int{"/api/graphql": 403}}, 1, evidence.Partial, "did not say whether the token sees all members and their single sign-on: it does not let"},
		"GraphQL that is no JSON":     {octo{pages: []string{member("ann")}, graph: []string{"<html>"}}, 1, evidence.Partial, "not of GitHub's API"},
		"a cursor that stands still":  {octo{pages: []string{member("ann")}, graph: []string{saml(true, "c1"), saml(true, "c1")}}, 1, evidence.Partial, "same page of single sign-on again"},
		"a profile out of order":      {octo{pages: []string{member("ann", "cy")}, graph: []string{noSSO}, status: map[string]int{"users/cy": 502}}, 1, evidence.Partial, `was read up to member "cy" and no further: it is out of order (502)`},
		"a second page out of order":  {octo{pages: []string{member("ann"), member("cy")}, graph: []string{noSSO}, status: map[string]int{"orgs/acme/members?page=2": 500}}, 1, evidence.Partial, "was read up to 1 members and no further"},
		"pages without an end":        {octo{pages: []string{member("ann"), member("ann"), member("cy")}, graph: []string{noSSO}}, 1, evidence.Partial, "gives pages without an end"},
		"nobody":                      {octo{pages: []string{"[]"}, graph: []string{noSSO}}, 0, evidence.Partial, "the roster lists nobody"},
		"out of order":                {octo{status: map[string]int{"orgs": 500}}, 0, evidence.Unavailable, "github_org was not read: it is out of order (500)"},
		"no requests left":            {octo{status: map[string]int{"orgs": http.StatusForbidden + 1000}}, 0, evidence.Unavailable, "the token of env:GITHUB_TOKEN has used up its requests"},
		"401":                         {octo{status: map[string]int{"orgs": 401}}, 0, "", "refuses the token of env:GITHUB_TOKEN (401): make a new one"},
		"403":                         {octo{status: map[string]int{"orgs": 403}}, 0, "", `read members (403): give it read:org, and authorise it for single sign-on: "Resource not accessible by [token]"`},
		"404":                         {octo{status: map[string]int{"orgs": 404}}, 0, "", `knows no organisation "acme" (404), or the token`},
		"422":                         {octo{status: map[string]int{"orgs": 422}}, 0, "", "answers with status 422"},
		"no JSON":                     {octo{pages: []string{"<html>"}}, 0, "", "not of GitHub's API: check github_url"},
		"another shape":               {octo{pages: []string{`{"login":"ann"}`}}, 0, "", "not of GitHub's API: check github_url"},
		"members without a login":     {octo{pages: []string{"[{}]"}}, 0, "", "members that have no login"},
		"another host":                {octo{redirects: "https://else.example/"}, 0, "", "redirects to another host"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := test.octo
			o.profiles = profiles
			r, coverage, err := readOcto(t, &o)
			if test.state == "" {
				if err == nil || !strings.HasPrefix(err.Error(), "leastwise.yaml:9: sources.roster.github_org: the service ") || !strings.Contains(err.Error(), test.says) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if coverage.State != test.state || !strings.Contains(coverage.Reason, test.says) || len(r.People) != test.people {
				t.Errorf("got %d people, %+v", len(r.People), coverage)
			}
		})
	}
}

func TestGitHubNeedsItsToken(t *testing.T) {
	t.Parallel()
	s := online()
	s.getenv = func(string) string { return "" }
	_, _, err := s.read(t.Context(), "", &Config{GitHubOrg: "acme", Location: config})
	if fmt.Sprint(err) != "leastwise.yaml:9: sources.roster.github_token: read secret env:GITHUB_TOKEN: the variable is not set" {
		t.Errorf("got %v", err)
	}
}

func TestGuardSendsNothingThatWrites(t *testing.T) {
	t.Parallel()
	at, problem := origin("https://api.github.com/")
	if problem != "" {
		t.Fatal(problem)
	}
	g := &guard{origin: at, token: canary, post: "/graphql"}
	for request, want := range map[string]bool{
		"GET https://api.github.com/orgs/acme/members": true, "POST https://api.github.com/graphql": true,
		"POST https://api.github.com/orgs/acme/invitations": false, "DELETE https://api.github.com/orgs/acme/members/ann": false,
		"PUT https://api.github.com/graphql": false, "GET http://api.github.com/user": false, "GET https://api.github.com.evil.example/user": false,
		"HEAD https://api.github.com/user": false, "PATCH https://api.github.com/user": false,
	} {
		method, address, _ := strings.Cut(request, " ")
		req, err := http.NewRequest(method, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.allow(req) == nil; got != want {
			t.Errorf("%s: got %v", request, got)
		}
	}
}
