package fakeorg

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// live reads the fake with the client that ships. fields is as in the configuration.
func live(t *testing.T, s *Server, fields string) (*salesforce.Org, evidence.Sections, error) {
	t.Helper()
	secret := func(name string) (ref evidence.Secret) {
		if err := ref.UnmarshalText([]byte("env:" + name)); err != nil {
			t.Fatal(err)
		}
		return ref
	}
	c := &salesforce.Config{Name: "org", IntegrationUsers: []string{"clay@acme.com"}, Fields: fields, Org: &salesforce.OrgConfig{
		InstanceURL: s.URL, Auth: salesforce.AuthConfig{Flow: "client_credentials", ClientID: secret("ID"), ClientSecret: secret("SECRET")},
	}}
	return salesforce.Live(t.Context(), c, s.opts.Now, salesforce.Deps{
		Getenv: func(name string) string {
			return map[string]string{"ID": Canary + "id", "SECRET": Canary + "secret"}[name]
		},
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
}

// livable is an org for the client to read, with faults.
func livable(t *testing.T, faults ...*Fault) *Server {
	t.Helper()
	o := small()
	for i := range 6 {
		o.Tokens = append(o.Tokens, salesforce.Token{ID: fmt.Sprint("more", i), User: "clay@acme.com", App: "Clay"})
	}
	o.Users[0].Owned = map[string]int64{"Lead": 2}
	return Start(t, o, Options{PageSize: 3, ViewsAll: []string{"Account"}, BulkPage: 2, Faults: faults, Clients: []Client{
		{ID: Canary + "id", Secret: Canary + "secret", RunAs: "scanner@fakeorg.example"},
	}})
}

// facts are an org as bytes, without the address of the server.
func facts(t *testing.T, s *Server, o *salesforce.Org) string {
	t.Helper()
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.ReplaceAll(data, []byte(s.URL), []byte("URL")))
}

// TestNoFaultMakesAFalsePass spoils the answers of each thing the client asks for in every way. A
// reading must end with an error, or tell exactly what a reading without faults tells, or have a
// section that is not complete.
func TestNoFaultMakesAFalsePass(t *testing.T) {
	t.Parallel()
	clean := livable(t)
	o, sections, err := live(t, clean, "all")
	if err != nil {
		t.Fatal(err)
	}
	for section, c := range sections {
		if c.State != evidence.Complete {
			t.Fatalf("without faults %s is %s: %s", section, c.State, c.Reason)
		}
	}
	if n := o.Users[0].OwnsRecords; n == nil || *n != 2 {
		t.Fatalf("without faults %s owns %v: %s", o.Users[0].Username, n, o.Users[0].OwnsUnknown)
	}
	want := facts(t, clean, o)
	if strings.Contains(want, Canary) {
		t.Error("the snapshot holds a canary")
	}
	actions := map[string]*Fault{
		"429 once": {Do: TooManyRequests("1")}, "429 for ever": {Times: -1, Do: TooManyRequests("")}, "503 once": {Do: Unavailable()}, "503 for ever": {Times: -1, Do: Unavailable()},
		"502 once": {Do: Gateway(http.StatusBadGateway)}, "504 for ever": {Times: -1, Do: Gateway(http.StatusGatewayTimeout)},
		"limit": {Times: -1, Do: LimitExceeded()}, "session": {Do: ExpireSession()}, "session on the second": {Nth: 2, Do: ExpireSession()}, "session each time": {Times: -1, Do: ExpireSession()},
		"truncated once": {Do: Truncate()}, "truncated for ever": {Times: -1, Do: Truncate()}, "half": {Times: -1, Do: CutBody()}, "wrong json": {Times: -1, Do: WrongJSON()},
		"html": {Times: -1, Do: HTML()}, "html on the second": {Nth: 2, Times: -1, Do: HTML()}, "no next": {Do: NoNextURL()}, "early end": {Do: StopEarly()},
		"page repeated": {Nth: 2, Do: RepeatPage()}, "next elsewhere": {Do: NextURL("https://evil.example/services/data/v63.0/query/x-1")},
		"redirect": {Times: -1, Do: Redirect("https://evil.example")}, "refused": {Times: -1, Do: Refuse(http.StatusForbidden, "INSUFFICIENT_ACCESS", "no access")},
		"no such type": {Times: -1, Do: Refuse(http.StatusBadRequest, "INVALID_TYPE", "sObject type is not supported")}, "empty answer": {Times: -1, Do: Body("application/json", "")},
		"job fails": {Times: -1, Do: FailJob("InternalServerError")}, "lines lost": {Times: -1, Do: DropLines(1)}, "no locator": {Times: -1, Do: Header("Sforce-Locator", "")},
		"ended by locator": {Do: Header("Sforce-Locator", "null")}, "parent lost": {Times: -1, Do: DropColumn("ParentId")},
	}
	var runs, survived atomic.Int64
	t.Run("faults", func(t *testing.T) {
		for i, target := range targets(clean) {
			for k, name := range slices.Sorted(maps.Keys(actions)) {
				if (i+k)%sample != 0 {
					continue
				}
				fault := *actions[name]
				fault.Match = target
				t.Run(name+" of "+target, func(t *testing.T) {
					t.Parallel()
					runs.Add(1)
					if strike(t, &fault, want) {
						survived.Add(1)
					}
				})
			}
		}
	})
	t.Logf("%d faults, %d of them survived without a loss", runs.Load(), survived.Load())
	if runs.Load() < 100 || survived.Load() == 0 {
		t.Errorf("%d faults, %d survived: the table is not what it was", runs.Load(), survived.Load())
	}
}

// sample is how many pairs of a request and a fault there are for each that is tried: all of them
// take minutes. Every fault and every request is in it.
const sample = 12

// strike reads an org with a fault and says whether nothing was lost by it.
func strike(t *testing.T, fault *Fault, want string) bool {
	t.Helper()
	s := livable(t, fault)
	got, sections, err := live(t, s, "all")
	if err != nil {
		if strings.Contains(err.Error(), Canary) {
			t.Errorf("the error holds a canary: %v", err)
		}
		return false
	}
	gap := false
	for _, c := range sections {
		gap = gap || c.State != evidence.Complete
		if strings.Contains(c.Reason, Canary) {
			t.Errorf("a reason holds a canary: %s", c.Reason)
		}
	}
	for _, u := range got.Users {
		gap = gap || u.OwnsUnknown != "" // counts have no section: who they are of says why they are not known
	}
	facts := facts(t, s, got)
	if strings.Contains(facts, Canary) {
		t.Error("the snapshot holds a canary")
	}
	if facts != want && !gap && !free.MatchString(fault.Match) {
		t.Errorf("every section is complete, and the facts are others: %s", firstDifference(want, facts))
	}
	return facts == want
}

// free are requests that no section rests on: who the org is, its limits, its health score, who the
// scanner is, and the names of setup entities, for which an id stands that no rule can approve.
var free = regexp.MustCompile(`Organization|limits|SecurityHealthCheck|userinfo|ApexClass|ApexPage|AppMenuItem|CustomPermission|FlowDefinitionView|ExternalDataSource`)

// targets are patterns of all that a reading asked for: one an object, or a path.
func targets(s *Server) []string {
	set := map[string]bool{}
	for _, r := range s.Requests() {
		switch object := regexp.MustCompile(`FROM \w+`).FindString(r.Detail); {
		case object != "":
			set[object+`\b`] = true
		case strings.HasSuffix(r.Path, "/describe"):
			set[regexp.QuoteMeta(strings.TrimPrefix(r.Path, "/services/data/v63.0"))] = true
		case strings.Contains(r.Path, "/Soap/"):
			words := strings.Fields(r.Detail)
			set[strings.Join(words[:2], " ")] = true
		default:
			set[regexp.QuoteMeta(r.Path)+" "] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}
