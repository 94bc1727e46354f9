package salesforce_test

import (
	"cmp"
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
	"github.com/leastwise/leastwise/snapshot/salesforce/fakeorg"
)

// roadsTakenAt is when both roads are taken.
func roadsTakenAt() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) }

// scanner is the user whom the fake org adds to be read with.
const scanner = "scanner@fakeorg.example"

// roads reads a project from disk and, served as an org, through its APIs.
func roads(t *testing.T, dir string, users func(*salesforce.Org) []salesforce.UserConfig) (disk, live *salesforce.Org, sections evidence.Sections) {
	t.Helper()
	ctx := context.Background()
	dir = withoutPlaceholders(t, dir)
	c := &salesforce.Config{Name: "org", Project: filepath.Base(dir), IntegrationUsers: []string{"clay@acme.com"}, Fields: "all"}
	bare, _, err := salesforce.Read(ctx, filepath.Dir(dir), c, roadsTakenAt())
	if err != nil {
		t.Fatal(err)
	}
	c.Users = users(bare)
	disk, _, err = salesforce.Read(ctx, filepath.Dir(dir), c, roadsTakenAt())
	if err != nil {
		t.Fatal(err)
	}
	s := fakeorg.Start(t, disk, fakeorg.Options{Now: roadsTakenAt(), PageSize: 250})
	live, sections, err = salesforce.Live(ctx, liveConfig(t, s, "clay@acme.com"), roadsTakenAt(), liveDeps())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range s.Requests() {
		if r.Status >= 400 {
			t.Logf("%s %s: %d %.200s", r.Method, r.Path, r.Status, r.Detail)
		}
	}
	t.Logf("%d API calls", s.Calls())
	// The scanner and its profile are in the org alone.
	live.Users = slices.DeleteFunc(live.Users, func(u salesforce.User) bool { return u.Username == scanner })
	live.PermissionSets = slices.DeleteFunc(live.PermissionSets, func(set salesforce.PermissionSet) bool { return set.Name == "Leastwise Scanner" })
	return disk, live, sections
}

// liveConfig is the configuration of a running org that is read in full with an access token.
func liveConfig(t testing.TB, s *fakeorg.Server, user string) *salesforce.Config {
	t.Helper()
	var token evidence.Secret
	if err := token.UnmarshalText([]byte("env:SF_ACCESS_TOKEN")); err != nil {
		t.Fatal(err)
	}
	return &salesforce.Config{
		Name: "org", IntegrationUsers: []string{user}, Fields: "all",
		Org: &salesforce.OrgConfig{InstanceURL: s.URL, Auth: salesforce.AuthConfig{Flow: "access_token", AccessToken: token}},
	}
}

func liveDeps() salesforce.Deps {
	return salesforce.Deps{
		Getenv: func(string) string { return fakeorg.AccessToken },
		Sleep:  func(context.Context, time.Duration) error { return nil },
	}
}

// withoutPlaceholders copies a project and gives the namespace that some projects fill in when
// they are deployed: no org holds such names.
func withoutPlaceholders(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), filepath.Base(dir))
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.Join(to, strings.ReplaceAll(name, "___NAMESPACE___", "npsp__"))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		return os.WriteFile(name, []byte(strings.ReplaceAll(string(data), "%%%NAMESPACE%%%", "npsp__")), 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// everything gives the integration user all that a project can give: half of the sets directly,
// each group, and the first profile. One of the assignments has expired.
func everything(o *salesforce.Org) []salesforce.UserConfig {
	yes := true
	u := salesforce.UserConfig{
		Username: "clay@acme.com", Name: "Clay Integration", Email: "ops@acme.com", Active: &yes, Role: new(""),
		PermissionSets: []salesforce.GrantConfig{}, Groups: []salesforce.GrantConfig{},
	}
	for i, set := range o.PermissionSets {
		switch {
		case set.Kind == salesforce.KindProfile && u.Profile == "":
			u.Profile, u.License = set.Name, set.License
		case set.Kind == salesforce.KindSet && i%2 == 0:
			grant := salesforce.GrantConfig{Name: set.Name}
			if len(u.PermissionSets) == 1 {
				grant.Expires = "2026-01-31T00:00:00Z"
			}
			u.PermissionSets = append(u.PermissionSets, grant)
		}
	}
	for _, g := range o.Groups {
		u.Groups = append(u.Groups, salesforce.GrantConfig{Name: g.Name})
	}
	if u.Profile == "" {
		u.Profile = "Standard User"
	}
	for _, role := range o.Roles {
		u.Role = &role.Name
	}
	return []salesforce.UserConfig{u}
}

// TestTwoRoadsOneAnswer holds the snapshot of a running org to that of the project it was made of,
// in all that both can know.
func TestTwoRoadsOneAnswer(t *testing.T) {
	t.Parallel()
	dirs := []string{filepath.Join("..", "..", "testdata", "acme", "force-app")}
	if shared := os.Getenv("LEASTWISE_SHARED"); shared != "" {
		more, err := filepath.Glob(filepath.Join(shared, "corpora", "*"))
		if err != nil || len(more) == 0 {
			t.Fatalf("no corpora in %s: %v", shared, err)
		}
		dirs = append(dirs, more...)
	} else {
		t.Log("LEASTWISE_SHARED is not set: only acme takes both roads")
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			disk, live, sections := roads(t, dir, everything)
			same := func(what string, want, got any) {
				t.Helper()
				if diff := gocmp.Diff(want, got, cmpopts.IgnoreTypes(evidence.Location{}), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("%s (-disk +live):\n%.3000s", what, diff)
				}
			}
			sets, liveSets := knownSets(disk, disk), knownSets(live, disk)
			same("names of sets", slices.Sorted(maps.Keys(sets)), slices.Sorted(maps.Keys(liveSets)))
			for name, set := range sets {
				if other, ok := liveSets[name]; ok {
					same(name, set, other)
				}
			}
			same("groups", knownGroups(disk), knownGroups(live))
			same("users", knownUsers(disk, disk), knownUsers(live, disk))
			same("assignments", knownAssignments(disk), knownAssignments(live))
			same("access", knownAccess(disk), knownAccess(live))
			same("sharing rules", disk.SharingRules, live.SharingRules)
			same("sharing models", models(disk, disk), models(live, disk))
			same("settings", disk.Settings, live.Settings)
			same("apps", disk.Apps, live.Apps)
			same("roles", disk.Roles, live.Roles)
			same("public groups", knownPublicGroups(disk), knownPublicGroups(live))
			for _, section := range salesforce.Sections {
				if c := sections["salesforce."+section]; c.State != evidence.Complete {
					t.Errorf("%s of the org is %s: %.300s", section, c.State, c.Reason)
				}
			}
		})
	}
}

// knownSets are the sets without what only one road knows: where they stand, the licence that a
// file leaves out, the label that a profile's file does not have, permissions an org has no column
// for. With View All Fields an org has a record for every field, so that fields are those on disk.
func knownSets(o, disk *salesforce.Org) map[string]salesforce.PermissionSet {
	list := map[string]salesforce.PermissionSet{}
	for _, set := range o.PermissionSets {
		i := slices.IndexFunc(disk.PermissionSets, func(d salesforce.PermissionSet) bool { return d.Kind == set.Kind && d.Name == set.Name })
		set.Lines, set.Also, set.Unavailable = nil, nil, nil
		if i < 0 {
			if set.Kind != salesforce.KindProfile || set.Name != "Standard User" { // which users hold where a project has no profile
				list[set.Kind+" "+set.Name] = set
			}
			continue
		}
		set.Setup = maps.Clone(set.Setup)
		delete(set.Setup, "external_credential") // an org tells an id alone
		on := disk.PermissionSets[i]
		if on.License == "" {
			set.License = ""
		}
		if set.Kind == salesforce.KindProfile {
			set.Label = ""
			if on.Custom == nil {
				set.Custom = nil
			}
		}
		fields := map[string]map[string]string{}
		for object, names := range set.Fields {
			fields[object] = map[string]string{}
			for field, access := range names {
				_, there := on.Fields[object][field]
				if there || !slices.Contains(set.Objects[object], "view_all_fields") {
					fields[object][field] = access
				}
			}
			if len(fields[object]) == 0 {
				delete(fields, object)
			}
		}
		set.Fields = fields
		list[set.Kind+" "+set.Name] = set
	}
	return list
}

func knownGroups(o *salesforce.Org) []salesforce.Group {
	var list []salesforce.Group
	for _, g := range o.Groups {
		g.Also, g.Status = nil, cmp.Or(g.Status, "Updated")
		g.Sets = slices.DeleteFunc(slices.Clone(g.Sets), func(name string) bool { return !has(o, salesforce.KindSet, name) })
		g.MutingSets = slices.DeleteFunc(slices.Clone(g.MutingSets), func(name string) bool { return !has(o, salesforce.KindMuting, name) })
		list = append(list, g)
	}
	return list
}

func has(o *salesforce.Org, kind, name string) bool {
	return slices.ContainsFunc(o.PermissionSets, func(s salesforce.PermissionSet) bool { return s.Kind == kind && s.Name == name })
}

func knownUsers(o, disk *salesforce.Org) []salesforce.User {
	var list []salesforce.User
	for _, u := range o.Users {
		i := slices.IndexFunc(disk.Users, func(d salesforce.User) bool { return d.Username == u.Username })
		u.ID, u.Type, u.CreatedAt, u.LastLoginAt = "", "", "", ""
		u.OwnsRecords, u.OwnsUnknown = nil, "" // a project holds no records
		if i >= 0 {
			on := disk.Users[i]
			if on.License == "" {
				u.License = ""
			}
			if on.Active == nil {
				u.Active = nil
			}
			if on.Frozen == nil {
				u.Frozen = nil
			}
		}
		list = append(list, u)
	}
	return list
}

func knownAssignments(o *salesforce.Org) []salesforce.Assignment {
	var list []salesforce.Assignment
	for _, a := range o.Assignments {
		a.Active, a.Revoked = nil, nil // an org says so of every assignment
		list = append(list, a)
	}
	return list
}

// knownAccess is what the integration users can do, without the fields that field security cannot
// hide, of which an org tells more, and without those that View All Fields opens.
func knownAccess(o *salesforce.Org) []salesforce.Access {
	var list []salesforce.Access
	for _, a := range o.Access {
		a.Complete, a.Reason = false, ""
		open := map[string]bool{}
		for _, row := range a.Objects {
			open[row.Object] = slices.Contains(row.Access, "view_all_fields")
		}
		a.Fields = slices.DeleteFunc(slices.Clone(a.Fields), func(f salesforce.FieldAccess) bool { return f.Always || open[f.Object] })
		a.Objects = sortedVias(a.Objects, func(r *salesforce.ObjectAccess) *[]salesforce.Via { return &r.Via })
		a.Fields = sortedVias(a.Fields, func(r *salesforce.FieldAccess) *[]salesforce.Via { return &r.Via })
		a.Permissions = sortedVias(a.Permissions, func(r *salesforce.PermissionAccess) *[]salesforce.Via { return &r.Via })
		a.Setup = slices.DeleteFunc(slices.Clone(a.Setup), func(s salesforce.SetupAccess) bool { return s.Kind == "external_credential" })
		a.Setup = sortedVias(a.Setup, func(r *salesforce.SetupAccess) *[]salesforce.Via { return &r.Via })
		if a.Potential != nil {
			potential := knownAccess(&salesforce.Org{Access: []salesforce.Access{*a.Potential}})[0]
			a.Potential = &potential
		}
		list = append(list, a)
	}
	return list
}

// sortedVias puts the roads of every row into an order of their own.
func sortedVias[T any](rows []T, via func(*T) *[]salesforce.Via) []T {
	rows = slices.Clone(rows)
	for i := range rows {
		roads := slices.Clone(*via(&rows[i]))
		slices.SortFunc(roads, func(a, b salesforce.Via) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Grant, b.Grant))
		})
		*via(&rows[i]) = roads
	}
	return rows
}

// models are the sharing models of the objects whose model is on disk.
func models(o, disk *salesforce.Org) map[string]string {
	list := map[string]string{}
	for _, on := range disk.Objects {
		for _, object := range o.Objects {
			if object.Name == on.Name && on.SharingModel != "" {
				list[object.Name] = object.SharingModel + "/" + object.ExternalSharing
			}
		}
	}
	return list
}

// knownPublicGroups are the groups without their members, which files do not hold.
func knownPublicGroups(o *salesforce.Org) []string {
	var list []string
	for _, g := range o.PublicGroups {
		if !strings.Contains(g.Location.File, ".queue") {
			list = append(list, g.Name)
		}
	}
	slices.Sort(list)
	return list
}

// TestPackedFieldsTakeLittle reads all field permissions of an org: packed they take some bytes
// each, where maps take fifty.
func TestPackedFieldsTakeLittle(t *testing.T) {
	const rows = 200_000
	s := fakeorg.Big(t, rows, fakeorg.Options{Now: roadsTakenAt(), BulkPage: 100_000})
	deps := liveDeps()
	deps.Packed = true
	before := heap()
	o, sections, err := salesforce.Live(t.Context(), liveConfig(t, s, fakeorg.BigUser), roadsTakenAt(), deps)
	if err != nil {
		t.Fatal(err)
	}
	held, got := heap()-before, 0
	for i := range o.PermissionSets {
		for _, fields := range o.PermissionSets[i].Whole().Fields {
			got += len(fields)
		}
	}
	if state := sections["salesforce.fields"]; got != rows+1 || state.State != evidence.Complete {
		t.Errorf("%d field permissions came, want %d; %+v", got, rows+1, state)
	}
	if held > 20*rows {
		t.Errorf("%d field permissions take %d bytes", rows, held)
	}
}

// heap is how many bytes are held.
func heap() int64 {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.HeapAlloc)
}
