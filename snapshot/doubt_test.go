package snapshot

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// tidy is a snapshot in which every section is complete.
func tidy(t *testing.T) *Snapshot {
	t.Helper()
	s, err := ReadFile(filepath.Join("..", "testdata", "tidy", "snapshot.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDoubtsWhatAnotherSectionContradicts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*Snapshot)
		want   map[string]string
	}{
		"nothing":   {func(*Snapshot) {}, map[string]string{}},
		"only Clay": {func(s *Snapshot) { s.Salesforce = nil }, map[string]string{}},
		"no members": {func(s *Snapshot) { s.Clay.Members, s.Clay.Groups = nil, nil },
			map[string]string{"clay.members": "it is empty, and a workspace has an admin at least"}},
		"a member of a group": {func(s *Snapshot) {
			drop(&s.Clay.Members, func(m clay.Member) bool { return m.Email == "li.wei@acme.com" })
		},
			map[string]string{"clay.members": "the group RevOps holds li.wei@acme.com, which is not listed"}},
		"a group": {func(s *Snapshot) { drop(&s.Clay.Groups, func(g clay.Group) bool { return g.Name == "Growth" }) },
			map[string]string{"clay.groups": "tom.becker@acme.com is in the group Growth, which is not listed"}},
		"a workbook": {func(s *Snapshot) { drop(&s.Clay.Workbooks, func(b clay.Workbook) bool { return b.ID == "wb_events" }) },
			map[string]string{"clay.workbooks": "the table t_event_leads is in the workbook wb_events, which is not listed"}},
		"a table": {func(s *Snapshot) { drop(&s.Clay.Tables, func(t clay.Table) bool { return t.ID == "t_event_leads" }) },
			map[string]string{"clay.tables": "the webhook s_badge_scans fills the table t_event_leads, which is not listed"}},
		"connections": {func(s *Snapshot) {
			drop(&s.Clay.Connections, func(c clay.Connection) bool { return c.ID == "aa_slack" || c.ID == "aa_hubspot" })
		}, map[string]string{"clay.connections": "the column f_in_route of table t_inbound_demo uses the connection aa_slack, which is not listed; " +
			"the column f_tn_hubspot of table t_tam_nordics uses the connection aa_hubspot, which is not listed"}},
		"a budget": {func(s *Snapshot) {
			drop(&s.Clay.Budgets, func(b clay.Budget) bool { return b.Name == "Marketing programmes" })
		},
			map[string]string{"clay.budgets": "the workbook wb_events spends from the budget Marketing programmes, which is not listed"}},
		"many tables of one workbook that is gone": {func(s *Snapshot) {
			for i := range 12 {
				s.Clay.Tables = append(s.Clay.Tables, clay.Table{ID: "x", Workbook: "wb_" + string(rune('a'+i))})
			}
		}, map[string]string{"clay.workbooks": "the table x is in the workbook wb_a, which is not listed; " + strings.Join(times(9, func(i int) string {
			return "the table x is in the workbook wb_" + string(rune('b'+i)) + ", which is not listed"
		}), "; ") + "; and 2 more"}},

		"the integration user": {func(s *Snapshot) {
			drop(&s.Salesforce.Users, func(u salesforce.User) bool { return u.Username == "clay@acme.com" })
		},
			map[string]string{"salesforce.users": "the integration user clay@acme.com is not listed"}},
		"a user with assignments": {func(s *Snapshot) {
			drop(&s.Salesforce.Users, func(u salesforce.User) bool { return u.Username == "leastwise@acme.com" })
		},
			map[string]string{"salesforce.users": "leastwise@acme.com has assignments and is not listed"}},
		"a profile": {func(s *Snapshot) { dropSet(s, "Acme Sales") },
			map[string]string{"salesforce.profiles": "dana.whitfield@acme.com has the profile Acme Sales, which is not listed"}},
		"the integration's profile": {func(s *Snapshot) {
			dropSet(s, "Clay Integration")
			s.Salesforce.Users = nil
			s.Salesforce.IntegrationUsers = nil
			s.Salesforce.Assignments = nil
		},
			map[string]string{
				"salesforce.profiles":    "clay@acme.com holds something through Clay Integration, which is not listed",
				"salesforce.assignments": "clay@acme.com holds something through Account_Limited_Read_Writeback, which nothing assigns",
			}},
		"a set": {func(s *Snapshot) { dropSet(s, "Report_Builder") },
			map[string]string{"salesforce.permission_sets": "elena.petrova@acme.com.admin is assigned Report_Builder, which is not listed"}},
		"a set of a group": {func(s *Snapshot) { dropSet(s, "Account_Data_Steward") },
			map[string]string{"salesforce.permission_sets": "the group Data_Steward holds Account_Data_Steward, which is not listed"}},
		"a muting set": {func(s *Snapshot) { dropSet(s, "Data_Steward_Muting") },
			map[string]string{"salesforce.permission_sets": "the group Data_Steward is muted by Data_Steward_Muting, which is not listed"}},
		"a group of sets": {func(s *Snapshot) { s.Salesforce.Groups = nil },
			map[string]string{"salesforce.permission_set_groups": "elena.petrova@acme.com.admin is assigned Data_Steward, which is not listed"}},
		"an assignment": {func(s *Snapshot) {
			drop(&s.Salesforce.Assignments, func(a salesforce.Assignment) bool { return a.User == "clay@acme.com" })
		},
			map[string]string{"salesforce.assignments": "clay@acme.com holds something through Account_Limited_Read_Writeback, which nothing assigns"}},
		"an access through a group": {func(s *Snapshot) {
			a := &s.Salesforce.Access[0]
			a.Potential = &salesforce.Access{Setup: []salesforce.SetupAccess{{Via: []salesforce.Via{{Kind: "permission_set", Name: "Report_Builder", Group: "Lost"}}}}}
		}, map[string]string{
			"salesforce.permission_set_groups": "clay@acme.com holds something through Lost, which is not listed",
			"salesforce.assignments":           "clay@acme.com holds something through Lost, which nothing assigns",
		}},
		"the access": {func(s *Snapshot) { s.Salesforce.Access = nil },
			map[string]string{"salesforce.access": "the snapshot holds no access of clay@acme.com"}},
		"an incomplete access": {func(s *Snapshot) {
			s.Salesforce.Access[0].Complete, s.Salesforce.Access[0].Reason = false, "Lost was not read"
		},
			map[string]string{"salesforce.access": "that of clay@acme.com is not: Lost was not read"}},
		"an object": {func(s *Snapshot) {
			drop(&s.Salesforce.Objects, func(o salesforce.Object) bool { return o.Name == "Account" })
		},
			map[string]string{
				"salesforce.objects": "an integration user reaches Account, whose sharing model is not there",
				"salesforce.fields":  "an integration user reaches Account, whose fields are not there",
			}},
		"roles": {func(s *Snapshot) {
			drop(&s.Salesforce.Roles, func(r salesforce.Role) bool { return r.Name == "Clay_Integration" || r.Name == "Sales_Operations" })
		}, map[string]string{"salesforce.roles": "clay@acme.com has the role Clay_Integration, which is not listed; " +
			"the role Account_Executive is below Sales_Operations, which is not listed"}},
		"roles that only sharing names": {func(s *Snapshot) { s.Salesforce.Roles, s.Salesforce.Users[0].Role = nil, "" },
			map[string]string{"salesforce.roles": "the sharing rule Clay_EMEA of Account names the role Clay_Integration, which is not listed; " +
				"the public group EMEA_Sales names the role Sales_Operations, which is not listed"}},
		"public groups": {func(s *Snapshot) {
			s.Salesforce.SharingRules[0].SharedTo = []salesforce.Principal{{Kind: "group", Name: "EMEA_Sales"}, {Kind: "group", Name: "emea_sales"}, {Kind: "group", Name: "APAC"}}
		}, map[string]string{"salesforce.public_groups": "the sharing rule Clay_EMEA of Account names the public group emea_sales, which is not listed; " +
			"the sharing rule Clay_EMEA of Account names the public group APAC, which is not listed"}},
		"kinds that nobody knows": {func(s *Snapshot) {
			s.Salesforce.SharingRules[0].SharedTo = []salesforce.Principal{{Kind: "allInternalUsers"}, {Kind: "Role", Name: "CEO"}}
			s.Salesforce.PublicGroups[0].Members = []salesforce.Principal{{Kind: "managers", Name: "a@acme.com"}, {Kind: "rolesAndSubordinates", Name: "CEO"}}
		}, map[string]string{
			"salesforce.sharing_rules": `the sharing rule Clay_EMEA of Account names "Role", a kind that is not known`,
			"salesforce.public_groups": `the public group EMEA_Sales names "rolesAndSubordinates", a kind that is not known`,
		}},
		"names in other letters": {func(s *Snapshot) {
			s.Salesforce.Assignments[0].Set = strings.ToUpper(s.Salesforce.Assignments[0].Set)
			s.Salesforce.Users[0].Profile = "CLAY integration"
		}, map[string]string{}},
		"a role in other letters": {func(s *Snapshot) {
			s.Salesforce.Users[0].Role = "CLAY_integration"
		}, map[string]string{"salesforce.roles": "clay@acme.com has the role CLAY_integration, which is not listed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tidy(t)
			test.change(s)
			if diff := cmp.Diff(test.want, s.Doubts()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTakeDoubtsWhatItsSourcesContradict takes tidy with a set missing from the project.
func TestTakeDoubtsWhatItsSourcesContradict(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "testdata", "tidy"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "force-app/main/default/permissionsets/Report_Builder.permissionset-meta.xml")); err != nil {
		t.Fatal(err)
	}
	none := []salesforce.GrantConfig{}
	s, err := Take(t.Context(), Config{Salesforce: &salesforce.Config{
		Project: "force-app", IntegrationUsers: []string{"clay@acme.com"}, ProfilesComplete: new(true), Users: []salesforce.UserConfig{
			{Username: "ann@acme.com", Profile: "Acme Sales", PermissionSets: []salesforce.GrantConfig{{Name: "Report_Builder"}}, Groups: none},
			{Username: "clay@acme.com", Profile: "Clay Integration", Role: new("Gone"), PermissionSets: none, Groups: none},
		},
	}}, Options{Dir: dir, TakenAt: tidy(t).TakenAt.Time()})
	if err != nil {
		t.Fatal(err)
	}
	for section, want := range map[string]evidence.Coverage{
		"salesforce.permission_sets": {State: evidence.Partial, Source: "project", Reason: "ann@acme.com is assigned Report_Builder, which is not listed"},
		"salesforce.roles":           {State: evidence.Partial, Source: "project", Reason: "clay@acme.com has the role Gone, which is not listed"},
		"salesforce.profiles":        {State: evidence.Complete, Source: "project"},
	} {
		if diff := cmp.Diff(want, s.Coverage[section]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", section, diff)
		}
	}
}

func drop[T any](list *[]T, gone func(T) bool) { *list = slices.DeleteFunc(*list, gone) }

func dropSet(s *Snapshot, name string) {
	drop(&s.Salesforce.PermissionSets, func(p salesforce.PermissionSet) bool { return p.Name == name })
}

func times(n int, text func(i int) string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = text(i)
	}
	return list
}
