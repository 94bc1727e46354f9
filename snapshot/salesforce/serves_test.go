package salesforce_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func TestAppsServeWhomTheyWorkAsOrMay(t *testing.T) {
	t.Parallel()
	files := full()
	files["force-app/profiles/Admin.profile"] = "<Profile/>"
	files["force-app/Other.permissionset"] = "<PermissionSet><label>Others</label></PermissionSet>"
	files["force-app/Old.permissionset"] = "<PermissionSet><label>Old one</label></PermissionSet>"
	files["force-app/Glass.permissionset"] = "<PermissionSet><hasActivationRequired>true</hasActivationRequired></PermissionSet>"
	files["force-app/Inner.permissionset"] = "<PermissionSet><label>Inner set</label></PermissionSet>"
	files["force-app/Team.permissionsetgroup"] = "<PermissionSetGroup><permissionSets>Inner</permissionSets></PermissionSetGroup>"
	files["force-app/Read.permissionset"] = "<PermissionSet><label>Account Read + Write</label></PermissionSet>"
	sets := func(names ...string) string {
		return "<ConnectedApp><permissionSetName>" + strings.Join(names, "</permissionSetName><permissionSetName>") + "</permissionSetName></ConnectedApp>"
	}
	profile := func(name string) string {
		return "<ConnectedApp><profileName>" + name + "</profileName></ConnectedApp>"
	}
	for name, text := range map[string]string{
		"Clay": "<ConnectedApp><label>Clay, Inc.</label></ConnectedApp>", "Zap": "<ConnectedApp/>",
		"RunsAs": "<ConnectedApp><oauthConfig><oauthClientCredentialUser>Clay@acme.com</oauthClientCredentialUser></oauthConfig></ConnectedApp>",
		"ByName": sets("Others", "read"), "ByLabel": sets("account read + write"), "ByGroup": sets("Inner set"), "BySession": sets("Glass"), "ByID": sets("0PS000000000001AAA"),
		"ByOthers": sets("Others", "Old one", "Gone"), "ByProfile": profile("system administrator"), "ByOtherProfile": profile("Clay"),
	} {
		files["force-app/connectedApps/"+name+".connectedApp"] = text
	}
	files["tokens.csv"] = "Id,User.Username,AppName\n1,clay@acme.com,\"CLAY, inc.\"\n2,ann@acme.com,Zap\n"
	user := clay("Read", "Glass")
	user.Profile = "Admin"
	user.PermissionSets = append(user.PermissionSets, salesforce.GrantConfig{Name: "Old", Expires: "2020-01-01T00:00:00Z"})
	user.Groups = []salesforce.GrantConfig{{Name: "Team"}}
	mine := []string{"ByGroup", "ByID", "ByLabel", "ByName", "ByProfile", "BySession", "Clay", "RunsAs"}
	for name, test := range map[string]struct {
		change func(*salesforce.UserConfig)
		want   []string
	}{
		"what they hold":            {func(*salesforce.UserConfig) {}, mine},
		"a set that was not read":   {func(u *salesforce.UserConfig) { u.PermissionSets[0].Name = "gone" }, []string{"ByGroup", "ByID", "ByOthers", "ByProfile", "BySession", "Clay", "RunsAs"}},
		"a profile that was not":    {func(u *salesforce.UserConfig) { u.Profile = "Clay" }, []string{"ByGroup", "ByID", "ByLabel", "ByName", "ByOtherProfile", "BySession", "Clay", "RunsAs"}},
		"sets that nobody recorded": {func(u *salesforce.UserConfig) { u.PermissionSets = nil }, append([]string{"ByOtherProfile", "ByOthers"}, mine...)},
		"an unknown user":           {func(u *salesforce.UserConfig) { u.Username = "ann@acme.com" }, append([]string{"ByOtherProfile", "ByOthers"}, mine...)},
		"a profile nobody recorded": {func(u *salesforce.UserConfig) { u.Profile = "" }, append([]string{"ByOtherProfile", "ByOthers"}, mine...)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := user
			u.PermissionSets = append([]salesforce.GrantConfig{}, user.PermissionSets...)
			test.change(&u)
			c := config(u)
			c.TokensCSV = "tokens.csv"
			o, _ := mustRead(t, files, c)
			got := map[string]bool{}
			for _, app := range o.Apps {
				if app.Serves == nil {
					t.Fatalf("nobody looked whom %s serves", app.Name)
				}
				if *app.Serves {
					got[app.Name] = true
				}
			}
			want := map[string]bool{}
			for _, name := range test.want {
				want[name] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A project without tokens says what the rest of it says; tokens that were exported and may be more
// leave open whom an app serves that people may authorise themselves.
func TestExportedTokensThatMayBeMoreLeaveOpenWhomAppsServe(t *testing.T) {
	t.Parallel()
	files := full()
	files["force-app/connectedApps/Zap.connectedApp"] = "<ConnectedApp/>"
	files["force-app/connectedApps/Closed.connectedApp"] = "<ConnectedApp><oauthConfig><isAdminApproved>true</isAdminApproved></oauthConfig></ConnectedApp>"
	files["none.csv"] = "Id,User.Username,AppName\n"
	files["one.csv"] = "Id,User.Username,AppName\n1,ann@acme.com,Zap\n"
	for csv, known := range map[string]bool{"": true, "one.csv": true, "none.csv": false} {
		c := config(clay("Read"))
		c.TokensCSV = csv
		o, _ := mustRead(t, files, c)
		for _, app := range o.Apps {
			want := known || app.Name == "Closed"
			if (app.Serves != nil) != want || want && *app.Serves {
				t.Errorf("with the tokens of %q: %s serves %v", csv, app.Name, app.Serves)
			}
		}
	}
}

// In a project it is the app that names whom it admits: sets and profiles say it as a running org does.
func TestSetsAndProfilesOpenTheAppsThatAdmitThem(t *testing.T) {
	t.Parallel()
	files := full()
	files["force-app/Read.permissionset"] = "<PermissionSet><label>Account Read</label><agentAccesses><agentName>Concierge</agentName><enabled>true</enabled></agentAccesses>" +
		"<emailRoutingAddressAccesses><enabled>true</enabled><name>Support</name></emailRoutingAddressAccesses>" +
		"<servicePresenceStatusAccesses><enabled>true</enabled><servicePresenceStatus>Online</servicePresenceStatus></servicePresenceStatusAccesses></PermissionSet>"
	files["force-app/profiles/Admin.profile"] = "<Profile/>"
	files["force-app/connectedApps/Clay.connectedApp"] = "<ConnectedApp><label>Clay, Inc.</label><permissionSetName>account read</permissionSetName></ConnectedApp>"
	files["force-app/connectedApps/Plain.connectedApp"] = "<ConnectedApp><profileName>System Administrator</profileName><permissionSetName>Gone</permissionSetName></ConnectedApp>"
	files["force-app/eca/E.eca"] = "<ExternalClientApplication><label>Else</label></ExternalClientApplication>"
	files["force-app/eca/E.ecaOauthPlcy"] = "<ExtlClntAppOauthConfigurablePolicies><externalClientApplication>E</externalClientApplication>" +
		"<commaSeparatedPermissionSet>Read</commaSeparatedPermissionSet></ExtlClntAppOauthConfigurablePolicies>"
	user := clay("Read")
	user.Profile = "Admin"
	o, _ := mustRead(t, files, config(user))
	var got []string
	for _, row := range o.Access[0].Setup {
		got = append(got, row.Kind+" "+row.Name+" by "+row.Via[0].Name)
	}
	want := []string{
		"agent Concierge by Read", "connected_app Clay, Inc. by Read", "connected_app Plain by Admin", "email_routing_address Support by Read",
		"external_client_app E by Read", "service_presence_status Online by Read",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
