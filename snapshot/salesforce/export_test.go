package salesforce_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// exported reads the full project with one more file and what change says of it.
func exported(t *testing.T, name, text string, change func(*salesforce.Config)) (*salesforce.Org, evidence.Sections, error) {
	t.Helper()
	files := full()
	if name != "" {
		files[name] = text
	}
	c := config(clay("Read"))
	c.ProfilesComplete = new(true)
	change(c)
	return read(t, files, c)
}

func TestReadsTokensAsTheCLIExportsThem(t *testing.T) {
	t.Parallel()
	o, sections, err := exported(t, "tokens.csv", "\uFEFFid,USER.USERNAME,AppName,UseCount,CreatedDate,LastUsedDate,AppMenuItemId\r\n"+
		"0CQ2,Dana@Acme.com,\"Clay, Inc.\",,2026-10-01T08:00:00.000+0000,,x\r\n"+
		"0CQ1,clay@acme.com,Clay,12,2026-10-01T10:00:00.000+0200,2026-11-01 09:00:00,x\r\n",
		func(c *salesforce.Config) {
			c.TokensCSV, c.TokensObservedAt = "tokens.csv", "2026-11-20T00:00:00Z"
		})
	if err != nil {
		t.Fatal(err)
	}
	want := []salesforce.Token{
		{
			ID: "0CQ1", User: "clay@acme.com", App: "Clay", UseCount: new(int64(12)), CreatedAt: "2026-10-01T08:00:00Z",
			LastUsedAt: "2026-11-01T09:00:00Z", Location: evidence.Location{File: "tokens.csv", Line: 3},
		},
		{
			ID: "0CQ2", User: "dana@acme.com", App: "Clay, Inc.", CreatedAt: "2026-10-01T08:00:00Z",
			Location: evidence.Location{File: "tokens.csv", Line: 2},
		},
	}
	if diff := cmp.Diff(want, o.Tokens); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(evidence.Coverage{State: evidence.Complete, Source: "csv", ObservedAt: "2026-11-20T00:00:00Z"}, sections["salesforce.tokens"]); diff != "" {
		t.Error(diff)
	}
}

func TestNamesTokensThatAnOrgExportsWithoutIDs(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty":     "Id,User.Username,AppName,CreatedDate\n,b@acme.com,Clay,\n,a@acme.com,Clay,2026-10-01T08:00:00.000+0000\n,a@acme.com,Clay,2026-10-01T08:00:00.000+0000\n",
		"zero":      "Id,User.Username,AppName,CreatedDate\n" + strings.Repeat("000000000000000AAA,a@acme.com,Clay,2026-10-01\n", 2) + "000000000000000,b@acme.com,Clay,\n",
		"no column": "User.Username,AppName,CreatedDate\nb@acme.com,Clay,\na@acme.com,Clay,2026-10-01\na@acme.com,Clay,2026-10-01\n",
	} {
		o, sections, err := exported(t, "tokens.csv", text, func(c *salesforce.Config) { c.TokensCSV = "tokens.csv" })
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ids := []string{}
		for _, token := range o.Tokens {
			ids = append(ids, strings.Replace(token.ID, "T08:", "T00:", 1))
		}
		want := []string{"a@acme.com/Clay/2026-10-01T00:00:00Z", "a@acme.com/Clay/2026-10-01T00:00:00Z #2", "b@acme.com/Clay"}
		if diff := cmp.Diff(want, ids); diff != "" || sections["salesforce.tokens"].State != evidence.Complete {
			t.Errorf("%s: %+v\n%s", name, sections["salesforce.tokens"], diff)
		}
	}
}

func TestTokensThatMayBeCutAreAGap(t *testing.T) {
	t.Parallel()
	text := "Id,User.Username,AppName\n" + strings.Repeat("#,a@acme.com,Clay\n", 2500)
	for i := 0; strings.Contains(text, "#"); i++ {
		text = strings.Replace(text, "#", "0CQ"+strings.Repeat("x", i%50)+string(rune('A'+i/50)), 1)
	}
	_, sections, err := exported(t, "tokens.csv", text, func(c *salesforce.Config) { c.TokensCSV = "tokens.csv" })
	if err != nil {
		t.Fatal(err)
	}
	if c := sections["salesforce.tokens"]; c.State != evidence.Partial || !strings.Contains(c.Reason, "2500") {
		t.Errorf("%+v", c)
	}
}

func TestAnExportWithoutRowsIsAGap(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ section, text, want string }{
		{"tokens", "Id,User.Username,AppName\n", "e.csv has a header and no rows: without Customize Application a user is shown its own tokens alone, and not told so"},
		{"tokens", "Id,User.Username,AppName\n0CQ1,ann@acme.com,Clay\n", ""},
		{"logins", "UserId,LoginTime,SourceIp\n", "e.csv has a header and no rows: whoever exported it has logged in, so that it does not hold what it is to hold"},
		{"logins", "Username,LoginTime,SourceIp\nann@acme.com,2026-11-02T09:00:00Z,10.0.0.1\n", ""},
	} {
		_, sections, err := exported(t, "e.csv", test.text, func(c *salesforce.Config) {
			if test.section == "tokens" {
				c.TokensCSV = "e.csv"
			} else {
				c.LoginsCSV = "e.csv"
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if c := sections["salesforce."+test.section]; c.Reason != test.want || (c.State == evidence.Complete) != (test.want == "") {
			t.Errorf("%q: %+v", test.text, c)
		}
	}
}

func TestReadsLoginsOfTheIntegrationUsers(t *testing.T) {
	t.Parallel()
	const setup = "Username,Login Time,Source IP,Location,Login Type,Status,Browser,Application\n" +
		"clay@acme.com,2026-11-02T09:00:00Z,52.7.81.233,US,Remote Access 2.0,Success,Unknown,Clay\n" +
		"Clay@acme.com,2026-11-01T09:00:00Z,52.7.81.233,US,Remote Access 2.0,Success,Unknown,Clay\n" +
		"ann@acme.com,2026-11-01T09:00:00Z,10.0.0.1,DE,Application,Success,Chrome,Browser\n" +
		"clay@acme.com,2026-11-01T09:00:00Z,203.0.113.9,US,Remote Access 2.0,Failed,Unknown,Clay\n"
	const query = "UserId,LoginTime,SourceIp,LoginType,Application,Status\n" +
		"005000000000001,2026-11-02T09:00:00.000+0000,52.7.81.233,Remote Access 2.0,Clay,Success\n" +
		"005000000000001AAA,2026-11-01T09:00:00.000+0000,52.7.81.233,Remote Access 2.0,Clay,Success\n" +
		"005000000000009AAA,2026-11-01T09:00:00.000+0000,10.0.0.1,Application,Browser,Success\n" +
		"005000000000001AAA,2026-11-01T09:00:00.000+0000,203.0.113.9,Remote Access 2.0,Clay,Failed\n"
	at := func(line int) evidence.Location { return evidence.Location{File: "logins.csv", Line: line} }
	for name, test := range map[string]struct {
		text string
		last int
	}{"from Setup": {setup, 5}, "from a query": {query, 5}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, sections, err := exported(t, "logins.csv", test.text, func(c *salesforce.Config) {
				c.LoginsCSV = "logins.csv"
				c.Users[0].ID = "005000000000001AAA"
			})
			if err != nil {
				t.Fatal(err)
			}
			want := []salesforce.Login{
				{
					User: "clay@acme.com", SourceIP: "203.0.113.9", Type: "Remote Access 2.0", Application: "Clay", Status: "Failed", Count: 1,
					First: "2026-11-01T09:00:00Z", Last: "2026-11-01T09:00:00Z", Location: at(test.last),
				},
				{
					User: "clay@acme.com", SourceIP: "52.7.81.233", Type: "Remote Access 2.0", Application: "Clay", Status: "Success", Count: 2,
					First: "2026-11-01T09:00:00Z", Last: "2026-11-02T09:00:00Z", Location: at(2),
				},
			}
			if diff := cmp.Diff(want, o.Logins); diff != "" {
				t.Error(diff)
			}
			if c := sections["salesforce.logins"]; c.State != evidence.Complete {
				t.Errorf("%+v", c)
			}
		})
	}
}

func TestLoginsOfUnknownIDsAreAGap(t *testing.T) {
	t.Parallel()
	_, sections, err := exported(t, "logins.csv", "UserId,LoginTime,SourceIp\n005000000000001AAA,2026-11-02T09:00:00Z,52.7.81.233\n", func(c *salesforce.Config) {
		c.LoginsCSV = "logins.csv"
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "1 logins are of user ids that no known user has: give clay@acme.com an id under sources.salesforce.users"
	if c := sections["salesforce.logins"]; c.State != evidence.Partial || c.Reason != want {
		t.Errorf("%+v", c)
	}
}

func TestRefusesMalformedExports(t *testing.T) {
	t.Parallel()
	tokens := func(c *salesforce.Config) { c.TokensCSV = "e.csv" }
	logins := func(c *salesforce.Config) { c.LoginsCSV = "e.csv" }
	member := func(word string) func(c *salesforce.Config) {
		return func(c *salesforce.Config) {
			c.PublicGroups = []salesforce.GroupConfig{{Name: "A", Members: []string{word}, Location: evidence.Location{File: "leastwise.yaml", Line: 9}}}
		}
	}
	const refused = "leastwise.yaml:9: sources.salesforce.public_groups.A: "
	const kinds = "allCustomerPortalUsers, allInternalUsers, allPartnerUsers, organization, channelProgramGroup, group, guestUser, managerSubordinates, managers, " +
		"portalRole, portalRoleAndSubordinates, queue, role, roleAndSubordinates, roleAndSubordinatesInternal, territory, territoryAndSubordinates, user"
	for name, test := range map[string]struct {
		change func(*salesforce.Config)
		text   string
		want   string
	}{
		"no file":        {func(c *salesforce.Config) { c.TokensCSV = "gone.csv" }, "", `leastwise.yaml:4: sources.salesforce.tokens_csv: no such file: gone.csv`},
		"empty":          {tokens, "", "e.csv: is empty: the first line names the columns"},
		"no UTF-8":       {tokens, "Id\n\xff", "e.csv: is not UTF-8: save it as CSV UTF-8"},
		"no app":         {tokens, "Id,User.Username\n", `e.csv:1: has no column AppName in the header "Id,User.Username"`},
		"a column twice": {tokens, "Id,User.Username,AppName,Username\n", "e.csv:1: has two columns for User.Username: remove one"},
		"a secret": {tokens, "Id,User.Username,AppName,AccessToken\n1,a@b.c,Clay,00Dsecret\n",
			`e.csv:1: has the column "AccessToken", which holds credentials: export without it, and delete this file`},
		"another secret": {logins, "UserId,LoginTime,SourceIp,Delete Token\n", `e.csv:1: has the column "Delete Token", which holds credentials: export without it, and delete this file`},
		"an empty app":   {tokens, "Id,User.Username,AppName\n1,a@b.c,\n", "e.csv:2: AppName: is empty"},
		"an id twice":    {tokens, "Id,User.Username,AppName\n1,a@b.c,Clay\n1,a@b.c,Clay\n", `e.csv:3: Id: "1" is given twice (first on line 2)`},
		"no count":       {tokens, "Id,User.Username,AppName,UseCount\n1,a@b.c,Clay,many\n", `e.csv:2: UseCount: wants a whole number, not "many"`},
		"an unclear date": {tokens, "Id,User.Username,AppName,CreatedDate\n1,a@b.c,Clay,11/02/2026\n",
			`e.csv:2: CreatedDate: date "11/02/2026" is ambiguous: write it year first, as 2026-01-31`},
		"no date":       {tokens, "Id,User.Username,AppName,LastUsedDate\n1,a@b.c,Clay,soon\n", `e.csv:2: LastUsedDate: "soon" is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`},
		"a short row":   {tokens, "Id,User.Username,AppName\n1,a@b.c\n", "e.csv:2: has 2 fields, the header has 3"},
		"a broken head": {tokens, "Id,\"User\n", `e.csv:1: not valid CSV: extraneous or missing " in quoted-field`},
		"nobody":        {logins, "UserId,LoginTime,SourceIp\n,2026-11-02,10.0.0.1\n", "e.csv:2: UserId: is empty, and there is no Username: one of them says whose login it was"},
		"no time":       {logins, "Username,LoginTime,SourceIp\na@b.c,11/2/2026 5:04:12 AM PST,10.0.0.1\n", `e.csv:2: LoginTime: date "11/2/2026 5:04:12 AM PST" is ambiguous: write it year first, as 2026-01-31`},
		"a group twice": {func(c *salesforce.Config) {
			c.PublicGroups = []salesforce.GroupConfig{{Name: "A"}, {Name: "a", Location: evidence.Location{File: "leastwise.yaml", Line: 9}}}
		}, "", `leastwise.yaml:9: sources.salesforce.public_groups: "a" is empty or given twice: name each group once`},
		"no member": {func(c *salesforce.Config) {
			c.PublicGroups = []salesforce.GroupConfig{{Name: "A", Members: []string{"role:"}, Location: evidence.Location{File: "leastwise.yaml", Line: 9}}}
		}, "", `leastwise.yaml:9: sources.salesforce.public_groups.A: "role:" is no member: write a username, or a kind and a name such as role:VP_Sales`},
		"an unknown kind":  {member("rolesAndSubordinates:R"), "", refused + `"rolesAndSubordinates:R" has the unknown kind "rolesAndSubordinates" (did you mean "roleAndSubordinates"?): kinds are ` + kinds},
		"another case":     {member("allinternalusers:x"), "", refused + `"allinternalusers:x" has the unknown kind "allinternalusers" (did you mean "allInternalUsers"?): kinds are ` + kinds},
		"a word":           {member("allinternalusers"), "", refused + `"allinternalusers" is no member: write a username, or a kind and a name such as role:VP_Sales`},
		"one of everybody": {member("allInternalUsers:x"), "", refused + `"allInternalUsers:x" names somebody of allInternalUsers, which is everybody: write allInternalUsers alone`},
		"an app twice": {func(c *salesforce.Config) {
			c.Apps = []salesforce.AppConfig{{Name: "A"}, {Name: "a", Location: evidence.Location{File: "leastwise.yaml", Line: 9}}}
		}, "", `leastwise.yaml:9: sources.salesforce.apps: "a" is empty or given twice: name each app once`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := exported(t, "e.csv", test.text, test.change)
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "00Dsecret") {
				t.Error("the error repeats a credential")
			}
		})
	}
}

func TestMembersOfPublicGroupsCloseTheSection(t *testing.T) {
	t.Parallel()
	members := []salesforce.GroupConfig{{Name: "all", Members: []string{" role:R", "Ann@acme.com", "ann@acme.com", "user: ANN@acme.com", "allInternalUsers"}, Location: evidence.Location{File: "leastwise.yaml", Line: 31}}}
	o, sections, err := exported(t, "", "", func(c *salesforce.Config) { c.PublicGroups = members })
	if err != nil {
		t.Fatal(err)
	}
	want := []salesforce.PublicGroup{{Name: "All", Members: []salesforce.Principal{{Kind: "allInternalUsers"}, {Kind: "role", Name: "R"}, {Kind: "user", Name: "ann@acme.com"}}, Location: members[0].Location}}
	if diff := cmp.Diff(want, o.PublicGroups); diff != "" { // a member is taken off where it was written down
		t.Error(diff)
	}
	if c := sections["salesforce.public_groups"]; c.State != evidence.Complete || c.Reason != "" {
		t.Errorf("%+v", c)
	}
	o, sections, err = exported(t, "force-app/groups/More.group", "<Group/>", func(c *salesforce.Config) {
		c.PublicGroups = append(members, salesforce.GroupConfig{Name: "Declared", Members: []string{"ann@acme.com"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if c := sections["salesforce.public_groups"]; c.State != evidence.Partial || c.Reason != "sources.salesforce.public_groups does not list the members of More" {
		t.Errorf("%+v", c)
	}
	if len(o.PublicGroups) != 3 {
		t.Errorf("%+v", o.PublicGroups)
	}
}

func TestListedGroupsWithoutFilesMayNotBeAll(t *testing.T) {
	t.Parallel()
	files := full()
	delete(files, "force-app/groups/All.group")
	c := config(clay("Read"))
	c.PublicGroups = []salesforce.GroupConfig{{Name: "Declared", Members: []string{"ann@acme.com"}}}
	_, sections, err := read(t, files, c)
	if err != nil {
		t.Fatal(err)
	}
	if c := sections["salesforce.public_groups"]; c.State != evidence.Partial || !strings.HasPrefix(c.Reason, "the project has no groups/ or queues/") {
		t.Errorf("%+v", c)
	}
}

func TestEndsOfCredentialsGoToTheirApps(t *testing.T) {
	t.Parallel()
	o, sections, err := exported(t, "", "", func(c *salesforce.Config) {
		c.Apps = []salesforce.AppConfig{{Name: "clay", SecretExpiresAt: "2027-01-01T00:00:00Z", CertExpiresAt: "2027-02-01T00:00:00Z"}, {Name: "Ghost"}}
	})
	if err != nil {
		t.Fatal(err)
	}
	if app := o.Apps[0]; app.SecretExpiresAt != "2027-01-01T00:00:00Z" || app.CertExpiresAt != "2027-02-01T00:00:00Z" {
		t.Errorf("%+v", app)
	}
	if c := sections["salesforce.apps"]; c.State != evidence.Partial || c.Reason != "sources.salesforce.apps names Ghost, which was not read" {
		t.Errorf("%+v", c)
	}
}

func TestAnAppGoesByItsLabelToo(t *testing.T) {
	t.Parallel()
	const by = "sources.salesforce.apps names "
	app := func(label string) string { return "<ConnectedApp><label>" + label + "</label></ConnectedApp>" }
	for name, test := range map[string]struct {
		second, called string // the label of a second app, and what the configuration says
		want           string
	}{
		"label":             {"Glue", "clay oauth", ""},
		"name before label": {"Clay_OAuth", "clay_oauth", ""},
		"a word nearby":     {"Glue", "Clay OAuht", by + `Clay OAuht, which was not read (did you mean "Clay OAuth"?)`},
		"a name nearby":     {"Glue", "Clay_OAuths", by + `Clay_OAuths, which was not read (did you mean "Clay_OAuth"?)`},
		"two of one label":  {"Clay OAuth", "Clay OAuth", by + "Clay OAuth, which was not read: it is the label of Clay_OAuth; Other, so write the name of one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := full()
			files["force-app/connectedApps/Clay_OAuth.connectedApp"], files["force-app/connectedApps/Other.connectedApp"] = app("Clay OAuth"), app(test.second)
			c := config(clay("Read"))
			c.Apps = []salesforce.AppConfig{{Name: test.called, SecretExpiresAt: "2027-01-01T00:00:00Z"}}
			o, sections := mustRead(t, files, c)
			ends := map[string]evidence.Time{}
			for _, a := range o.Apps {
				ends[a.Name] = a.SecretExpiresAt
			}
			want := map[string]evidence.Time{"Clay": "", "Clay_OAuth": "", "Other": ""}
			if test.want == "" {
				want["Clay_OAuth"] = "2027-01-01T00:00:00Z"
			}
			if diff := cmp.Diff(want, ends); diff != "" || sections["salesforce.apps"].Reason != test.want {
				t.Errorf("%s: %s", sections["salesforce.apps"].Reason, diff)
			}
		})
	}
}

func TestAnAppUnderItsLabelAndItsNameIsGivenTwice(t *testing.T) {
	t.Parallel()
	files := full()
	files["force-app/connectedApps/Clay_OAuth.connectedApp"] = "<ConnectedApp><label>Clay OAuth</label></ConnectedApp>"
	c := config(clay("Read"))
	c.Apps = []salesforce.AppConfig{{Name: "Clay OAuth"}, {Name: "clay_oauth", Location: evidence.Location{File: "leastwise.yaml", Line: 9}}}
	const want = `leastwise.yaml:9: sources.salesforce.apps: "clay_oauth" is empty or given twice: name each app once`
	if _, _, err := read(t, files, c); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// What a stale group of harmless sets gives is not settled, and still nothing that opens the org.
func TestAStaleGroupIsDoubtWhereASetOfItOpensTheOrg(t *testing.T) {
	t.Parallel()
	const doubt = "permission set group Team has the status Outdated, so that what it gives is not settled"
	for permission, want := range map[string][]salesforce.Privileged{
		"RunReports":    {},
		"ModifyAllData": {{User: "ann@acme.com", Via: []salesforce.Via{}, Reason: doubt}}, // muted, once it is computed
	} {
		grant := "<userPermissions><enabled>true</enabled><name>" + permission + "</name></userPermissions>"
		files := full()
		files["force-app/Part.permissionset"] = "<PermissionSet>" + grant + "</PermissionSet>"
		files["force-app/Mute.mutingpermissionset"] = "<MutingPermissionSet>" + grant + "</MutingPermissionSet>"
		files["force-app/Team.permissionsetgroup"] = "<PermissionSetGroup><permissionSets>Part</permissionSets>" +
			"<mutingPermissionSets>Mute</mutingPermissionSets><status>Outdated</status></PermissionSetGroup>"
		o, _ := mustRead(t, files, config(clay("Read"), salesforce.UserConfig{Username: "ann@acme.com", Profile: "Clay", Role: ptr(""),
			PermissionSets: []salesforce.GrantConfig{}, Groups: []salesforce.GrantConfig{{Name: "Team"}}}))
		if diff := cmp.Diff(want, salesforce.PrivilegedUsers(o, takenAt)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", permission, diff)
		}
	}
}

func TestFindsWhoElseHoldsTheOrg(t *testing.T) {
	t.Parallel()
	files := full()
	files["force-app/profiles/Admin.profile"] = "<Profile><userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions>" +
		"<userPermissions><enabled>true</enabled><name>RunReports</name></userPermissions></Profile>"
	files["force-app/Glass.permissionset"] = "<PermissionSet><hasActivationRequired>true</hasActivationRequired>" +
		"<userPermissions><enabled>true</enabled><name>CustomizeApplication</name></userPermissions></PermissionSet>"
	files["force-app/Mute.mutingpermissionset"] = "<MutingPermissionSet><userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions></MutingPermissionSet>"
	files["force-app/Power.permissionset"] = "<PermissionSet><userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions></PermissionSet>"
	files["force-app/Quiet.permissionsetgroup"] = "<PermissionSetGroup><permissionSets>Power</permissionSets><mutingPermissionSets>Mute</mutingPermissionSets></PermissionSetGroup>"
	files["force-app/Loud.permissionsetgroup"] = "<PermissionSetGroup><permissionSets>Power</permissionSets></PermissionSetGroup>"
	none := []salesforce.GrantConfig{}
	group := func(name string, expires evidence.Time) []salesforce.GrantConfig {
		return []salesforce.GrantConfig{{Name: name, Expires: expires}}
	}
	c := config(
		salesforce.UserConfig{Username: "fay@acme.com", Profile: "Clay", PermissionSets: none, Groups: group("Loud", "")},
		salesforce.UserConfig{Username: "hal@acme.com", Profile: "Clay", PermissionSets: none, Groups: group("Quiet", "")},
		salesforce.UserConfig{Username: "ivy@acme.com", Profile: "Clay", PermissionSets: none, Groups: group("Loud", "2026-01-01T00:00:00Z")},
		salesforce.UserConfig{Username: "clay@acme.com", Profile: "Admin"},
		salesforce.UserConfig{Username: "gone@acme.com", Profile: "Admin", Active: new(false)},
		salesforce.UserConfig{Username: "ann@acme.com", Profile: "Admin", PermissionSets: []salesforce.GrantConfig{{Name: "Glass"}}, Groups: none},
		salesforce.UserConfig{Username: "eve@acme.com", Profile: "Lost", PermissionSets: none, Groups: none},
		salesforce.UserConfig{Username: "zoe@acme.com", Profile: "Clay", Groups: none},
	)
	o, _, err := read(t, files, c)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range salesforce.PrivilegedUsers(o, takenAt) {
		line := p.User + " " + p.Permission + p.Reason
		for _, via := range p.Via {
			line += " " + strings.Trim(via.Name+" "+via.Group, " ")
		}
		got = append(got, line)
	}
	want := []string{
		"ann@acme.com CustomizeApplication Glass", "ann@acme.com ModifyAllData Admin", "eve@acme.com profile Lost was not read", "fay@acme.com ModifyAllData Power Loud",
		"zoe@acme.com nobody recorded the permission_sets of zoe@acme.com",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestScannerIsHeldToWhatItNeeds(t *testing.T) {
	t.Parallel()
	o, sections, err := exported(t, "force-app/Scan.permissionset", "<PermissionSet><classAccesses><apexClass>Sync</apexClass><enabled>true</enabled></classAccesses>"+
		"<objectPermissions><object>Account</object><allowRead>true</allowRead></objectPermissions>"+
		"<objectPermissions><object>Lead</object><allowRead>true</allowRead><allowEdit>true</allowEdit></objectPermissions>"+
		"<userPermissions><enabled>true</enabled><name>ViewSetup</name></userPermissions>"+
		"<userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions></PermissionSet>",
		func(c *salesforce.Config) {
			c.Scanner = "Scan@acme.com"
			c.Users = append(c.Users, salesforce.UserConfig{
				Username: "scan@acme.com", Profile: "Clay", PermissionSets: []salesforce.GrantConfig{{Name: "Scan"}}, Groups: []salesforce.GrantConfig{},
			})
		})
	if err != nil {
		t.Fatal(err)
	}
	want := &salesforce.Scanner{
		Username: "scan@acme.com", Permissions: []string{"ModifyAllData", "ViewSetup"},
		Excess: []string{"object:Lead", "permission:ModifyAllData", "setup:apex_class:Sync"},
	}
	if diff := cmp.Diff(want, o.Scanner); diff != "" {
		t.Error(diff)
	}
	if c := sections["salesforce.scanner"]; c.State != evidence.Complete {
		t.Errorf("%+v", c)
	}
	_, sections, err = exported(t, "", "", func(c *salesforce.Config) { c.Scanner = "who@acme.com" })
	if err != nil {
		t.Fatal(err)
	}
	if c := sections["salesforce.scanner"]; c.State != evidence.Partial || !strings.HasPrefix(c.Reason, "who@acme.com is not among the known users") {
		t.Errorf("%+v", c)
	}
}
