package salesforce_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

var takenAt = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func writeFile(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// folder writes files, by their slash paths, into a new folder.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		writeFile(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return dir
}

// config is a configuration that reads the project force-app with one integration user.
func config(users ...salesforce.UserConfig) *salesforce.Config {
	return &salesforce.Config{
		Name: "acme", Project: "force-app", IntegrationUsers: []string{"Clay@acme.com"}, Users: users,
		Location: evidence.Location{File: "leastwise.yaml", Line: 4},
	}
}

func clay(sets ...string) salesforce.UserConfig {
	u := salesforce.UserConfig{
		Username: "clay@acme.com", Profile: "Clay", Role: ptr(""), PermissionSets: []salesforce.GrantConfig{}, Groups: []salesforce.GrantConfig{},
		Location: evidence.Location{File: "leastwise.yaml", Line: 9},
	}
	for _, name := range sets {
		u.PermissionSets = append(u.PermissionSets, salesforce.GrantConfig{Name: name})
	}
	return u
}

func read(t testing.TB, files map[string]string, c *salesforce.Config) (*salesforce.Org, evidence.Sections, error) {
	t.Helper()
	return salesforce.Read(context.Background(), folder(t, files), c, takenAt)
}

func mustRead(t testing.TB, files map[string]string, c *salesforce.Config) (*salesforce.Org, evidence.Sections) {
	t.Helper()
	org, sections, err := read(t, files, c)
	if err != nil {
		t.Fatal(err)
	}
	return org, sections
}

const setText = `<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <userPermissions>
        <enabled>true</enabled>
        <name>ApiEnabled</name>
    </userPermissions>
    <userPermissions>
        <enabled>false</enabled>
        <name>ViewAllData</name>
    </userPermissions>
    <fieldPermissions>
        <editable>true</editable>
        <field>Account.Clay_Status__c</field>
        <readable>true</readable>
    </fieldPermissions>
    <fieldPermissions>
        <editable>false</editable>
        <field>Account.Website</field>
        <readable>true</readable>
    </fieldPermissions>
    <classAccesses>
        <apexClass>Foo</apexClass>
        <enabled>true</enabled>
    </classAccesses>
    <label>Clay read</label>
    <objectPermissions>
        <allowRead>true</allowRead>
        <allowEdit>true</allowEdit>
        <object>Account</object>
    </objectPermissions>
</PermissionSet>
`

func TestReadsASetInAnyOrderWithItsLines(t *testing.T) {
	t.Parallel()
	prefixed := strings.NewReplacer("<PermissionSet xmlns=", "<m:PermissionSet xmlns:m=", "</PermissionSet>", "</m:PermissionSet>",
		"<label>", "<m:label>", "</label>", "</m:label>").Replace(setText)
	want := salesforce.PermissionSet{
		Name: "Clay Read", Label: "Clay read", Kind: salesforce.KindSet, Permissions: []string{"ApiEnabled"},
		Objects: map[string][]string{"Account": {"read", "edit"}},
		Fields:  map[string]map[string]string{"Account": {"Website": "r", "Clay_Status__c": "rw"}},
		Setup:   map[string][]string{"apex_class": {"Foo"}},
		Lines: map[string]int{
			"permission:ApiEnabled": 3, "field:Account.Clay_Status__c": 11, "field:Account.Website": 16, "setup:apex_class:Foo": 21, "object:Account": 26,
		},
	}
	for name, test := range map[string]struct{ file, text string }{
		"source format":      {"main/permissionsets/Clay%20Read.permissionset-meta.xml", setText},
		"mdapi format":       {"permissionsets/Clay Read.permissionset", setText},
		"deep folder":        {"a/b/c/permissionsets/team/Clay%20Read.permissionset-meta.xml", setText},
		"byte order mark":    {"permissionsets/Clay Read.permissionset", "\uFEFF" + setText},
		"carriage returns":   {"permissionsets/Clay Read.permissionset", strings.ReplaceAll(setText, "\n", "\r\n")},
		"prefixed namespace": {"permissionsets/Clay Read.permissionset", prefixed},
		"without namespace":  {"permissionsets/Clay Read.permissionset", strings.Replace(setText, ` xmlns="http://soap.sforce.com/2006/04/metadata"`, "", 1)},
		"comments and CDATA": {"permissionsets/Clay Read.permissionset", strings.Replace(setText, "<name>ApiEnabled<", "<name><!-- x --><![CDATA[ApiEnabled]]><", 1)},
		"numbers as boolean": {"permissionsets/Clay Read.permissionset", strings.ReplaceAll(setText, ">true<", ">1<")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			org, _ := mustRead(t, map[string]string{"force-app/" + test.file: test.text}, config())
			expected := want
			expected.Location = evidence.Location{File: "force-app/" + test.file, Line: 2}
			if diff := cmp.Diff([]salesforce.PermissionSet{expected}, org.PermissionSets); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLineIsWhereTheTagBegins(t *testing.T) {
	t.Parallel()
	org, _ := mustRead(t, map[string]string{"force-app/X.permissionset": `<PermissionSet
  xmlns="http://soap.sforce.com/2006/04/metadata"
>
  <userPermissions
    xmlns:x="y"
  ><enabled>true</enabled><name>A</name></userPermissions></PermissionSet>`}, config())
	set := org.PermissionSets[0]
	if set.Location.Line != 1 || set.Lines["permission:A"] != 4 {
		t.Errorf("the set stands at %s, the grant on line %d", set.Location, set.Lines["permission:A"])
	}
}

func TestRefusesMalformedFiles(t *testing.T) {
	t.Parallel()
	wrap := func(inner string) string { return "<PermissionSet>\n" + inner + "\n</PermissionSet>" }
	for name, test := range map[string]struct{ file, text, want string }{
		"empty file":          {"X.permissionset", "", "force-app/X.permissionset: holds no XML element: it is empty or not metadata"},
		"not XML":             {"X.permissionset", "hello", "force-app/X.permissionset:1: holds text outside its root element"},
		"truncated":           {"X.permissionset", "<PermissionSet>\n<label>a", "force-app/X.permissionset:2: not valid XML: unexpected EOF"},
		"crossed tags":        {"X.permissionset", wrap("<label>a</lable>"), "force-app/X.permissionset:2: not valid XML: element <label> closed by </lable>"},
		"wrong root":          {"X.permissionset", "\n<Profile/>", "force-app/X.permissionset:2: the root element is <Profile>, not <PermissionSet>"},
		"second root":         {"X.permissionset", "<PermissionSet/>\n<PermissionSet/>", "force-app/X.permissionset:2: holds a second root element <PermissionSet>"},
		"DOCTYPE":             {"X.permissionset", "<!DOCTYPE a [<!ENTITY b 'c'>]>\n<PermissionSet/>", "force-app/X.permissionset:1: holds a <!DOCTYPE> or other declaration: metadata files have none, remove it"},
		"unknown entity":      {"X.permissionset", wrap("<label>&b;</label>"), "force-app/X.permissionset:2: not valid XML: invalid character entity &b;"},
		"other encoding":      {"X.permissionset", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><PermissionSet/>", "force-app/X.permissionset:1: declares another encoding than UTF-8: save it as UTF-8"},
		"invalid UTF-8":       {"X.permissionset", wrap("<label>\xff</label>"), "force-app/X.permissionset:2: not valid XML: invalid UTF-8"},
		"bad boolean":         {"X.permissionset", wrap("<hasActivationRequired>yes</hasActivationRequired>"), `force-app/X.permissionset:2: PermissionSet.hasActivationRequired: wants true or false, not "yes"`},
		"bad flag":            {"X.permissionset", wrap("<fieldPermissions><field>A.B</field>\n<readable/></fieldPermissions>"), `force-app/X.permissionset:3: PermissionSet.fieldPermissions.readable: wants true or false, not ""`},
		"missing flag":        {"X.permissionset", wrap("<userPermissions><name>ViewAllData</name></userPermissions>"), "force-app/X.permissionset:2: PermissionSet.userPermissions.enabled: is missing: every <userPermissions> has one"},
		"missing name":        {"X.permissionset", wrap("<userPermissions><enabled>true</enabled></userPermissions>"), "force-app/X.permissionset:2: PermissionSet.userPermissions.name: is missing: every <userPermissions> has one"},
		"missing object":      {"X.permissionset", wrap("<objectPermissions><allowRead>true</allowRead></objectPermissions>"), "force-app/X.permissionset:2: PermissionSet.objectPermissions.object: is missing: every <objectPermissions> has one"},
		"field of nothing":    {"X.permissionset", wrap("<fieldPermissions><field>Website</field></fieldPermissions>"), `force-app/X.permissionset:2: PermissionSet.fieldPermissions.field: wants Object.Field, not "Website"`},
		"flag twice":          {"X.permissionset", wrap("<userPermissions><enabled>false</enabled>\n<enabled>true</enabled><name>A</name></userPermissions>"), "force-app/X.permissionset:3: PermissionSet.userPermissions.enabled: is given twice (first on line 2)"},
		"label twice":         {"X.permissionset", wrap("<label>a</label>\n<label>b</label>"), "force-app/X.permissionset:3: PermissionSet.label: is given twice (first on line 2)"},
		"deep nesting":        {"X.permissionset", wrap(strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40)), "force-app/X.permissionset:2: is nested deeper than 32 levels"},
		"too many elements":   {"X.permissionset", wrap("<userPermissions>" + strings.Repeat("<a/>", 100_001) + "</userPermissions>"), "force-app/X.permissionset:2: holds more than 100000 elements in one"},
		"too large":           {"X.permissionset", strings.Repeat(" ", 25<<20) + "<PermissionSet/>", "force-app/X.permissionset: is larger than 25 MB, the limit for a metadata file"},
		"bad address":         {"X.profile-meta.xml", "<Profile><loginIpRanges><startAddress>1.2.3</startAddress><endAddress>1.2.3.4</endAddress></loginIpRanges></Profile>", `force-app/X.profile-meta.xml:1: Profile.loginIpRanges.startAddress: wants an IP address, not "1.2.3"`},
		"range backwards":     {"X.profile-meta.xml", "<Profile><loginIpRanges><startAddress>1.2.3.9</startAddress><endAddress>1.2.3.4</endAddress></loginIpRanges></Profile>", "force-app/X.profile-meta.xml:1: Profile.loginIpRanges: ends at 1.2.3.4, before it starts at 1.2.3.9"},
		"field without name":  {"objects/A/fields/B__c.field-meta.xml", "<CustomField><type>Text</type></CustomField>", "force-app/objects/A/fields/B__c.field-meta.xml:1: CustomField.fullName: is missing: every field has one"},
		"field out of place":  {"B__c.field-meta.xml", "<CustomField><fullName>B__c</fullName></CustomField>", "force-app/B__c.field-meta.xml: does not stand in <Object>/fields: nobody can say whose field it is"},
		"rule without target": {"sharingRules/Account.sharingRules", "<SharingRules><sharingOwnerRules><fullName>A</fullName><accessLevel>Read</accessLevel></sharingOwnerRules></SharingRules>", "force-app/sharingRules/Account.sharingRules:1: SharingRules.sharingOwnerRules.sharedTo: is missing: every sharing rule names whom it shares with"},
		"app policy astray":   {"X.ecaOauthPlcy-meta.xml", "<ExtlClntAppOauthConfigurablePolicies/>", "force-app/X.ecaOauthPlcy-meta.xml:1: ExtlClntAppOauthConfigurablePolicies.externalClientApplication: is missing: name the app that this file belongs to"},
		"validity not a sum":  {"X.ecaOauthPlcy-meta.xml", "<ExtlClntAppOauthConfigurablePolicies><refreshTokenValidityPeriod>soon</refreshTokenValidityPeriod></ExtlClntAppOauthConfigurablePolicies>", `force-app/X.ecaOauthPlcy-meta.xml:1: ExtlClntAppOauthConfigurablePolicies.refreshTokenValidityPeriod: wants a whole number, not "soon"`},
		"control character":   {"a\nb.permissionset", wrap(""), "force-app/a?b.permissionset: has a control character in its name: rename it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := read(t, map[string]string{"force-app/" + test.file: test.text}, config())
			var mistake *evidence.Error
			if !errors.As(err, &mistake) {
				t.Fatalf("want an *evidence.Error, got %v", err)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusesWhatTheConfigurationGetsWrong(t *testing.T) {
	t.Parallel()
	files := map[string]string{"force-app/X.permissionset": "<PermissionSet/>", "empty/readme.md": "", "file": ""}
	for name, test := range map[string]struct {
		change func(*salesforce.Config)
		want   string
	}{
		"no integration user": {func(c *salesforce.Config) { c.IntegrationUsers = nil }, "integration_users: is missing: name the users whose access is judged, such as [clay@acme.com]"},
		"empty one":           {func(c *salesforce.Config) { c.IntegrationUsers = []string{"a@b.c", " "} }, "integration_users[1]: is empty: write the username"},
		"unknown fields":      {func(c *salesforce.Config) { c.Fields = "some" }, `fields: wants integration_users or all, not "some"`},
		"no project":          {func(c *salesforce.Config) { c.Project = "" }, "project: is missing: name the folder of the metadata project, such as force-app"},
		"project not there":   {func(c *salesforce.Config) { c.Project = "nope" }, `project: "nope" does not exist: paths are relative to the directory of the configuration`},
		"project is a file":   {func(c *salesforce.Config) { c.Project = "file" }, `project: "file" is not a folder that can be read`},
		"no metadata":         {func(c *salesforce.Config) { c.Project = "empty" }, `project: "empty" holds no Salesforce metadata: point it at the folder that holds permissionsets/ or profiles/`},
		"no such CSV":         {func(c *salesforce.Config) { c.UsersCSV = "nope.csv" }, `users_csv: no such file: nope.csv`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config()
			test.change(c)
			_, _, err := read(t, files, c)
			if err == nil || err.Error() != "leastwise.yaml:4: sources.salesforce."+test.want {
				t.Errorf("got %v\nwant leastwise.yaml:4: sources.salesforce.%s", err, test.want)
			}
		})
	}
}

func TestRefusesLinksAndTwinsAndSkipsToolFolders(t *testing.T) {
	t.Parallel()
	outside := folder(t, map[string]string{"X.permissionset": "<PermissionSet/>", "note.txt": ""})
	for name, test := range map[string]struct {
		build func(project string) error
		want  string
	}{
		"file link": {func(p string) error {
			return os.Symlink(filepath.Join(outside, "X.permissionset"), filepath.Join(p, "Y.permissionset"))
		}, "force-app/Y.permissionset: is a symbolic link or special file: put the file itself into the project"},
		"folder link": {func(p string) error { return os.Symlink(outside, filepath.Join(p, "more")) },
			"force-app/more: is a symbolic link to a folder: put the folder itself into the project"},
		"link to a folder inside": {func(p string) error {
			return errors.Join(os.Mkdir(filepath.Join(p, "in"), 0o700), os.Symlink("in", filepath.Join(p, "more")))
		}, "force-app/more: is a symbolic link to a folder: put the folder itself into the project"},
		"twins in one folder": {func(p string) error {
			return os.WriteFile(filepath.Join(p, "x.permissionset-meta.xml"), []byte("<PermissionSet/>"), 0o600)
		}, `force-app/x.permissionset-meta.xml: defines permissionset "x" as force-app/X.permissionset beside it does: remove one of them`},
		"folders of tools": {func(p string) error {
			for _, tool := range []string{".git", "node_modules", ".sfdx", ".sf"} {
				if err := errors.Join(os.Mkdir(filepath.Join(p, tool), 0o700), os.WriteFile(filepath.Join(p, tool, "B.permissionset"), nil, 0o600)); err != nil {
					return err
				}
			}
			return nil
		}, ""},
		"a link in the place of the project": {func(p string) error { return errors.Join(os.RemoveAll(p), os.Symlink(outside, p)) },
			`leastwise.yaml:4: sources.salesforce.project: "force-app" is a link that leads out of the folder of the configuration: put the project there itself`},
		"link to other things": {func(p string) error { return os.Symlink("X.permissionset", filepath.Join(p, "note.txt")) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t, map[string]string{"force-app/X.permissionset": "<PermissionSet/>"})
			if err := test.build(filepath.Join(dir, "force-app")); err != nil {
				t.Fatal(err)
			}
			org, _, err := salesforce.Read(context.Background(), dir, config(), takenAt)
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want == "" && len(org.PermissionSets) != 1:
				t.Errorf("want one permission set, got %d", len(org.PermissionSets))
			case test.want != "" && (err == nil || err.Error() != test.want):
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err := salesforce.Read(ctx, folder(t, map[string]string{"force-app/X.permissionset": "<PermissionSet/>"}), config(), takenAt)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("want the context's error, got %v", err)
	}
}
