package fakeorg

import (
	"context"
	"crypto/rsa"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Canary begins every secret that the org returns or takes: no output may hold it.
const Canary = "CANARY-"

// AccessToken is a session of the running user that is valid from the start.
const AccessToken = "00D8W0000000001!" + Canary + "access-0"

// Client is an app that may ask for tokens.
type Client struct {
	ID           string
	Secret       string
	Key          *rsa.PublicKey // JWT bearer; nil: the flow is off
	Approved     []string       // usernames for JWT bearer; nil: everybody
	RunAs        string         // client credentials; "": the flow is off
	RefreshToken string         // of the running user; "": the flow is off
	Rotates      bool           // every refresh gives a new refresh token and ends the old one
	Blocked      bool           // the app is not installed
	IPRestricted bool           // logins come from outside the ranges
}

// Options say what the org is like. The zero value is an ordinary production org whose running
// user may read everything.
type Options struct {
	Name      string    // of the organization; default "Fake Org"
	Sandbox   bool      //
	Now       time.Time // the org's clock; default 2026-11-02T09:00:00Z
	Scanner   string    // username of the running user; default scanner@fakeorg.example, who is added
	Grants    []string  // the running user's permissions; nil: all that reading takes
	Reads     []string  // objects the running user may describe; nil: all
	ViewsAll  []string  // objects of which the running user sees every record; of the others what sharing opens
	Columns   []string  // permission columns the org has; nil: the known ones and those in use
	IsRevoked bool      // PermissionSetAssignment has IsRevoked: user access policies are on
	PageSize  int       // records of a REST page; default 2000
	TokenIDs  string    // of OauthToken: "" are null, as documented; "zero" 000000000000000AAA; "real" those of the model
	Clients   []Client
	Audience  []string // accepted audiences of a JWT; default login.salesforce.com and the org's own address
	MyDomain  *bool    // false: the host is a login host, which takes no client credentials
	APIUsed   int      // calls made before
	APILimit  int      // calls a day; default 100,000

	Hide        map[string]string // object -> invalid_type or empty, whatever the grants
	Faults      []*Fault
	BulkPolls   int    // how often a job says that it is not ready; default 1
	BulkPage    int    // records of a page of results; default 50,000
	BulkEnding  string // LF (default) or CRLF
	RefusesBulk []string
}

// allGrants are the permissions that reading everything takes.
func allGrants() []string {
	return []string{"ApiEnabled", "CustomizeApplication", "ManageUsers", "ModifyMetadata", "MonitorLoginHistory", "ViewHealthCheck", "ViewRoles", "ViewSetup"}
}

// Request is one request the org has seen, without its headers, body and secrets.
type Request struct {
	Method string
	Path   string
	Detail string // the SOQL, the SOAP call, or the grant type
	Status int
}

// Server is a running fake org.
type Server struct {
	URL    string
	model  *salesforce.Org
	opts   Options
	schema map[string]*object
	tables map[string]*table
	fields map[string]map[string]salesforce.Field

	mu       sync.Mutex
	sessions map[string]string // token -> username
	refresh  map[string]string // refresh token -> client id
	minted   int
	calls    int
	requests []Request
	cursors  map[string]*cursor
	jobs     map[string]*job
	last     *reply // of a query, for RepeatPage
}

// Start runs an org until the test ends. The model is not changed.
func Start(t testing.TB, o *salesforce.Org, opts Options) *Server {
	t.Helper()
	s := newServer(o, opts)
	web := httptest.NewUnstartedServer(s)
	s.URL = "http://" + web.Listener.Addr().String() // before the first request reads it
	web.Start()
	t.Cleanup(web.Close)
	return s
}

// FromProject reads a metadata project and runs the org that it describes.
func FromProject(t testing.TB, dir string, c *salesforce.Config, opts Options) (*Server, *salesforce.Org) {
	t.Helper()
	o, _, err := salesforce.Read(context.Background(), dir, c, opts.now())
	if err != nil {
		t.Fatal(err)
	}
	return Start(t, o, opts), o
}

func (o Options) now() time.Time {
	if o.Now.IsZero() {
		return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	}
	return o.Now
}

func newServer(o *salesforce.Org, opts Options) *Server {
	opts.Now = opts.now()
	if opts.Name == "" {
		opts.Name = "Fake Org"
	}
	if opts.Grants == nil {
		opts.Grants = allGrants()
	}
	for value, standard := range map[*int]int{&opts.PageSize: 2000, &opts.APILimit: 100_000, &opts.BulkPage: 50_000, &opts.BulkPolls: 1} {
		if *value == 0 {
			*value = standard
		}
	}
	model := *o
	if opts.Scanner == "" {
		opts.Scanner = "scanner@fakeorg.example"
	}
	if !slices.ContainsFunc(model.Users, func(u salesforce.User) bool { return strings.EqualFold(u.Username, opts.Scanner) }) {
		model.Users = append(slices.Clone(model.Users), salesforce.User{Username: opts.Scanner, Name: "Leastwise Scanner", Profile: "Leastwise Scanner"})
		model.PermissionSets = append(slices.Clone(model.PermissionSets), salesforce.PermissionSet{
			Name: "Leastwise Scanner", Kind: salesforce.KindProfile, License: "Salesforce Integration", Permissions: opts.Grants,
			Objects: viewsAll(opts.ViewsAll),
		})
	}
	columns := opts.Columns
	if columns == nil {
		var used [][]string
		for _, set := range model.PermissionSets {
			used = append(used, set.Permissions)
		}
		columns = permissionColumns(used...)
	}
	s := &Server{
		model: &model, opts: opts, schema: parseSchema(columns), sessions: map[string]string{AccessToken: opts.Scanner},
		refresh: map[string]string{}, cursors: map[string]*cursor{}, jobs: map[string]*job{},
	}
	if opts.IsRevoked {
		o := s.schema["permissionsetassignment"]
		o.columns = append(o.columns, &column{name: "IsRevoked", kind: "boolean", since: 57})
	}
	for _, c := range opts.Clients {
		if c.RefreshToken != "" {
			s.refresh[c.RefreshToken] = c.ID
		}
	}
	s.tables, s.fields = build(&model, opts, s.schema)
	return s
}

func viewsAll(objects []string) map[string][]string {
	grants := map[string][]string{}
	for _, name := range objects {
		grants[name] = []string{"read", "view_all"}
	}
	return grants
}

// Calls is how many API calls were made: what counts against the org's limit.
func (s *Server) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// Requests are all requests so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Rows is how many records an object has, whoever asks.
func (s *Server) Rows(object string) int {
	if t := s.tables[object]; t != nil {
		return t.n
	}
	return 0
}

// ID is the id of the one record of an object whose column has the value; "" where there is none.
func (s *Server) ID(object, column, value string) string {
	t := s.tables[object]
	if t == nil {
		return ""
	}
	for i := range t.n {
		if r := t.at(i); r[column] == value {
			return fmt.Sprint(r["Id"])
		}
	}
	return ""
}

// hidden is how an object is hidden on demand.
func (s *Server) hidden(object string) string { return s.opts.Hide[object] }

// orgID is the id of the organization.
func (s *Server) orgID() string { return fmt.Sprint(s.tables["Organization"].at(0)["Id"]) }

// view is what the user of a session sees through an API. Only the running user has the grants
// of the options; anybody else has those of the model.
func (s *Server) view(username string, version int, api string) *view {
	v := &view{org: s, version: version, api: api, now: s.opts.Now, grants: map[string]bool{}, user: s.ID("User", "Username", username)}
	for _, name := range s.grantsOf(username) {
		v.grants[name] = true
	}
	return v
}

func (s *Server) grantsOf(username string) []string {
	if strings.EqualFold(username, s.opts.Scanner) {
		return s.opts.Grants
	}
	var all []string
	for _, u := range s.model.Users {
		for _, set := range s.model.PermissionSets {
			held := set.Kind == salesforce.KindProfile && (set.Name == u.Profile || setupName(set.Name) == u.Profile)
			for _, a := range s.model.Assignments {
				held = held || a.User == username && a.Set == set.Name && set.Kind == salesforce.KindSet
			}
			if u.Username == username && held {
				all = append(all, set.Permissions...)
			}
		}
	}
	return all
}
