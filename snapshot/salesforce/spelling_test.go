package salesforce_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func TestNamesOfSharingAreSpelledAsTheyWereRead(t *testing.T) {
	t.Parallel()
	files := full()
	files["force-app/roles/Leaf.role"] = "<Role><parentRole>r</parentRole></Role>"
	files["force-app/groups/Inner.group"] = "<Group/>"
	files["force-app/queues/Leads.queue"] = "<Queue><queueMembers><users><user>Clay@Acme.com</user></users><publicGroups><publicGroup>ALL</publicGroup></publicGroups>" +
		"<roles><role>LEAF</role></roles></queueMembers></Queue>"
	files["force-app/sharingRules/Account.sharingRules"] = "<SharingRules><sharingOwnerRules><fullName>A</fullName><accessLevel>Read</accessLevel>" +
		"<sharedTo><group>pkg__ALL</group><groups>inner</groups><roles>LEAF</roles><rolesAndSubordinates>leaf</rolesAndSubordinates>" +
		"<role>leaf</role><role>Gone</role><group>pkg__Gone</group></sharedTo>" +
		"<sharedFrom><roleAndSubordinatesInternal>LEAF</roleAndSubordinatesInternal></sharedFrom></sharingOwnerRules></SharingRules>"
	user := clay("Read")
	user.Role = ptr("lEAF")
	c := config(user)
	c.PublicGroups = []salesforce.GroupConfig{{Name: "inner", Members: []string{"group:all", "role:leaf", "queue:LEADS"}}, {Name: "All", Members: []string{"a@acme.com"}}}
	o, _, err := read(t, files, c)
	if err != nil {
		t.Fatal(err)
	}
	bare := cmpopts.IgnoreTypes(evidence.Location{})
	if o.Users[0].Role != "Leaf" {
		t.Errorf("the role is %q", o.Users[0].Role)
	}
	if diff := cmp.Diff([]salesforce.Role{{Name: "Leaf", Parent: "R"}, {Name: "R"}}, o.Roles, bare); diff != "" {
		t.Error(diff)
	}
	rule := o.SharingRules[0]
	if diff := cmp.Diff([]salesforce.Principal{
		{Kind: "group", Name: "All"}, {Kind: "group", Name: "Inner"}, {Kind: "group", Name: "pkg__Gone"}, {Kind: "role", Name: "Gone"}, {Kind: "role", Name: "Leaf"},
		{Kind: "roleAndSubordinates", Name: "Leaf"},
	}, rule.SharedTo); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]salesforce.Principal{{Kind: "roleAndSubordinatesInternal", Name: "Leaf"}}, rule.SharedFrom); diff != "" {
		t.Error(diff)
	}
	members := map[string][]salesforce.Principal{}
	for _, g := range o.PublicGroups {
		members[g.Name] = g.Members
	}
	if diff := cmp.Diff(map[string][]salesforce.Principal{
		"All":   {{Kind: "user", Name: "a@acme.com"}},
		"Inner": {{Kind: "group", Name: "All"}, {Kind: "queue", Name: "Leads"}, {Kind: "role", Name: "Leaf"}},
		"Leads": {{Kind: "group", Name: "All"}, {Kind: "role", Name: "Leaf"}, {Kind: "user", Name: "clay@acme.com"}},
	}, members); diff != "" {
		t.Error(diff)
	}
}
