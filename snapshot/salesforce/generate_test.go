package salesforce_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// clayUser is a policy that all can be written of.
func clayUser(change func(*salesforce.Wanted)) salesforce.Wanted {
	w := salesforce.Wanted{
		User: "clay@acme.com", Objects: map[string][]string{"Account": {"read"}},
		Fields:      map[string]map[string]string{"Account": {"Website": "r"}},
		Permissions: []string{"ApiEnabled", "ApiUserOnly"}, LoginIPs: []string{"52.7.81.233"},
	}
	change(&w)
	return w
}

func generate(t *testing.T, o *salesforce.Org, options salesforce.GenerateOptions, wanted ...salesforce.Wanted) *salesforce.Generated {
	t.Helper()
	out, err := salesforce.Generate(o, wanted, options)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// written is the file whose path ends so.
func written(t *testing.T, out *salesforce.Generated, suffix string) string {
	t.Helper()
	for _, f := range out.Files {
		if strings.HasSuffix(f.Path, suffix) {
			return string(f.Data)
		}
	}
	t.Fatalf("no file %s was written", suffix)
	return ""
}

func paths(out *salesforce.Generated) []string {
	var list []string
	for _, f := range out.Files {
		list = append(list, strings.TrimPrefix(f.Path, "force-app/main/default/"))
	}
	return list
}

func mentions(texts []string, part string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, part) })
}

func TestGenerateRefusesAPolicyThatMetadataCannotExpress(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*salesforce.Wanted)
		want   string
	}{
		"a name that is a path":      {func(w *salesforce.Wanted) { w.Sets = []string{"../../x"} }, `permission_sets: "../../x" is not an API name`},
		"an object that is a path":   {func(w *salesforce.Wanted) { w.Objects["../A"] = []string{"read"} }, `objects.../A: "../A" is not an API name`},
		"an unknown flag":            {func(w *salesforce.Wanted) { w.Objects["Account"] = []string{"raed"} }, `objects.Account: unknown flag "raed" (did you mean "read"?)`},
		"delete without edit":        {func(w *salesforce.Wanted) { w.Objects["Account"] = []string{"delete"} }, `objects.Account: delete needs edit as well`},
		"modify all alone":           {func(w *salesforce.Wanted) { w.Objects["Account"] = []string{"modify_all"} }, `modify_all needs edit, delete, view_all as well`},
		"view all fields without *":  {func(w *salesforce.Wanted) { w.Objects["Account"] = []string{"view_all_fields"} }, `mean the same: approve both, or neither`},
		"* without view all fields":  {func(w *salesforce.Wanted) { w.Fields["Account"]["*"] = "r" }, `mean the same: approve both, or neither`},
		"fields of an unread object": {func(w *salesforce.Wanted) { w.Fields["Lead"] = map[string]string{"Email": "r"} }, `fields.Lead: objects does not approve Lead`},
		"a void of every list":       {func(w *salesforce.Wanted) { w.Permissions = []string{"ViewAllData"} }, `ViewAllData is a permission that no policy can approve`},
		"a forbidden permission": {func(w *salesforce.Wanted) {
			w.Permissions, w.Forbidden = []string{"AuthorApex"}, []string{"AuthorApex"}
		}, `AuthorApex is a permission that no policy can approve`},
		"an unknown kind of setup":     {func(w *salesforce.Wanted) { w.Setup = map[string][]string{"apex_clas": {"A"}} }, `setup.apex_clas: unknown kind (did you mean "apex_class"?)`},
		"an address that is none":      {func(w *salesforce.Wanted) { w.LoginIPs = []string{"52.7.81"} }, `login_ips: "52.7.81" is neither an address nor a range`},
		"an address of one machine":    {func(w *salesforce.Wanted) { w.LoginIPs = []string{"fe80::1%eth0"} }, `login_ips`},
		"a profile with a line break":  {func(w *salesforce.Wanted) { w.Profile = "A\nB" }, `profile: "A\nB" is not the name of a profile`},
		"a write-back nobody approved": {func(w *salesforce.Wanted) { w.Writeback = "Clay__c" }, `writeback_object: objects does not approve Clay__c`},
		"a criterion that compares with no word we know": {func(w *salesforce.Wanted) {
			w.Scope = &salesforce.Scope{Object: "Account", SharingRule: "R", Role: "X", Criteria: []salesforce.Criterion{{Field: "A", Operation: "is", Value: "1"}}}
		}, `record_scope.criteria: wants a field and an operation`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := salesforce.Generate(&salesforce.Org{}, []salesforce.Wanted{clayUser(c.change)}, salesforce.GenerateOptions{})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "policy.salesforce.clay@acme.com.") {
				t.Errorf("got %v and %v, want %q", out, err, c.want)
			}
		})
	}
}

func TestGenerateNamesTheLineOfAMistake(t *testing.T) {
	t.Parallel()
	w := clayUser(func(w *salesforce.Wanted) {
		w.Objects["Account"] = []string{"raed"}
		w.At = func(path ...string) evidence.Location {
			return evidence.Location{File: "leastwise.yaml", Line: len(path)}
		}
	})
	_, err := salesforce.Generate(&salesforce.Org{}, []salesforce.Wanted{w}, salesforce.GenerateOptions{})
	if err == nil || !strings.HasPrefix(err.Error(), "leastwise.yaml:5: policy.salesforce.clay@acme.com.objects.Account: ") {
		t.Errorf("got %v", err)
	}
}

func TestGenerateWritesNoFieldThatFieldSecurityDoesNotCover(t *testing.T) {
	t.Parallel()
	o := &salesforce.Org{Objects: []salesforce.Object{{Name: "Account", SharingModel: "Private", Fields: []salesforce.Field{
		{Name: "Must__c", Permissionable: ptr(false)}, {Name: "Sum__c", Formula: ptr(true)}, {Name: "No__c", Type: "AutoNumber"},
	}}}}
	w := clayUser(func(w *salesforce.Wanted) {
		w.Objects = map[string][]string{"Account": {"edit"}, "Lead": {"read"}, "Contract": {"read"}}
		w.Fields = map[string]map[string]string{
			"Account":  {"Name": "rw", "OwnerId": "r", "Must__c": "rw", "Sum__c": "rw", "No__c": "rw", "Website": "rw"},
			"Lead":     {"Company": "r", "Email": "r"},
			"Contract": {"Name": "r"},
		}
	})
	out := generate(t, o, salesforce.GenerateOptions{}, w)
	set := written(t, out, ".permissionset-meta.xml")
	for _, field := range []string{"Account.Name", "Account.OwnerId", "Account.Must__c", "Lead.Company"} {
		if strings.Contains(set, field) {
			t.Errorf("%s was written", field)
		}
		if !mentions(out.Notes, field) {
			t.Errorf("nothing was said of %s", field)
		}
	}
	for field, editable := range map[string]string{"Account.Website": "true", "Account.Sum__c": "false", "Account.No__c": "false", "Lead.Email": "false", "Contract.Name": "false"} {
		if !strings.Contains(set, "<editable>"+editable+"</editable>\n        <field>"+field+"</field>\n        <readable>true</readable>") {
			t.Errorf("%s is not written with editable %s", field, editable)
		}
	}
	for _, flag := range []string{"allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords", "viewAllFields", "viewAllRecords"} {
		if strings.Count(set, "<"+flag+">") != 3 {
			t.Errorf("%s is not written for each of 3 objects", flag)
		}
	}
	if strings.Contains(set, "<license>") {
		t.Error("the set is bound to a licence")
	}
}

func TestGenerateLeavesSharedAndStandardProfilesAlone(t *testing.T) {
	t.Parallel()
	shared := &salesforce.Org{Users: []salesforce.User{{Username: "clay@acme.com", Profile: "Integrations"}, {Username: "erp@acme.com", Profile: "Integrations"}}}
	cases := map[string]struct {
		org     *salesforce.Org
		profile string
		want    string
	}{
		"one that others have": {shared, "Integrations", "others have it too: `erp@acme.com`"},
		"one of every org":     {&salesforce.Org{}, "Minimum Access - API Only Integrations", "is a standard one"},
		"one that the org calls standard": {&salesforce.Org{PermissionSets: []salesforce.PermissionSet{
			{Name: "Custom?", Kind: salesforce.KindProfile, Custom: ptr(false)},
		}}, "Custom?", "is a standard one"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := generate(t, c.org, salesforce.GenerateOptions{}, clayUser(func(w *salesforce.Wanted) { w.Profile = c.profile }))
			if slices.ContainsFunc(paths(out), func(path string) bool { return strings.HasPrefix(path, "profiles/") }) || !mentions(out.Warnings, c.want) {
				t.Errorf("files %v, warnings %v", paths(out), out.Warnings)
			}
		})
	}
}

func TestGenerateSwitchesOffWhatTheProfileGrants(t *testing.T) {
	t.Parallel()
	o := &salesforce.Org{PermissionSets: []salesforce.PermissionSet{{
		Name: "Clay: A/B", Kind: salesforce.KindProfile, Custom: ptr(true), License: "Salesforce", Permissions: []string{"ApiEnabled", "RunReports"},
		Objects: map[string][]string{"Lead": {"read"}}, Fields: map[string]map[string]string{"Lead": {"Email": "rw"}},
		Setup: map[string][]string{"app": {"Sales"}},
	}}}
	out := generate(t, o, salesforce.GenerateOptions{}, clayUser(func(w *salesforce.Wanted) { w.Profile, w.LoginIPs = "Clay: A/B", []string{"10.0.0.0/30"} }))
	profile := written(t, out, "profiles/Clay%3A A%2FB.profile-meta.xml")
	for _, want := range []string{
		"<enabled>false</enabled>\n        <name>RunReports</name>", "<enabled>true</enabled>\n        <name>ApiEnabled</name>",
		"<allowRead>false</allowRead>", "<readable>false</readable>", "<application>Sales</application>\n        <default>false</default>\n        <visible>false</visible>",
		"<endAddress>10.0.0.3</endAddress>\n        <startAddress>10.0.0.0</startAddress>", "<userLicense>Salesforce</userLicense>",
	} {
		if !strings.Contains(profile, want) {
			t.Errorf("the profile lacks %q:\n%s", want, profile)
		}
	}
}

func TestGenerateKeepsTheCriteriaOfTheOrgsRule(t *testing.T) {
	t.Parallel()
	scope := func(w *salesforce.Wanted) {
		w.Scope = &salesforce.Scope{Object: "Account", SharingRule: "EMEA", Role: "Clay"}
	}
	criteria := []salesforce.Criterion{{Field: "Region__c", Operation: "equals", Value: "EMEA"}, {Field: "Type", Operation: "notEqual", Value: "Partner"}}
	cases := map[string]struct {
		rules []salesforce.SharingRule
		want  string // in the file, or in the warnings where there is none
		file  bool
	}{
		"none":               {nil, "no rule of that name", false},
		"one of owners":      {[]salesforce.SharingRule{{Object: "Account", Name: "EMEA", Kind: "owner"}}, "a rule of another kind (owner)", false},
		"one of everything":  {[]salesforce.SharingRule{{Object: "Account", Name: "EMEA", Kind: "criteria"}}, "shares every record", false},
		"one of two fields":  {[]salesforce.SharingRule{{Object: "Account", Name: "EMEA", Kind: "criteria", Criteria: []salesforce.Criterion{{Field: "A", Operation: "equals", Value: "field B"}}}}, "compares two fields", false},
		"one with a filter":  {[]salesforce.SharingRule{{Object: "Account", Name: "EMEA", Kind: "criteria", Criteria: criteria, Filter: "1 OR 2", AllOwned: ptr(false)}}, "<booleanFilter>1 OR 2</booleanFilter>", true},
		"one of half owners": {[]salesforce.SharingRule{{Object: "Account", Name: "EMEA", Kind: "criteria", Criteria: criteria, AllOwned: ptr(false)}}, "<includeRecordsOwnedByAll>false<", true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := generate(t, &salesforce.Org{SharingRules: c.rules}, salesforce.GenerateOptions{}, clayUser(scope))
			if !c.file {
				if !mentions(out.Warnings, c.want) || slices.Contains(paths(out), "sharingRules/Account.sharingRules-meta.xml") {
					t.Errorf("files %v, warnings %v", paths(out), out.Warnings)
				}
				return
			}
			if rules := written(t, out, "Account.sharingRules-meta.xml"); !strings.Contains(rules, c.want) || !strings.Contains(rules, "<role>Clay</role>") {
				t.Errorf("the rule lacks %q:\n%s", c.want, rules)
			}
		})
	}
}

// openOrg is an org whose settings bear on everybody.
func openOrg() *salesforce.Org {
	return &salesforce.Org{
		Objects: []salesforce.Object{{Name: "Account", SharingModel: "ReadWrite"}},
		Settings: salesforce.Settings{
			NetworkAccess:    []salesforce.IPRange{{Start: "52.7.81.233", End: "52.7.81.233"}, {Start: "10.0.0.0", End: "10.0.0.255", Description: "office"}},
			APIAccessControl: ptr(false),
		},
	}
}

func TestGenerateTouchesTheOrgOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	complete := evidence.Sections{"salesforce.security_settings": {State: evidence.Complete}, "salesforce.connected_app_settings": {State: evidence.Complete}}
	wide := []string{"objects/Account/Account.object-meta.xml", "settings/ConnectedApp.settings-meta.xml", "settings/Security.settings-meta.xml"}
	not := generate(t, openOrg(), salesforce.GenerateOptions{Coverage: complete}, clayUser(func(*salesforce.Wanted) {}))
	for _, path := range wide {
		if slices.Contains(paths(not), path) {
			t.Errorf("%s was written without --org-wide", path)
		}
	}
	if !mentions(not.Warnings, "--org-wide") {
		t.Errorf("nothing was said of the org-wide default: %v", not.Warnings)
	}
	out := generate(t, openOrg(), salesforce.GenerateOptions{OrgWide: true, Coverage: complete}, clayUser(func(*salesforce.Wanted) {}))
	for _, path := range wide {
		if !slices.Contains(paths(out), path) {
			t.Errorf("%s was not written", path)
		}
	}
	security := written(t, out, "Security.settings-meta.xml")
	if !strings.Contains(security, "<start>10.0.0.0</start>") || strings.Contains(security, "52.7.81.233") {
		t.Errorf("Network Access is not the org's ranges less the integration's:\n%s", security)
	}
	if !mentions(out.Warnings, "Network Access is replaced: 1 ranges of the org are kept") || !mentions(out.Warnings, "sharing is recalculated for the whole org") {
		t.Errorf("warnings %v", out.Warnings)
	}
}

// TestGenerateReplacesNothingItDidNotSee: a deployed networkAccess deletes what it does not name.
func TestGenerateReplacesNothingItDidNotSee(t *testing.T) {
	t.Parallel()
	out := generate(t, openOrg(), salesforce.GenerateOptions{OrgWide: true, Coverage: evidence.Sections{
		"salesforce.security_settings": {State: evidence.Partial, Reason: "two files differ"},
	}}, clayUser(func(*salesforce.Wanted) {}))
	for _, path := range paths(out) {
		if strings.HasPrefix(path, "settings/") {
			t.Errorf("%s was written", path)
		}
	}
	if !mentions(out.Notes, "two files differ") {
		t.Errorf("notes %v", out.Notes)
	}
	only := openOrg()
	only.Settings.NetworkAccess = only.Settings.NetworkAccess[:1]
	out = generate(t, only, salesforce.GenerateOptions{OrgWide: true, Coverage: evidence.Sections{"salesforce.security_settings": {State: evidence.Complete}}}, clayUser(func(*salesforce.Wanted) {}))
	if strings.Contains(written(t, out, "Security.settings-meta.xml"), "networkAccess") {
		t.Error("an empty networkAccess was written")
	}
}

func TestGenerateWritesTheWritebackObjectOnlyWhereThereIsNone(t *testing.T) {
	t.Parallel()
	w := clayUser(func(w *salesforce.Wanted) {
		w.Writeback = "Clay_Log__c"
		w.Objects["Clay_Log__c"] = []string{"create", "edit"}
		w.Fields["Clay_Log__c"] = map[string]string{"Account__c": "rw", "Status__c": "rw"}
	})
	out := generate(t, &salesforce.Org{}, salesforce.GenerateOptions{}, w)
	if object := written(t, out, "Clay_Log__c.object-meta.xml"); !strings.Contains(object, "<sharingModel>Private</sharingModel>") {
		t.Errorf("the object is not private:\n%s", object)
	}
	lookup := written(t, out, "fields/Account__c.field-meta.xml")
	if !strings.Contains(lookup, "<referenceTo>Account</referenceTo>") || !strings.Contains(lookup, "<type>Lookup</type>") || !strings.Contains(lookup, "<required>false</required>") {
		t.Errorf("not a lookup that field security covers:\n%s", lookup)
	}
	there := &salesforce.Org{Objects: []salesforce.Object{{Name: "Clay_Log__c", SharingModel: "Private", Fields: []salesforce.Field{{Name: "Account__c"}}}}}
	want := []string{"manifest/package.xml", "objects/Clay_Log__c/fields/Status__c.field-meta.xml", "permissionsets/Clay_Least_Privilege.permissionset-meta.xml",
		"profiles/Clay Integration.profile-meta.xml", "sfdx-project.json"}
	got := paths(generate(t, there, salesforce.GenerateOptions{}, w))
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestGenerateWritesThePolicyOfAnExternalClientApp(t *testing.T) {
	t.Parallel()
	o := &salesforce.Org{Apps: []salesforce.App{{Name: "Clay", Kind: "external_client_app"}, {Name: "Old", Kind: "connected_app"}}}
	out := generate(t, o, salesforce.GenerateOptions{}, clayUser(func(w *salesforce.Wanted) { w.Apps = []string{"clay", "Old", "Elsewhere"} }))
	policy := written(t, out, "Clay_oauthPlcy.ecaOauthPlcy-meta.xml")
	for _, want := range []string{"AdminApprovedPreAuthorized", "<ipRelaxationPolicyType>Enforce<", "SpecificInactivity"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	for _, app := range []string{"`Old`", "`Elsewhere`"} {
		if !slices.ContainsFunc(out.Steps, func(s salesforce.Steps) bool { return strings.Contains(s.Title, app) }) {
			t.Errorf("no steps for %s", app)
		}
	}
}

func TestGenerateRefusesTwoUsersWithOneSet(t *testing.T) {
	t.Parallel()
	one := clayUser(func(w *salesforce.Wanted) { w.Sets = []string{"Same"} })
	two := clayUser(func(w *salesforce.Wanted) { w.User, w.Sets, w.Profile = "erp@acme.com", []string{"Same"}, "Erp" })
	if _, err := salesforce.Generate(&salesforce.Org{}, []salesforce.Wanted{one, two}, salesforce.GenerateOptions{}); err == nil || !strings.Contains(err.Error(), "PermissionSet Same") {
		t.Errorf("got %v", err)
	}
}

func TestGenerateWarnsOfOthersWhoHoldTheSet(t *testing.T) {
	t.Parallel()
	o := &salesforce.Org{
		Assignments: []salesforce.Assignment{{User: "ann@acme.com", Set: "Clay_Least_Privilege"}},
		Groups:      []salesforce.Group{{Name: "Team", Sets: []string{"clay_least_privilege"}}},
	}
	out := generate(t, o, salesforce.GenerateOptions{}, clayUser(func(*salesforce.Wanted) {}))
	if !mentions(out.Warnings, "`ann@acme.com`") || !mentions(out.Warnings, "`Team`") {
		t.Errorf("warnings %v", out.Warnings)
	}
}

func TestGenerateEscapesWhatItWrites(t *testing.T) {
	t.Parallel()
	w := clayUser(func(w *salesforce.Wanted) { w.User, w.Profile = "a<b>&'x'@acme.com", "A & <B>" })
	out := generate(t, &salesforce.Org{}, salesforce.GenerateOptions{}, w)
	if manifest := written(t, out, "package.xml"); !strings.Contains(manifest, "<members>A &amp; &lt;B&gt;</members>") {
		t.Errorf("manifest:\n%s", manifest)
	}
	if !slices.ContainsFunc(out.Steps, func(s salesforce.Steps) bool { return mentions(s.Steps, `--on-behalf-of 'a<b>&'\''x'\''@acme.com'`) }) {
		t.Errorf("a command is not quoted for the shell: %v", out.Steps)
	}
}

func TestGenerateSharesForEditingOnlyWhatMayBeEdited(t *testing.T) {
	t.Parallel()
	for access, flags := range map[string][]string{"Read": {"read", "create"}, "Edit": {"read", "edit"}} {
		out := generate(t, &salesforce.Org{}, salesforce.GenerateOptions{}, clayUser(func(w *salesforce.Wanted) {
			w.Objects["Account"] = flags
			w.Scope = &salesforce.Scope{Object: "Account", SharingRule: "EMEA", Group: "Clay", Criteria: []salesforce.Criterion{{Field: "Website", Operation: "equals", Value: "x"}}}
			w.Fields["Account"]["Website"] = "rw"
		}))
		rules := written(t, out, "Account.sharingRules-meta.xml")
		if !strings.Contains(rules, "<accessLevel>"+access+"</accessLevel>") || !strings.Contains(rules, "<group>Clay</group>") {
			t.Errorf("%v: not shared for %s with the group:\n%s", flags, access, rules)
		}
		if !strings.Contains(written(t, out, "Clay.group-meta.xml"), "<doesIncludeBosses>false<") {
			t.Error("the group shares with superiors")
		}
	}
}
