package fakeorg

import (
	"fmt"
	"testing"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// The shape of a big org: every container but the integration user's own has the same number of
// field permissions, spread over objects with a hundred fields each.
const (
	bigContainers = 50
	bigFields     = 100
	// BigUser is the integration user of a big org. He holds one small set.
	BigUser = "clay@big.example"
)

// Big runs an org with n field permissions beside the few of BigUser. They are made as they are
// asked for: the org holds no record of them, and the same n gives the same records.
func Big(t testing.TB, n int, opts Options) *Server {
	t.Helper()
	per := (n + bigContainers - 1) / bigContainers
	objects := (per + bigFields - 1) / bigFields
	own := salesforce.PermissionSet{
		Name: "Clay_Read", Kind: salesforce.KindSet, Permissions: []string{"ApiEnabled"},
		Objects: map[string][]string{"Account": {"read"}}, Fields: map[string]map[string]string{"Account": {"Website": "r"}},
	}
	o := &salesforce.Org{
		Users: []salesforce.User{{Username: BigUser, Name: "Clay Integration", Profile: "Minimum Access - API Only Integrations", License: "Salesforce Integration"}},
		PermissionSets: []salesforce.PermissionSet{own, {
			Name: "Minimum Access - API Only Integrations", Kind: salesforce.KindProfile, License: "Salesforce Integration", Permissions: []string{"ApiEnabled", "ApiUserOnly"},
		}},
		Objects:     []salesforce.Object{{Name: "Account", SharingModel: "Private"}},
		Assignments: []salesforce.Assignment{{User: BigUser, Set: "Clay_Read"}},
	}
	for i := range bigContainers {
		set := salesforce.PermissionSet{Name: fmt.Sprintf("Big_%02d", i), Kind: salesforce.KindSet, Objects: map[string][]string{}}
		for k := range objects {
			set.Objects[fmt.Sprintf("Object_%04d__c", k)] = []string{"read", "edit"}
		}
		o.PermissionSets = append(o.PermissionSets, set)
	}
	for k := range objects {
		o.Objects = append(o.Objects, salesforce.Object{Name: fmt.Sprintf("Object_%04d__c", k), SharingModel: "Private"})
	}
	s := Start(t, o, opts)
	var parents []string
	for i := range bigContainers {
		parents = append(parents, s.ID("PermissionSet", "Name", fmt.Sprintf("Big_%02d", i)))
	}
	few := s.tables["FieldPermissions"]
	s.tables["FieldPermissions"] = &table{n: few.n + n, byID: few.byID, at: func(i int) row {
		if i < few.n {
			return few.at(i)
		}
		i -= few.n
		container, k := i/per, i%per
		object := fmt.Sprintf("Object_%04d__c", k/bigFields)
		return row{
			"Id": newID("01k", 1_000_000+i), "ParentId": parents[container], "SobjectType": object,
			"Field": fmt.Sprintf("%s.Field_%03d__c", object, k%bigFields), "PermissionsRead": true, "PermissionsEdit": k%3 == 0,
		}
	}}
	return s
}
