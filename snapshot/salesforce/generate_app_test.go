package salesforce_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// appFile is a connected app as a retrieve writes it, with all that an integration should not
// have, and more than the generator knows.
const appFile = `<?xml version="1.0" encoding="UTF-8"?>
<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Clay</fullName>
    <attributes>
        <formula>$User.Id</formula>
        <key>id</key>
    </attributes>
    <contactEmail>admins@acme.com</contactEmail>
    <infoUrl xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>
    <ipRanges>
        <end>10.0.0.9</end>
        <start>10.0.0.1</start>
    </ipRanges>
    <label>Clay &amp; Co</label>
    <oauthConfig>
        <callbackUrl>https://a.example/one
https://a.example/two</callbackUrl>
        <consumerKey>3MVG9canary</consumerKey>
        <consumerSecret>canary</consumerSecret>
        <isAdminApproved>false</isAdminApproved>
        <isConsumerSecretOptional>false</isConsumerSecretOptional>
        <scopes>Api</scopes>
        <scopes>Full</scopes>
    </oauthConfig>
    <oauthPolicy>
        <ipRelaxation>BYPASS</ipRelaxation>
        <refreshTokenPolicy>infinite</refreshTokenPolicy>
        <singleLogoutUrl>https://a.example/out</singleLogoutUrl>
    </oauthPolicy>
    <permissionSetName>Old Set</permissionSetName>
    <profileName>Admin</profileName>
    <startUrl>https://a.example</startUrl>
</ConnectedApp>
`

// appInPolicy is the same under a policy of an integration.
const appInPolicy = `<?xml version="1.0" encoding="UTF-8"?>
<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    <attributes>
        <formula>$User.Id</formula>
        <key>id</key>
    </attributes>
    <contactEmail>admins@acme.com</contactEmail>
    <label>Clay &amp; Co</label>
    <oauthConfig>
        <callbackUrl>https://a.example/one&#xA;https://a.example/two</callbackUrl>
        <isAdminApproved>true</isAdminApproved>
        <isConsumerSecretOptional>false</isConsumerSecretOptional>
        <isPkceRequired>true</isPkceRequired>
        <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>
        <scopes>Api</scopes>
        <scopes>Full</scopes>
    </oauthConfig>
    <oauthPolicy>
        <ipRelaxation>ENFORCE</ipRelaxation>
        <refreshTokenPolicy>specific_inactivity:30:DAYS</refreshTokenPolicy>
        <singleLogoutUrl>https://a.example/out</singleLogoutUrl>
    </oauthPolicy>
    <permissionSetName>Clay Least Privilege</permissionSetName>
    <startUrl>https://a.example</startUrl>
</ConnectedApp>
`

// inProject are the options of a project that holds one file.
func inProject(t *testing.T, name, text string) salesforce.GenerateOptions {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "force-app", filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return salesforce.GenerateOptions{Dir: dir, Project: &salesforce.Config{Project: "force-app"}}
}

// connected is the app of that file.
func connected(file string) *salesforce.Org {
	return &salesforce.Org{Apps: []salesforce.App{{
		Name: "Clay", Label: "Clay & Co", Kind: "connected_app", Location: evidence.Location{File: file, Line: 2},
	}}}
}

func TestGenerateWritesAConnectedAppOfTheOrgsOwn(t *testing.T) {
	t.Parallel()
	options := inProject(t, "connectedApps/Clay.connectedApp-meta.xml", appFile)
	out := generate(t, connected("force-app/connectedApps/Clay.connectedApp-meta.xml"), options, clayUser(func(w *salesforce.Wanted) { w.Apps = []string{"clay & co"} }))
	if diff := cmp.Diff(appInPolicy, written(t, out, "connectedApps/Clay.connectedApp-meta.xml")); diff != "" {
		t.Errorf("the app (-want +got):\n%s", diff)
	}
	for _, want := range []string{
		"pre-authorised for `Old Set`, `Admin` today", "the tokens of everybody who authorised it for themselves stop working", "loses the IP ranges", "requires PKCE and rotates",
	} {
		if !mentions(out.Warnings, want) {
			t.Errorf("no warning says that it %s: %v", want, out.Warnings)
		}
	}
	if !mentions(out.Notes, "asks for `Full`") || !mentions(out.Notes, "consumer key of `Clay` was left out") {
		t.Errorf("notes %v", out.Notes)
	}
	if !strings.Contains(written(t, out, "package.xml"), "<members>Clay</members>\n        <name>ConnectedApp</name>") {
		t.Error("the manifest lacks the app")
	}
	for _, f := range out.Files {
		if strings.Contains(string(f.Data), "canary") {
			t.Errorf("%s holds the consumer key or secret", f.Path)
		}
	}
}

// TestGenerateWarnsOfNothingThatStays: an app inside the policy is written as it is.
func TestGenerateWarnsOfNothingThatStays(t *testing.T) {
	t.Parallel()
	file := strings.ReplaceAll(appInPolicy, "<scopes>Full</scopes>", "<scopes>RefreshToken</scopes>")
	out := generate(t, connected("force-app/a.connectedApp"), inProject(t, "a.connectedApp", file), clayUser(func(w *salesforce.Wanted) { w.Apps = []string{"Clay"} }))
	if diff := cmp.Diff(file, written(t, out, "Clay.connectedApp-meta.xml")); diff != "" {
		t.Errorf("the app (-before +after):\n%s", diff)
	}
	if mentions(out.Warnings, "app") || mentions(out.Notes, "app") {
		t.Errorf("warnings %v, notes %v", out.Warnings, out.Notes)
	}
}

func TestGenerateNeverLoosensARefreshTokenPolicy(t *testing.T) {
	t.Parallel()
	for policy, want := range map[string]string{
		"infinite": "specific_inactivity:30:DAYS", "": "specific_inactivity:30:DAYS", "specific_lifetime:31:DAYS": "specific_inactivity:30:DAYS",
		"specific_inactivity:90:DAYS": "specific_inactivity:30:DAYS", "specific_inactivity:soon": "specific_inactivity:30:DAYS",
		"zero": "zero", "specific_lifetime:12:HOURS": "specific_lifetime:12:HOURS", "specific_inactivity:7:DAYS": "specific_inactivity:7:DAYS",
	} {
		text := strings.ReplaceAll(appFile, "<refreshTokenPolicy>infinite<", "<refreshTokenPolicy>"+policy+"<")
		out := generate(t, connected("force-app/a.connectedApp"), inProject(t, "a.connectedApp", text), clayUser(func(w *salesforce.Wanted) { w.Apps = []string{"Clay"} }))
		if app := written(t, out, "Clay.connectedApp-meta.xml"); !strings.Contains(app, "<refreshTokenPolicy>"+want+"</refreshTokenPolicy>") {
			t.Errorf("%q did not become %q:\n%s", policy, want, app)
		}
	}
}

// TestGenerateLeavesTheAppsOfOthersToARunbook: each says why no file was written.
func TestGenerateLeavesTheAppsOfOthersToARunbook(t *testing.T) {
	t.Parallel()
	without := func(start, end string) string {
		head, rest, _ := strings.Cut(appFile, start)
		_, tail, _ := strings.Cut(rest, end)
		return head + tail
	}
	at := evidence.Location{File: "force-app/a.connectedApp"}
	cases := map[string]struct {
		app  salesforce.App
		file string
		want string
	}{
		"in no evidence":            {salesforce.App{Name: "Other", Kind: "connected_app"}, appFile, "the org's evidence does not have it"},
		"in a package":              {salesforce.App{Name: "ns__Clay", Label: "Clay", Kind: "connected_app", Location: at}, appFile, "its name has a namespace"},
		"installed from elsewhere":  {salesforce.App{Name: "Clay", Kind: "connected_app", Location: evidence.Location{API: "ConnectedApplication/0H41"}}, appFile, "one that was installed from elsewhere has none"},
		"with a name of no file":    {salesforce.App{Name: "Clay & Co", Label: "Clay", Kind: "connected_app", Location: at}, appFile, "installed from elsewhere"},
		"a client app of a package": {salesforce.App{Name: "Clay", Kind: "external_client_app", Distribution: "managed"}, appFile, "its distribution state is managed"},
		"with a file that is gone":  {salesforce.App{Name: "Clay", Kind: "connected_app", Location: evidence.Location{File: "force-app/b.connectedApp"}}, appFile, "force-app/b.connectedApp: cannot be read"},
		"with a file out of reach":  {salesforce.App{Name: "Clay", Kind: "connected_app", Location: evidence.Location{File: "force-app/../../x"}}, appFile, "cannot be read"},
		"with a file elsewhere":     {salesforce.App{Name: "Clay", Kind: "connected_app", Location: evidence.Location{File: "other/a.connectedApp"}}, appFile, "does not lie in the project"},
		"with a broken file":        {salesforce.App{Name: "Clay", Kind: "connected_app", Location: at}, "<ConnectedApp>", "not valid XML"},
		"with the file of another":  {salesforce.App{Name: "Clay", Kind: "connected_app", Location: at}, "<Profile/>", "the root element is <Profile>"},
		"without an OAuth part":     {salesforce.App{Name: "Clay", Kind: "connected_app", Location: at}, without("<oauthConfig>", "</oauthConfig>"), "does not define it in full"},
		"without a callback":        {salesforce.App{Name: "Clay", Kind: "connected_app", Location: at}, without("<callbackUrl>", "</callbackUrl>"), "does not define it in full"},
		"without a contact":         {salesforce.App{Name: "Clay", Kind: "connected_app", Location: at}, without("<contactEmail>", "</contactEmail>"), "does not define it in full"},
		"without a label":           {salesforce.App{Name: "Clay", Kind: "connected_app", Location: at}, without("<label>", "</label>"), "does not define it in full"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := generate(t, &salesforce.Org{Apps: []salesforce.App{c.app}}, inProject(t, "a.connectedApp", c.file), clayUser(func(w *salesforce.Wanted) { w.Apps = []string{"Clay"} }))
			steps := slices.ContainsFunc(out.Steps, func(s salesforce.Steps) bool {
				return strings.HasPrefix(s.Title, "The app ") && mentions(s.Steps, c.want) && mentions(s.Steps, "`Clay Least Privilege`")
			})
			if !steps {
				t.Errorf("no step says %q: %v", c.want, out.Steps)
			}
			if slices.ContainsFunc(paths(out), func(path string) bool {
				return strings.Contains(path, "connectedApps/") || strings.Contains(path, "extlClnt")
			}) {
				t.Errorf("a file was written: %v", paths(out))
			}
		})
	}
	out := generate(t, connected("force-app/a.connectedApp"), salesforce.GenerateOptions{}, clayUser(func(w *salesforce.Wanted) { w.Apps = []string{"Clay"} }))
	if !slices.ContainsFunc(out.Steps, func(s salesforce.Steps) bool { return mentions(s.Steps, "was not read from a metadata project") }) {
		t.Errorf("without a project: %v", out.Steps)
	}
}

// TestGenerateLetsTwoUsersShareAnApp: each of them may use it, by its own set.
func TestGenerateLetsTwoUsersShareAnApp(t *testing.T) {
	t.Parallel()
	o := connected("force-app/a.connectedApp")
	o.Apps = append(o.Apps, salesforce.App{Name: "Clay", Kind: "external_client_app", Distribution: "local", RefreshToken: "zero"})
	one := clayUser(func(w *salesforce.Wanted) { w.Apps = []string{"Clay"} })
	two := clayUser(func(w *salesforce.Wanted) { w.User, w.Apps = "erp@acme.com", []string{"clay", "Clay & Co"} })
	out := generate(t, o, inProject(t, "a.connectedApp", appFile), one, two)
	if app := written(t, out, "Clay.connectedApp-meta.xml"); !strings.Contains(app, "<permissionSetName>Clay Least Privilege</permissionSetName>\n    <permissionSetName>Erp Least Privilege</permissionSetName>") {
		t.Errorf("the app is not pre-authorised for both:\n%s", app)
	}
	policy := written(t, out, "Clay_oauthPlcy.ecaOauthPlcy-meta.xml")
	if !strings.Contains(policy, "<commaSeparatedPermissionSet>Clay_Least_Privilege,Erp_Least_Privilege<") || !strings.Contains(policy, "<refreshTokenPolicyType>Zero<") || strings.Contains(policy, "Validity") {
		t.Errorf("the client app that it was turned into:\n%s", policy)
	}
}
