package salesforce

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// How the live road decides (2026-11):
//
// A query is believed only where the org accounts for it: every page, every row that totalSize
// names, no record twice. What came before a fault is kept, and the section is partial.
//
// An org hides rows from a user without permission and does not say so. So the scanner's own
// permissions are read like anybody's, and where it is not seen to hold what shows all rows, the
// sections are partial. Hidden users are noticed by their assignments, since every user has one.
//
// What proves that all rows were shown is what Salesforce documents of the object and nothing near
// it: a permission that once did, or shows a part, would be a false pass on rows nobody saw.
//
// A login is never tried twice where it was refused, and a session is renewed once: an org locks the
// user who tries often, and what was not read is a gap all the same.
//
// Grants of a set, profile, group or assignment that are in doubt make every access incomplete,
// since nobody can tell whose they were. The aggregate set of a group is not read: its members and
// muting sets are, so that a grant keeps the road it comes by, and a stale aggregate does no harm.
//
// Bulk results are held a page of 100,000 rows at a time, not streamed row by row: a page that
// broke can be asked for again.
//
// Field permissions stay packed until a set is written or judged: rows come in no order, so that
// no set is complete before the last of them, and one in four bytes is less than sorting or a
// temporary file would ask for. A query ordered by set was not chosen: it does without the chunks
// by which a bulk job reads millions of rows.

// Live reads the running org that c describes, through its APIs, and gives the Org that Read
// gives for a project, with what only an org knows. A wrong configuration and a login that is
// refused are errors; what cannot be read after it is in the coverage, which has every
// section: none is complete unless all of it was read. takenAt decides which assignments have
// expired and which logins are looked at. Tokens and logins that the configuration names an export
// of are read from it instead, since the permission to see those of others is a powerful one.
func Live(ctx context.Context, c *Config, takenAt time.Time, d Deps) (*Org, evidence.Sections, error) {
	users, err := integrationUsers(c)
	if err != nil {
		return nil, nil, err
	}
	config, err := checkOrg(c)
	if err != nil {
		return nil, nil, err
	}
	if d.Now == nil {
		d.Now = func() time.Time { return takenAt }
	}
	client, err := connectOrg(ctx, config, d)
	if err != nil {
		return nil, nil, err
	}
	r := &reader{
		ctx: ctx, c: client, config: c, auth: config.Auth, takenAt: takenAt,
		o: &Org{
			ID: c.Name, InstanceURL: client.session.instance, APIVersion: config.APIVersion, IntegrationUsers: users, Location: c.Location,
			Access: []Access{}, Objects: []Object{}, SharingRules: []SharingRule{}, Apps: []App{}, Roles: []Role{},
			PublicGroups: []PublicGroup{}, Tokens: []Token{}, Logins: []Login{}, Users: []User{}, Assignments: []Assignment{},
			PermissionSets: []PermissionSet{}, Groups: []Group{},
		},
		gaps: map[string][]string{}, lost: map[string]bool{},
		users: map[string]*User{}, profileOf: map[string]string{}, roleOf: map[string]string{}, sets: map[string]*container{}, byProfile: map[string]string{},
		groups: map[string]*Group{}, members: map[string][]string{}, mutes: map[string]bool{}, bearers: map[string]int{},
		fields: &fieldNames{numbers: map[string]uint32{}},
	}
	r.organization()
	r.readUsers()
	r.readSets()
	r.readGroups()
	r.readAssignments()
	r.readObjectPermissions()
	r.readFieldPermissions()
	r.readInstalled()
	r.readSetup()
	r.readRoles()
	r.readPublicGroups()
	r.settle()
	r.readScanner()
	r.readAccess()
	r.readObjects()
	r.readMetadata()
	r.o.spellSharing()
	x, err := readExports(ctx, d.Dir, c, r.o)
	if err != nil {
		return nil, nil, err
	}
	for section, reasons := range x.gaps {
		r.gaps[section] = append(r.gaps[section], reasons...)
	}
	if c.TokensCSV == "" {
		r.readTokens()
	}
	r.doubtTokens()
	r.o.serve(r.takenAt, len(r.gaps["assignments"])+len(r.gaps["users"]) == 0, len(r.gaps["tokens"]) == r.othersTokens)
	if c.LoginsCSV == "" {
		r.readLogins()
	}
	r.readHealth()
	r.readOwned() // last, since the rest is worth more where the calls run out
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("read org %s: %w", r.o.ID, err)
	}
	if !d.Packed {
		r.o.Unpack()
	}
	sections := r.coverage()
	x.coverFiles(sections)
	return r.o, sections, nil
}

// reader gathers one org. The maps are by id.
type reader struct {
	ctx     context.Context
	c       *client
	config  *Config
	auth    AuthConfig
	takenAt time.Time
	o       *Org

	gaps map[string][]string // section -> why it is not complete
	lost map[string]bool     // sections of which nothing was read

	users     map[string]*User      // user id
	profileOf map[string]string     // user id -> profile id
	roleOf    map[string]string     // user id -> role id, "" where the user has none
	sets      map[string]*container // id of a permission set or muting set
	byProfile map[string]string     // profile id -> id of its permission set
	groups    map[string]*Group     // group id
	members   map[string][]string   // group id -> ids of its sets and muting sets
	mutes     map[string]bool       // ids of muting sets
	bearers   map[string]int        // name of a connected app, lower case -> how many bear it
	fields    *fieldNames
	holds     []holding

	installed    []row // of ConnectedApplication, by id
	installedErr error // why they are not all

	me   string              // username of the scanner
	sees map[string][]string // object -> what the scanner may do with it

	othersTokens int // how many gaps of tokens are of those of other users alone
}

// container is a permission set while its grants come in.
type container struct {
	id, profile, group string // group: the group whose aggregate it is, which is no set
	set                PermissionSet
	fields             []uint32 // field permissions, see PackedFields
}

// holding is one row of PermissionSetAssignment.
type holding struct{ user, set, group string }

// gap notes why a section is not complete. Access rests on the sections of grants.
func (r *reader) gap(section, format string, args ...any) {
	reason := fmt.Sprintf(format, args...)
	r.gaps[section] = append(r.gaps[section], reason)
	switch section {
	case "permission_sets", "profiles", "permission_set_groups", "assignments":
		r.gaps["access"] = append(r.gaps["access"], reason)
	}
}

// lose notes that nothing of a section was read.
func (r *reader) lose(section, format string, args ...any) {
	r.gap(section, format, args...)
	r.lost[section] = true
}

// failed says in one clause what of an object was not read, why, and what would help.
func failed(section, object string, err error) string {
	var refused *apiError
	reason := object + ": " + err.Error()
	if !errors.As(err, &refused) {
		return reason
	}
	need := ""
	if list := neededFor(section); len(list) > 0 {
		need = "; the scanner needs " + strings.Join(list, ", ")
	}
	switch {
	case refused.Code == "REQUEST_LIMIT_EXCEEDED": // no permission helps
	case refused.Code == "INVALID_TYPE" || refused.Code == "NOT_FOUND" || refused.Status == http.StatusNotFound:
		return object + " is not available in this org, or not to the scanner (" + err.Error() + ")" + need
	case strings.HasPrefix(refused.Code, "INSUFFICIENT_ACCESS") || refused.Status == http.StatusForbidden:
		return object + " is refused to the scanner (" + err.Error() + ")" + need
	case refused.Code == "INVALID_FIELD":
		return object + " lacks a column that was asked for (" + err.Error() + "), or the scanner may not see it" + need
	}
	return reason
}

// organization asks who the org is and how many calls it has left.
func (r *reader) organization() {
	err := r.c.query(r.ctx, soqlOrganization, false, func(row row) {
		if r.o.ID == "" {
			r.o.ID = row.str("Id")
		}
		r.o.Name, r.o.Sandbox = row.str("Name"), row.flag("IsSandbox")
	})
	if r.o.ID == "" {
		r.o.ID = strings.TrimPrefix(strings.TrimPrefix(r.o.InstanceURL, "https://"), "http://")
	}
	if err != nil {
		r.note("%s", failed("", "Organization", err))
	}
	var limits map[string]struct {
		Max       *int
		Remaining *int
	}
	if err := r.c.getJSON(r.ctx, r.c.data("/limits"), &limits); err != nil {
		r.note("%s", failed("", "limits", err))
		return
	}
	daily := limits["DailyApiRequests"]
	if daily.Remaining == nil {
		r.note("limits: the org does not say how many API calls it has left")
		return
	}
	r.c.usage.Remaining = *daily.Remaining
	if left := r.c.usage.Calls + *daily.Remaining; left < r.c.budget {
		r.c.budget, r.c.bound = left, "what the org had left today"
		r.note("the org has %d API calls left today, fewer than max_api_calls", *daily.Remaining)
	}
}

// note is talk for the operator about what no section holds.
func (r *reader) note(format string, args ...any) {
	r.c.usage.Notes = append(r.c.usage.Notes, fmt.Sprintf(format, args...))
}

// readHealth asks for the score of the Health Check, which no section holds: nil is unknown.
func (r *reader) readHealth() {
	err := r.c.query(r.ctx, soqlHealth, true, func(row row) {
		r.o.HealthScore = row.number("Score")
		if text := row.str("Score"); text != "" { // a percentage as text in some versions
			var score int64
			if _, err := fmt.Sscanf(text, "%d", &score); err == nil {
				r.o.HealthScore = &score
			}
		}
	})
	if err != nil {
		r.note("%s", failed("", "SecurityHealthCheck", err))
	}
}

// coverage is the state of every section.
func (r *reader) coverage() evidence.Sections {
	s := evidence.Sections{}
	for _, section := range Sections {
		reasons := slices.Compact(slices.Clone(r.gaps[section]))
		c := evidence.Coverage{State: state(reasons), Source: "org", ObservedAt: evidence.NewTime(r.takenAt), Reason: evidence.List(reasons)}
		if r.me != "" {
			c.ObservedBy = r.me
		}
		if r.lost[section] {
			c.State = evidence.Unavailable
		}
		s["salesforce."+section] = c
	}
	return s
}
