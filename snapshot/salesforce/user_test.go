package salesforce_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// project is the smallest one with a profile and two sets.
const (
	wholeProfile  = "<Profile><custom>true</custom><userPermissions><enabled>false</enabled><name>ModifyAllData</name></userPermissions></Profile>"
	administrator = "<Profile><custom>false</custom><userPermissions><enabled>true</enabled><name>ManageUsers</name></userPermissions>" +
		"<userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions>" +
		"<userPermissions><enabled>true</enabled><name>ViewAllData</name></userPermissions></Profile>"
)

func project(more map[string]string) map[string]string {
	files := map[string]string{
		"force-app/profiles/Clay.profile":  wholeProfile,
		"force-app/profiles/Admin.profile": administrator,
		"force-app/Read.permissionset":     "<PermissionSet/>",
		"force-app/G.permissionsetgroup":   "<PermissionSetGroup><permissionSets>Read</permissionSets></PermissionSetGroup>",
	}
	for name, text := range more {
		files[name] = text
	}
	return files
}

func TestReadsUsersOfACSV(t *testing.T) {
	t.Parallel()
	c := config()
	c.UsersCSV = "users.csv"
	c.UsersObservedAt, c.UsersObservedBy = "2026-11-20T00:00:00Z", "revops@acme.com"
	org, sections := mustRead(t, project(map[string]string{"users.csv": "\uFEFFUsername,EMAIL,Name, Active,Frozen,Type,Profile,License,Role,Integration,Permission_Sets,Permission_Set_Groups,ID,Owns_Records,Permission_Set_Licenses\r\n" +
		"Clay@acme.com,Ops@acme.com,Clay,TRUE,no,standard,clay,Salesforce Integration,Clay,clay,read@2026-12-31; Other ,G,005000000000001AAA,12,B; A\r\n" +
		"\r\n" +
		"\"ann@acme.com\",,\"Ann, the\nadmin\",,,,System Administrator,,,,,,,,\r\n"}), c)
	line2, line4 := evidence.Location{File: "users.csv", Line: 2}, evidence.Location{File: "users.csv", Line: 4}
	wantUsers := []salesforce.User{
		{Username: "ann@acme.com", Name: "Ann, the\nadmin", Profile: "Admin", Location: line4},
		{ID: "005000000000001AAA", Username: "clay@acme.com", Email: "ops@acme.com", Name: "Clay", Active: ptr(true), Frozen: ptr(false), Type: "Standard", Profile: "Clay",
			License: "Salesforce Integration", PermissionSetLicenses: []string{"A", "B"}, OwnsRecords: ptr(int64(12)), Role: "Clay", Integration: "clay", Location: line2},
	}
	wantAssignments := []salesforce.Assignment{
		{User: "clay@acme.com", Group: "G", Location: line2},
		{User: "clay@acme.com", Set: "Other", Location: line2},
		{User: "clay@acme.com", Set: "Read", ExpiresAt: "2026-12-31T00:00:00Z", Location: line2},
	}
	if diff := cmp.Diff([]any{wantUsers, wantAssignments}, []any{org.Users, org.Assignments}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := evidence.Coverage{State: evidence.Complete, Source: "csv", ObservedAt: "2026-11-20T00:00:00Z", ObservedBy: "revops@acme.com"}
	for _, section := range []string{"salesforce.users", "salesforce.assignments"} {
		if section == "salesforce.assignments" {
			want.ObservedWith = "salesforce.users"
		}
		if diff := cmp.Diff(want, sections[section]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", section, diff)
		}
	}
}

// A list without a column says nothing of its fact; an empty cell of a column says that there is none.
func TestTellsAbsentColumnsFromEmptyCells(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		csv  string
		want []string
	}{
		"no columns":  {"username,profile\nclay@acme.com,Clay\n", []string{"permission_set_groups", "permission_sets", "role"}},
		"one column":  {"username,profile,permission_sets\nclay@acme.com,Clay,Read\n", []string{"permission_set_groups", "role"}},
		"empty cells": {"username,profile,permission_sets,permission_set_groups,role\nclay@acme.com,Clay,,,\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config()
			c.UsersCSV = "users.csv"
			org, _ := mustRead(t, project(map[string]string{"users.csv": test.csv}), c)
			if diff := cmp.Diff(test.want, org.Users[0].Unrecorded); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadsUsersOfTheConfiguration(t *testing.T) {
	t.Parallel()
	u := clay("read")
	u.Type = " guest"
	u.Groups = []salesforce.GrantConfig{{Name: "g", Expires: "2027-01-01T00:00:00Z", Location: evidence.Location{File: "leastwise.yaml", Line: 11}}}
	org, _ := mustRead(t, project(nil), config(u))
	want := []salesforce.Assignment{
		{User: "clay@acme.com", Group: "G", ExpiresAt: "2027-01-01T00:00:00Z", Location: evidence.Location{File: "leastwise.yaml", Line: 11}},
		{User: "clay@acme.com", Set: "Read", Location: evidence.Location{File: "leastwise.yaml", Line: 9}},
	}
	if diff := cmp.Diff(want, org.Assignments); diff != "" || org.Users[0].Type != "Guest" {
		t.Errorf("type %s (-want +got):\n%s", org.Users[0].Type, diff)
	}
}

func TestRefusesMalformedUsers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		csv   string
		users []salesforce.UserConfig
		want  string
	}{
		"empty CSV":           {csv: "", want: "users.csv: is empty: the first line names the columns"},
		"unknown column":      {csv: "username,profil\n", want: `users.csv:1: unknown column "profil" (did you mean "profile"?) in the header "username,profil"`},
		"column twice":        {csv: "username,Username\n", want: `users.csv:1: names the column "username" twice`},
		"no username column":  {csv: "email\n", want: `users.csv:1: has no column username in the header "email"`},
		"no username":         {csv: "username,email\n,a@b.c\n", want: "users.csv:2: username: is missing: every user has one"},
		"too few fields":      {csv: "username,email\na@b.c\n", want: "users.csv:2: has 1 fields, the header has 2"},
		"too many fields":     {csv: "username\na@b.c,d\n", want: "users.csv:2: has 2 fields, the header has 1"},
		"bad flag":            {csv: "username,active\na@b.c,maybe\n", want: `users.csv:2: active: wants true or false, not "maybe"`},
		"bad expiry":          {csv: "username,permission_sets\na@b.c,Read@soon\n", want: `users.csv:2: permission_sets: "Read" expires at "soon" is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`},
		"expiry of nothing":   {csv: "username,permission_sets\na@b.c,@2026-12-31\n", want: "users.csv:2: permission_sets: holds an assignment without a name"},
		"set twice":           {csv: "username,permission_sets\na@b.c,Read;read\n", want: `users.csv:2: permission_sets: "read" is given twice`},
		"username twice":      {csv: "username\na@b.c\nx@y.z\nA@B.C\n", want: `users.csv:4: username: "a@b.c" is given twice (first at users.csv:2): keep one`},
		"unknown type":        {csv: "username,type\na@b.c,Standart\n", want: `users.csv:2: type: "Standart" is no type of user (did you mean "Standard"?): types are AutomatedProcess, CSPLitePortal, CloudIntegrationUser, CsnOnly, CustomerSuccess, Guest, PowerCustomerSuccess, PowerPartner, SelfService, Standard`},
		"space in a username": {csv: "username\na b@c\n", want: `users.csv:2: username: "a b@c" holds a space: one user has one username`},
		"open quote":          {csv: "username\n\"a@b.c\n", want: `users.csv:2: not valid CSV: extraneous or missing " in quoted-field`},
		"not UTF-8":           {csv: "username\n\xff\n", want: "users.csv: is not UTF-8: save it as CSV UTF-8"},
		"in both lists":       {csv: "username\nCLAY@acme.com\n", users: []salesforce.UserConfig{clay()}, want: `users.csv:2: username: "clay@acme.com" is given twice (first at leastwise.yaml:9): keep one`},
		"unnamed in the list": {csv: "username\n", users: []salesforce.UserConfig{{Location: evidence.Location{File: "leastwise.yaml", Line: 8}}}, want: "leastwise.yaml:8: sources.salesforce.users[0].username: is missing: every user has one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config(test.users...)
			c.UsersCSV = "users.csv"
			_, _, err := read(t, project(map[string]string{"users.csv": test.csv}), c)
			var mistake *evidence.Error
			if !errors.As(err, &mistake) || err.Error() != test.want {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}
