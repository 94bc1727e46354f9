package salesforce_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// full is a project that leaves nothing open but what a project cannot tell.
func full() map[string]string {
	return project(map[string]string{
		"force-app/Read.permissionset":                      "<PermissionSet><objectPermissions><object>Account</object><allowRead>true</allowRead></objectPermissions></PermissionSet>",
		"force-app/objects/Account/Account.object-meta.xml": "<CustomObject><sharingModel>Private</sharingModel></CustomObject>",
		"force-app/sharingRules/Account.sharingRules":       "<SharingRules><sharingOwnerRules><fullName>A</fullName><accessLevel>Read</accessLevel><sharedTo><role>R</role></sharedTo></sharingOwnerRules></SharingRules>",
		"force-app/settings/Security.settings":              "<SecuritySettings/>",
		"force-app/settings/ConnectedApp.settings":          "<ConnectedAppSettings/>",
		"force-app/connectedApps/Clay.connectedApp":         "<ConnectedApp/>",
		"force-app/roles/R.role":                            "<Role/>",
		"force-app/groups/All.group":                        "<Group/>",
	})
}

// open lists the sections that are not complete, with the state and the start of the reason.
func open(sections evidence.Sections) []string {
	list := []string{}
	for _, path := range slices.Sorted(maps.Keys(sections)) {
		c := sections[path]
		if c.State == evidence.Complete && c.Reason == "" {
			continue
		}
		list = append(list, strings.TrimPrefix(path, "salesforce.")+" "+string(c.State)+": "+c.Reason)
	}
	return list
}

const (
	understated  = "a retrieved profile lists only what was retrieved with it: set sources.salesforce.profiles_complete once they are retrieved in full"
	noPermission = "profile Clay lists no user permission, as one that was cut down: retrieve it in full, or where it holds none list ModifyAllData with enabled false"
	members      = "a metadata project does not hold the members of public groups: list them under sources.salesforce.public_groups"
	people       = "a metadata project holds no users or assignments: list them under sources.salesforce.users or users_csv"
)

func misnamed(file string) string {
	return "force-app/" + file + " is not named as metadata is, so it was not read: give it its ending, or take it away"
}

func criterion(field string) string {
	return "<criteriaItems><field>" + field + "</field><operation>equals</operation><value>x</value></criteriaItems>"
}

func TestCoverageSaysWhatIsOpen(t *testing.T) {
	t.Parallel()
	always := []string{
		"logins unavailable: a metadata project holds no logins: export them and name the file under sources.salesforce.logins_csv",
		"public_groups partial: " + members,
		"scanner unavailable: a metadata project does not say by which user it was retrieved: name it under sources.salesforce.scanner",
		"tokens unavailable: a metadata project holds no OAuth tokens: export them and name the file under sources.salesforce.tokens_csv",
	}
	gone := func(section, folder string) string {
		return section + " unavailable: the project has no " + folder + ": there may be none, or they were not retrieved"
	}
	for name, test := range map[string]struct {
		change func(files map[string]string, c *salesforce.Config)
		want   []string // besides always
		not    []string // of always
	}{
		"nothing": {func(map[string]string, *salesforce.Config) {}, nil, nil},
		"profiles that may understate": {func(_ map[string]string, c *salesforce.Config) { c.ProfilesComplete = nil },
			[]string{"access partial: " + understated, "profiles partial: " + understated}, nil},
		"no users": {func(_ map[string]string, c *salesforce.Config) { c.Users = nil }, []string{
			"access unavailable: " + people, "assignments unavailable: " + people, "users unavailable: " + people,
			"fields partial: which objects the integration users reach is not known: " + people,
			"objects partial: which objects the integration users reach is not known: " + people,
		}, nil},
		"an unknown integration user": {func(_ map[string]string, c *salesforce.Config) { c.IntegrationUsers = []string{"clay@acme.co"} },
			[]string{`access partial: clay@acme.co: clay@acme.co is not among the known users (did you mean "clay@acme.com"?)`}, nil},
		"an integration user whose sets nobody wrote down": {func(_ map[string]string, c *salesforce.Config) { c.Users[0].PermissionSets = nil }, []string{
			"access partial: clay@acme.com: nobody recorded the permission_sets of clay@acme.com",
			"assignments partial: nobody recorded the permission_sets of clay@acme.com: write permission_sets: [] for none",
		}, nil},
		"an integration user whose groups nobody wrote down": {func(_ map[string]string, c *salesforce.Config) { c.Users[0].Groups = nil }, []string{
			"access partial: clay@acme.com: nobody recorded the permission_set_groups of clay@acme.com",
			"assignments partial: nobody recorded the permission_set_groups of clay@acme.com: write permission_set_groups: [] for none",
		}, nil},
		"people whose sets nobody wrote down": {func(_ map[string]string, c *salesforce.Config) {
			c.Users = append(c.Users, salesforce.UserConfig{Username: "bob@acme.com", Profile: "Admin", Groups: []salesforce.GrantConfig{}},
				salesforce.UserConfig{Username: "ann@acme.com", Profile: "Admin"})
		}, []string{"assignments partial: nobody recorded the permission_sets of ann@acme.com; bob@acme.com: write permission_sets: [] for none; " +
			"nobody recorded the permission_set_groups of ann@acme.com: write permission_set_groups: [] for none"}, nil},
		"a profile that nobody wrote down": {func(_ map[string]string, c *salesforce.Config) { c.Users[0].Profile = "" }, []string{
			"access partial: clay@acme.com: the profile of clay@acme.com is not known", "users partial: nobody recorded the profile of clay@acme.com",
		}, nil},
		"a role that nobody wrote down": {func(_ map[string]string, c *salesforce.Config) { c.Users[0].Role = nil },
			[]string{`users partial: nobody recorded the role of clay@acme.com: write role: "" for none`}, nil},
		"people without a role": {func(_ map[string]string, c *salesforce.Config) {
			c.Users = append(c.Users, salesforce.UserConfig{Username: "ann@acme.com", Profile: "Admin", PermissionSets: []salesforce.GrantConfig{}, Groups: []salesforce.GrantConfig{}})
		}, nil, nil},
		"an unread set": {func(_ map[string]string, c *salesforce.Config) { c.Users[0].PermissionSets[0].Name = "Write" },
			[]string{"access partial: clay@acme.com: permission set Write was not read"}, nil},
		"no object file": {func(f map[string]string, _ *salesforce.Config) {
			delete(f, "force-app/objects/Account/Account.object-meta.xml")
			f["force-app/objects/Lead/Lead.object-meta.xml"] = "<CustomObject/>"
		}, []string{
			"fields partial: the project has no object file of Account, so that their required fields are not known",
			"objects partial: the project has no sharing model of Account",
		}, nil},
		"no sharing model": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/objects/Account/Account.object-meta.xml"] = "<CustomObject/>"
		}, []string{"objects partial: the project has no sharing model of Account"}, nil},
		"no objects": {func(f map[string]string, _ *salesforce.Config) {
			delete(f, "force-app/objects/Account/Account.object-meta.xml")
		}, []string{
			"fields partial: the project has no object file of Account, so that their required fields are not known", gone("objects", "objects/"),
		}, nil},
		"a field of a sharing rule without its file": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/objects/Account/fields/Region__c.field-meta.xml"] = "<CustomField><fullName>Region__c</fullName></CustomField>"
			f["force-app/sharingRules/Account.sharingRules"] = "<SharingRules><sharingCriteriaRules><fullName>A</fullName><accessLevel>Read</accessLevel><sharedTo><role>R</role></sharedTo>" +
				criterion("Region__c") + criterion("Tier__c") + criterion("Industry") + "</sharingCriteriaRules></SharingRules>"
			f["force-app/sharingRules/Lead.sharingRules"] = "<SharingRules><sharingCriteriaRules><fullName>A</fullName><accessLevel>Read</accessLevel><sharedTo><role>R</role></sharedTo>" +
				criterion("Else__c") + "</sharingCriteriaRules></SharingRules>"
		}, []string{"fields partial: sharing rules select by Account.Tier__c, of which the project has no field file, so that nobody knows whether field security hides them"}, nil},
		"no sharing rules": {func(f map[string]string, _ *salesforce.Config) {
			delete(f, "force-app/sharingRules/Account.sharingRules")
		},
			[]string{gone("sharing_rules", "sharingRules/")}, nil},
		"no security settings": {func(f map[string]string, _ *salesforce.Config) { delete(f, "force-app/settings/Security.settings") },
			[]string{gone("security_settings", "settings/Security")}, nil},
		"no app settings": {func(f map[string]string, _ *salesforce.Config) { delete(f, "force-app/settings/ConnectedApp.settings") },
			[]string{gone("connected_app_settings", "settings/ConnectedApp")}, nil},
		"no apps": {func(f map[string]string, _ *salesforce.Config) {
			delete(f, "force-app/connectedApps/Clay.connectedApp")
		},
			[]string{gone("apps", "connectedApps/ or externalClientApps/")}, nil},
		"no roles": {func(f map[string]string, _ *salesforce.Config) { delete(f, "force-app/roles/R.role") }, []string{gone("roles", "roles/")}, nil},
		"no groups": {func(f map[string]string, _ *salesforce.Config) { delete(f, "force-app/groups/All.group") },
			[]string{gone("public_groups", "groups/ or queues/")}, []string{"public_groups partial: " + members}},
		"no permission set groups": {func(f map[string]string, _ *salesforce.Config) { delete(f, "force-app/G.permissionsetgroup") },
			[]string{gone("permission_set_groups", "permissionsetgroups/")}, nil},
		"decomposed permission sets": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/permissionsets/W/Account.objectSettings-meta.xml"] = "<PermissionSet/>"
		}, []string{
			"access partial: force-app/permissionsets/W/Account.objectSettings-meta.xml is of a form that is not read (decomposed metadata)",
			"permission_sets partial: force-app/permissionsets/W/Account.objectSettings-meta.xml is of a form that is not read (decomposed metadata)",
		}, nil},
		"a set without its ending": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/permissionsets/Clay.xml"] = "<PermissionSet/>"
		},
			[]string{"access partial: " + misnamed("permissionsets/Clay.xml"), "permission_sets partial: " + misnamed("permissionsets/Clay.xml")}, nil},
		"a muting set in other letters": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/mutingpermissionsets/a/M.mutingPermissionSet"] = "<MutingPermissionSet/>"
		}, []string{"access partial: " + misnamed("mutingpermissionsets/a/M.mutingPermissionSet"), "permission_sets partial: " + misnamed("mutingpermissionsets/a/M.mutingPermissionSet")}, nil},
		"a group without its ending": {func(f map[string]string, _ *salesforce.Config) { f["force-app/permissionsetgroups/G2"] = "" },
			[]string{"access partial: " + misnamed("permissionsetgroups/G2"), "permission_set_groups partial: " + misnamed("permissionsetgroups/G2")}, nil},
		"a profile without its ending": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/profiles/Clay.profile.xml"] = "<Profile/>"
		},
			[]string{"access partial: " + misnamed("profiles/Clay.profile.xml"), "profiles partial: " + misnamed("profiles/Clay.profile.xml")}, nil},
		"others without their ending": {func(f map[string]string, c *salesforce.Config) {
			c.PublicGroups = []salesforce.GroupConfig{{Name: "All"}}
			for _, name := range []string{"sharingRules/Lead.rules", "roles/R2.xml", "queues/Q", "connectedApps/Clay.app"} {
				f["force-app/"+name] = ""
			}
		}, []string{
			"sharing_rules partial: " + misnamed("sharingRules/Lead.rules"), "roles partial: " + misnamed("roles/R2.xml"),
			"public_groups partial: " + misnamed("queues/Q"), "apps partial: " + misnamed("connectedApps/Clay.app"),
		}, []string{"public_groups partial: " + members}},
		"a backup without its original": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/permissionsets/Old.permissionset-meta.xml.bak"] = "<PermissionSet/>"
		}, []string{
			"access partial: " + misnamed("permissionsets/Old.permissionset-meta.xml.bak"),
			"permission_sets partial: " + misnamed("permissionsets/Old.permissionset-meta.xml.bak"),
		}, nil},
		"what is no metadata": {func(f map[string]string, _ *salesforce.Config) {
			for _, name := range []string{
				"profiles/Clay.profile~", "profiles/Clay.profile.bak", "profiles/Clay.profile.orig", "profiles/Clay.profile.old", "permissionsets/.gitkeep",
				"permissionsets/README.md", "lwc/profiles/profiles.js", "lwc/profiles/profiles.js-meta.xml", "reports/groups/Sales.report", "settings/Account.settings",
			} {
				f["force-app/"+name] = ""
			}
		}, nil, nil},
		"a profile in two forms": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/b/profiles/Clay.profile"] = "<Profile><userLicense>Salesforce</userLicense></Profile>"
		}, []string{
			"access partial: Clay is defined in 2 files that differ, such as force-app/b/profiles/Clay.profile and force-app/profiles/Clay.profile: what they grant is joined",
			"profiles partial: Clay is defined in 2 files that differ, such as force-app/b/profiles/Clay.profile and force-app/profiles/Clay.profile: what they grant is joined",
		}, nil},
		"another profile in two forms": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/b/profiles/Admin.profile"] = "<Profile/>"
		}, []string{
			"profiles partial: Admin is defined in 2 files that differ, such as force-app/b/profiles/Admin.profile and force-app/profiles/Admin.profile: what they grant is joined",
		}, nil},
		"a cut down profile of administrators": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/profiles/Admin.profile"] = strings.ReplaceAll(administrator, "ModifyAllData", "ManageCMS")
		}, []string{"profiles partial: profile Admin does not list ModifyAllData, which a System Administrator always holds: retrieve it in full"}, nil},
		"a profile of administrators under its name in Setup, for the integration": {func(f map[string]string, c *salesforce.Config) {
			delete(f, "force-app/profiles/Admin.profile")
			f["force-app/profiles/System Administrator.profile"] = strings.ReplaceAll(administrator, "ManageUsers", "ManageCMS")
			c.Users[0].Profile = "System Administrator"
		}, []string{
			"access partial: profile System Administrator does not list ManageUsers, which a System Administrator always holds: retrieve it in full",
			"profiles partial: profile System Administrator does not list ManageUsers, which a System Administrator always holds: retrieve it in full",
		}, nil},
		"a custom profile of that name": {func(f map[string]string, _ *salesforce.Config) { f["force-app/profiles/Admin.profile"] = wholeProfile }, nil, nil},
		"a profile of another kind": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/profiles/Standard.profile"] = strings.Replace(administrator, "<custom>false</custom>", "", 1)
		}, []string{"profiles partial: profile Standard does not say whether it is custom, as whatever is retrieved does: retrieve it in full"}, nil},
		"a profile of classes alone": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/profiles/Clay.profile"] = "<Profile><classAccesses><apexClass>A</apexClass><enabled>true</enabled></classAccesses><custom>true</custom></Profile>"
		}, []string{"access partial: " + noPermission, "profiles partial: " + noPermission}, nil},
		"a profile of guests": {func(f map[string]string, _ *salesforce.Config) {
			f["force-app/profiles/Site.profile"] = "<Profile><userLicense>Guest User License</userLicense></Profile>"
		}, nil, nil},
		"a scanner with a cut down profile": {func(f map[string]string, c *salesforce.Config) {
			f["force-app/profiles/Scanner.profile"] = "<Profile><custom>true</custom></Profile>"
			c.Users = append(c.Users, salesforce.UserConfig{Username: "scanner@acme.com", Profile: "Scanner", Role: ptr(""), PermissionSets: []salesforce.GrantConfig{}, Groups: []salesforce.GrantConfig{}})
			c.Scanner = "Scanner@acme.com"
		}, []string{
			"profiles partial: " + strings.ReplaceAll(noPermission, "Clay", "Scanner"), "scanner partial: " + strings.ReplaceAll(noPermission, "Clay", "Scanner"),
		}, []string{always[2]}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, c := full(), config(clay("Read"))
			c.ProfilesComplete = ptr(true)
			test.change(files, c)
			_, sections := mustRead(t, files, c)
			want := append(slices.Clone(test.want), slices.DeleteFunc(slices.Clone(always), func(line string) bool { return slices.Contains(test.not, line) })...)
			slices.Sort(want)
			if diff := cmp.Diff(want, open(sections)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, section := range salesforce.Sections {
				if _, ok := sections["salesforce."+section]; !ok {
					t.Errorf("no coverage of %s", section)
				}
			}
			if len(sections) != len(salesforce.Sections) {
				t.Errorf("%d sections, want %d", len(sections), len(salesforce.Sections))
			}
		})
	}
}

func TestOrgHasNoNullListsAndTheSameBytesTwice(t *testing.T) {
	t.Parallel()
	encode := func() string {
		org, _ := mustRead(t, full(), config(clay("Read")))
		data, err := json.Marshal(org)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	first := encode()
	if strings.Contains(first, ":null") {
		t.Errorf("a list is null: %s", first)
	}
	for range 5 {
		if diff := cmp.Diff(first, encode()); diff != "" {
			t.Fatalf("other bytes:\n%s", diff)
		}
	}
}

func TestOrgIsNamedAfterItsFolder(t *testing.T) {
	t.Parallel()
	c := config()
	c.Name = ""
	org, _ := mustRead(t, full(), c)
	if org.ID != "force-app" || org.IntegrationUsers[0] != "clay@acme.com" {
		t.Errorf("the org is %q with %q", org.ID, org.IntegrationUsers)
	}
}
