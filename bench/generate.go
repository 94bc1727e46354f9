package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// size is how large a generated company is.
type size struct {
	grants  int // field permissions
	users   int // of Salesforce, all of them on the roster
	members int // of Clay
	tables  int // of Clay
}

// setGrants is near what a profile holds in an org that uses custom objects; setObjects is how
// many objects they are of.
const (
	setGrants  = 5000
	setObjects = 100
)

const (
	integration = "clay@example.com"
	taken       = "2026-11-02T09:00:00Z"
)

// generate writes the snapshot of a company. The same size gives the same bytes, and no size
// needs more memory than the company without its field permissions.
func generate(path string, s size) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var w io.Writer = f
	if strings.HasSuffix(path, ".gz") {
		z := gzip.NewWriter(f)
		defer func() { err = errors.Join(err, z.Close()) }()
		w = z
	}
	return snapshot.WriteSets(w, company(s), permissionSets(s.grants))
}

// permissionSets are as many as hold so many grants: every tenth is a profile, and every 50th
// grants View All Data.
func permissionSets(grants int) iter.Seq[*salesforce.PermissionSet] {
	return func(yield func(*salesforce.PermissionSet) bool) {
		for n := 0; grants > 0; n++ {
			set := &salesforce.PermissionSet{
				Name: fmt.Sprintf("Set_%05d", n), Label: fmt.Sprintf("Set %d", n), Kind: salesforce.KindSet,
				Permissions: []string{"ApiEnabled", "RunReports"},
				Objects:     map[string][]string{}, Fields: map[string]map[string]string{},
				Location: evidence.Location{API: fmt.Sprintf("PermissionSet/0PS%015d", n)},
			}
			if n%10 == 9 {
				set.Kind = salesforce.KindProfile
			}
			if n%50 == 49 {
				set.Permissions = append(set.Permissions, "ViewAllData")
			}
			for o := 0; o < setObjects && grants > 0; o++ {
				object := objectName(o)
				set.Objects[object] = []string{"read", "edit"}[:1+(n+o)%2]
				fields := map[string]string{}
				for i := 0; i < setGrants/setObjects && grants > 0; i++ {
					fields[fieldName(i)] = []string{"r", "rw"}[(n+o+i)%2]
					grants--
				}
				set.Fields[object] = fields
			}
			if !yield(set) {
				return
			}
		}
	}
}

func objectName(n int) string { return fmt.Sprintf("Custom_Object_%03d__c", n) }
func fieldName(n int) string  { return fmt.Sprintf("Custom_Field_%03d__c", n) }

// company is everything but the permission sets.
func company(s size) *snapshot.Snapshot {
	c := &snapshot.Snapshot{
		Version: snapshot.Version, TakenAt: taken, Tool: snapshot.Tool{Name: "leastwise", Version: "bench"},
		Coverage: evidence.Sections{}, Clay: workspace(s), Salesforce: org(s), Roster: &roster.Roster{People: []roster.Person{}},
		Changes: &snapshot.Changes{PreviousTakenAt: "2026-10-01T00:00:00Z", New: []snapshot.Change{}, Rotated: []snapshot.Rotated{}},
	}
	for _, section := range snapshot.Sections() {
		c.Coverage[section] = evidence.Coverage{State: evidence.Complete, Source: "bench", ObservedAt: taken}
	}
	for i := range max(s.users, s.members) {
		person := roster.Person{Email: email(i), Name: fmt.Sprintf("Person %d", i), Title: "Account Executive", Status: "active"}
		if i%50 == 0 {
			person.Status, person.End = "terminated", "2026-10-01T00:00:00Z"
		}
		c.Roster.People = append(c.Roster.People, person)
		c.Roster.Matches = append(c.Roster.Matches, roster.Match{Email: email(i), Person: email(i), How: roster.Exact})
	}
	return c
}

func email(n int) string { return fmt.Sprintf("person%06d@example.com", n) }

func workspace(s size) *clay.Workspace {
	w := &clay.Workspace{
		Workspace: clay.Details{ID: "bench", Plan: "enterprise"}, Members: []clay.Member{}, Groups: []clay.Group{}, Workbooks: []clay.Workbook{},
		Tables: []clay.Table{}, Webhooks: []clay.Webhook{}, Connections: []clay.Connection{}, APIKeys: []clay.APIKey{},
		Budgets: []clay.Budget{}, RotationLog: []clay.Rotation{}, Attestations: []clay.Attestation{}, ChangeLog: []clay.LoggedChange{},
		Contradictions: []clay.Contradiction{}, Routines: []clay.Routine{}, OutboundWebhooks: []clay.OutboundWebhook{},
	}
	for i := range s.members {
		role := []clay.Role{clay.RoleEditor, clay.RoleViewer, clay.RoleSalesRep, clay.RoleAdmin}[i%4]
		w.Members = append(w.Members, clay.Member{ID: email(i), Email: email(i), Role: role, State: "active"})
	}
	for i := range s.tables {
		rows := int64(i * 997 % 60000)
		w.Tables = append(w.Tables, clay.Table{
			ID: fmt.Sprintf("t_%06d", i), Name: fmt.Sprintf("Table %d", i), Owner: email(i % max(s.members, 1)), RowCount: &rows, Columns: []clay.Column{},
		})
	}
	return w
}

// org is an org in which one integration user holds part of the first permission set.
func org(s size) *salesforce.Org {
	o := &salesforce.Org{
		ID: "bench", IntegrationUsers: []string{integration}, Users: []salesforce.User{}, PermissionSets: []salesforce.PermissionSet{},
		Groups: []salesforce.Group{}, Assignments: []salesforce.Assignment{}, Access: []salesforce.Access{}, Objects: []salesforce.Object{},
		SharingRules: []salesforce.SharingRule{}, Apps: []salesforce.App{}, Roles: []salesforce.Role{},
		PublicGroups: []salesforce.PublicGroup{}, Tokens: []salesforce.Token{}, Logins: []salesforce.Login{}, Privileged: []salesforce.Privileged{},
	}
	yes, sets := true, max((s.grants+setGrants-1)/setGrants, 1)
	add := func(username string, n int) {
		o.Users = append(o.Users, salesforce.User{Username: username, Email: username, Active: &yes, License: "Salesforce"})
		o.Assignments = append(o.Assignments, salesforce.Assignment{User: username, Set: fmt.Sprintf("Set_%05d", n%sets), Active: &yes})
	}
	add(integration, 0)
	for i := range s.users {
		add(email(i), i)
	}
	via := func(access string) []salesforce.Via {
		return []salesforce.Via{{Kind: salesforce.KindSet, Name: "Set_00000", Access: []string{access}}}
	}
	access := salesforce.Access{
		User: integration, Complete: true, Permissions: []salesforce.PermissionAccess{{Name: "ApiEnabled", Via: via("")[:1]}},
		Objects: []salesforce.ObjectAccess{}, Fields: []salesforce.FieldAccess{}, Setup: []salesforce.SetupAccess{}, LoginIPs: []salesforce.IPRange{},
	}
	access.Permissions[0].Via[0].Access = nil
	for n := range 10 {
		access.Objects = append(access.Objects, salesforce.ObjectAccess{Object: objectName(n), Access: []string{"read"}, Via: via("read")})
		for i := range 20 {
			access.Fields = append(access.Fields, salesforce.FieldAccess{Object: objectName(n), Field: fieldName(i), Access: "r", Via: via("r")})
		}
	}
	o.Access = append(o.Access, access)
	return o
}
