package salesforce_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func TestDefinitionsOfOneNameAreJoinedWithoutLosingAccess(t *testing.T) {
	t.Parallel()
	org, sections := mustRead(t, map[string]string{
		"force-app/a/permissionsets/S.permissionset": `<PermissionSet><hasActivationRequired>true</hasActivationRequired>
<userPermissions><enabled>true</enabled><name>A</name></userPermissions>
<fieldPermissions><field>Account.F</field><readable>true</readable></fieldPermissions></PermissionSet>`,
		"force-app/b/permissionsets/s.permissionset": `<PermissionSet>
<userPermissions><enabled>true</enabled><name>B</name></userPermissions>
<fieldPermissions><field>Account.F</field><readable>true</readable><editable>true</editable></fieldPermissions></PermissionSet>`,
		"force-app/a/mutingpermissionsets/M.mutingpermissionset": `<MutingPermissionSet><userPermissions><enabled>true</enabled><name>A</name></userPermissions>
<userPermissions><enabled>true</enabled><name>B</name></userPermissions>
<fieldPermissions><field>Account.F</field><readable>true</readable><editable>true</editable></fieldPermissions></MutingPermissionSet>`,
		"force-app/b/mutingpermissionsets/M.mutingpermissionset": `<MutingPermissionSet><userPermissions><enabled>true</enabled><name>A</name></userPermissions>
<fieldPermissions><field>Account.F</field><editable>true</editable></fieldPermissions></MutingPermissionSet>`,
		"force-app/a/profiles/P.profile":                       `<Profile><loginIpRanges><startAddress>1.1.1.1</startAddress><endAddress>1.1.1.1</endAddress></loginIpRanges></Profile>`,
		"force-app/b/profiles/P.profile":                       `<Profile/>`,
		"force-app/a/permissionsetgroups/G.permissionsetgroup": `<PermissionSetGroup><permissionSets>S</permissionSets><mutingPermissionSets>M</mutingPermissionSets><status>Updated</status></PermissionSetGroup>`,
		"force-app/b/permissionsetgroups/G.permissionsetgroup": `<PermissionSetGroup><permissionSets>T</permissionSets><status>Failed</status></PermissionSetGroup>`,
		"force-app/a/objects/Account.object":                   `<CustomObject><sharingModel>Private</sharingModel><fields><fullName>F__c</fullName><type>Text</type></fields></CustomObject>`,
		"force-app/b/objects/Account.object":                   `<CustomObject><sharingModel>ReadWrite</sharingModel><fields><fullName>F__c</fullName><type>Text</type><required>true</required></fields></CustomObject>`,
		"force-app/a/roles/R.role":                             `<Role><name>R</name></Role>`,
		"force-app/b/roles/R.role":                             `<Role><name>R</name><parentRole>CEO</parentRole></Role>`,
		"force-app/same/roles/R.role":                          `<Role><name>R</name></Role>`,
	}, config())
	wantSets := []salesforce.PermissionSet{
		{Name: "M", Kind: salesforce.KindMuting, Permissions: []string{"A"}, Fields: fields("F", "w")},
		{Name: "P", Kind: salesforce.KindProfile, LoginHours: ptr(false)},
		{Name: "S", Kind: salesforce.KindSet, Permissions: []string{"A", "B"}, Fields: fields("F", "rw"), Also: []salesforce.Part{{
			Lines: map[string]int{"permission:B": 2, "field:Account.F": 3}, Location: at("b/permissionsets/s.permissionset", 1),
		}}},
	}
	ignore := cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(salesforce.PermissionSet{}, "Lines", "Location")}
	if diff := cmp.Diff(wantSets[2], org.PermissionSets[2], ignore); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	ignore = append(ignore, cmpopts.IgnoreFields(salesforce.PermissionSet{}, "Also"))
	if diff := cmp.Diff(wantSets, org.PermissionSets, ignore); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := org.PermissionSets[2].At("permission:B"); got != at("b/permissionsets/s.permissionset", 2) {
		t.Errorf("the grant of the second file is said to stand at %s", got)
	}
	wantGroups := []salesforce.Group{{
		Name: "G", Sets: []string{"S", "T"}, MutingSets: []string{}, Status: "Failed",
		Location: at("a/permissionsetgroups/G.permissionsetgroup", 1), Also: []evidence.Location{at("b/permissionsetgroups/G.permissionsetgroup", 1)},
	}}
	if diff := cmp.Diff(wantGroups, org.Groups); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if o := org.Objects[0]; o.SharingModel != "ReadWrite" || *o.Fields[0].Permissionable || o.Location != at("b/objects/Account.object", 1) {
		t.Errorf("the object is %+v", o)
	}
	for section, reason := range map[string]string{
		"permission_set_groups": "G is defined in 2 files that differ, such as force-app/a/permissionsetgroups/G.permissionsetgroup and force-app/b/permissionsetgroups/G.permissionsetgroup: what they grant is joined",
		"roles":                 "force-app/a/roles/R.role:1 and force-app/b/roles/R.role:1 define R differently: the first is kept",
	} {
		if got := sections["salesforce."+section]; got.State != evidence.Partial || got.Reason != reason {
			t.Errorf("%s is %+v", section, got)
		}
	}
}

func TestEqualDefinitionsLeaveTheSectionComplete(t *testing.T) {
	t.Parallel()
	org, sections := mustRead(t, map[string]string{"force-app/a/S.permissionset": setText, "force-app/b/S.permissionset": "\n" + setText[len(`<?xml version="1.0" encoding="UTF-8"?>`):]}, config())
	if len(org.PermissionSets) != 1 || len(org.PermissionSets[0].Also) != 1 {
		t.Errorf("read %+v", org.PermissionSets)
	}
	if got := sections["salesforce.permission_sets"]; got.State != evidence.Complete {
		t.Errorf("the section is %+v", got)
	}
}
