package salesforce_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
	"github.com/leastwise/leastwise/snapshot/salesforce/fakeorg"
)

// roleOrg is an org with a hierarchy, a user in it and one outside.
func roleOrg() *salesforce.Org {
	yes := true
	return &salesforce.Org{
		Users: []salesforce.User{
			{Username: "clay@acme.com", Name: "Clay", Profile: "Clay", Role: "Sales", Active: &yes}, {Username: "ann@acme.com", Name: "Ann", Profile: "Clay", Active: &yes},
		},
		PermissionSets: []salesforce.PermissionSet{{Name: "Clay", Kind: salesforce.KindProfile, License: "Salesforce", Permissions: []string{"ApiEnabled"}}},
		Objects:        []salesforce.Object{{Name: "Account", SharingModel: "Private"}},
		Roles:          []salesforce.Role{{Name: "CEO"}, {Name: "Sales", Parent: "CEO"}},
		PublicGroups:   []salesforce.PublicGroup{{Name: "EMEA", Members: []salesforce.Principal{{Kind: "user", Name: "clay@acme.com"}}}},
	}
}

// seen reads an org and says which sections are not complete, and why.
func seen(t *testing.T, o *salesforce.Org, opts fakeorg.Options) (*salesforce.Org, map[string]string) {
	t.Helper()
	opts.Now = roadsTakenAt()
	live, sections, err := salesforce.Live(t.Context(), liveConfig(t, fakeorg.Start(t, o, opts), "clay@acme.com"), roadsTakenAt(), liveDeps())
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]string{}
	for name, c := range sections {
		if c.State != evidence.Complete {
			open[strings.TrimPrefix(name, "salesforce.")] = string(c.State) + ": " + c.Reason
		}
	}
	return live, open
}

// without are the permissions of a scanner that lacks some and may have others.
func without(lacks, instead string) []string {
	all := []string{"ApiEnabled", "CustomizeApplication", "ManageUsers", "ModifyMetadata", "ViewHealthCheck", "ViewRoles", "ViewSetup"}
	return append(slices.DeleteFunc(all, func(p string) bool { return p == lacks }), strings.Fields(instead)...)
}

// TestRolesThatAreHiddenCostTheRolesAlone: nobody who has one is taken for a user without, and the
// users are read all the same.
func TestRolesThatAreHiddenCostTheRolesAlone(t *testing.T) {
	t.Parallel()
	const lost = "UserRole is not available in this org, or not to the scanner"
	for name, test := range map[string]struct {
		opts       fakeorg.Options
		why        string // begins the reason of the section roles; "": it is complete
		role       string
		unrecorded []string
	}{
		"seen":               {fakeorg.Options{}, "", "Sales", nil},
		"without View Roles": {fakeorg.Options{Grants: without("ViewRoles", "")}, "unavailable: " + lost, "", []string{"role"}},
		"no rows":            {fakeorg.Options{Hide: map[string]string{"UserRole": "empty"}}, "partial: UserRole: the roles of clay@acme.com were not read; the scanner needs ViewRoles", "", []string{"role"}},
		"no rows, no right":  {fakeorg.Options{Grants: without("ViewRoles", ""), Hide: map[string]string{"UserRole": "empty"}}, "partial: UserRole: the roles of", "", []string{"role"}},
		"refused":            {fakeorg.Options{Faults: []*fakeorg.Fault{{Match: "FROM UserRole", Times: -1, Do: fakeorg.Refuse(http.StatusForbidden, "INSUFFICIENT_ACCESS", "no")}}}, "unavailable: UserRole is refused", "", []string{"role"}},
		"a role that is not among them": {fakeorg.Options{Faults: []*fakeorg.Fault{{Match: "FROM UserRole", Do: fakeorg.Body("application/json", `{"totalSize":0,"done":true,"records":[]}`)}}},
			"partial: UserRole: the roles of clay@acme.com were not read", "", []string{"role"}},
	} {
		o, open := seen(t, roleOrg(), test.opts)
		if !strings.HasPrefix(open["roles"], test.why) || (open["roles"] == "") != (test.why == "") {
			t.Errorf("%s: roles %q, want %q", name, open["roles"], test.why)
		}
		if strings.HasPrefix(open["roles"], "unavailable") && !strings.Contains(open["roles"], "needs ViewRoles") {
			t.Errorf("%s: nothing says what the scanner needs: %s", name, open["roles"])
		}
		if delete(open, "roles"); len(open) > 0 {
			t.Errorf("%s: also not complete: %v", name, open)
		}
		users := map[string]salesforce.User{}
		for _, u := range o.Users {
			users[u.Username] = u
		}
		if u := users["clay@acme.com"]; u.Role != test.role || !slices.Equal(u.Unrecorded, test.unrecorded) {
			t.Errorf("%s: role %q, unrecorded %v", name, u.Role, u.Unrecorded)
		}
		if u := users["ann@acme.com"]; u.Role != "" || u.Unrecorded != nil {
			t.Errorf("%s: who has no role is said to have %q, unrecorded %v", name, u.Role, u.Unrecorded)
		}
	}
}

// TestOnlyWhatSalesforceDocumentsProvesAReading gives the scanner other permissions in the place of
// the one that shows everything.
func TestOnlyWhatSalesforceDocumentsProvesAReading(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		opts fakeorg.Options
		want []string
	}{
		"all": {fakeorg.Options{}, nil},
		"who may assign sets sees no grants": {
			fakeorg.Options{Grants: without("ViewSetup", "AssignPermissionSets ManageProfilesPermissionsets")},
			[]string{"access", "assignments", "fields", "permission_set_groups", "permission_sets", "profiles", "public_groups"},
		},
		"no group, not even of everybody": {fakeorg.Options{Hide: map[string]string{"Group": "empty"}}, []string{"public_groups"}},
	} {
		_, open := seen(t, roleOrg(), test.opts)
		got := slices.Sorted(maps.Keys(open))
		for _, section := range test.want {
			if open[section] == "" {
				t.Errorf("%s: %s is believed", name, section)
			}
		}
		if test.want == nil && len(got) > 0 || len(test.want) == 1 && !slices.Equal(got, test.want) {
			t.Errorf("%s: %s", name, gocmp.Diff(test.want, got))
		}
	}
}
