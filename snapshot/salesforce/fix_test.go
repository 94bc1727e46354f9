package salesforce_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

const setHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n"

// fixProject writes one set and one profile, has u@acme.com hold both, and fixes them.
func fixProject(t *testing.T, set string, options salesforce.FixOptions, change func(*salesforce.Config), wanted ...salesforce.Wanted) (*salesforce.Fixed, error) {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "p", "permissionsets", "S.permissionset-meta.xml"), set)
	writeFile(t, filepath.Join(dir, "p", "profiles", "P.profile-meta.xml"),
		"<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\"><userPermissions><enabled>true</enabled><name>ApiUserOnly</name></userPermissions></Profile>")
	c := &salesforce.Config{Project: "p", IntegrationUsers: []string{"u@acme.com"}, Users: []salesforce.UserConfig{
		{Username: "u@acme.com", Profile: "P", PermissionSets: []salesforce.GrantConfig{{Name: "S"}}},
	}}
	change(c)
	org, _, err := salesforce.Read(context.Background(), dir, c, takenAt)
	if err != nil {
		t.Fatal(err)
	}
	if len(wanted) == 0 {
		wanted = []salesforce.Wanted{{User: "u@acme.com", Permissions: []string{"ApiUserOnly"}}}
	}
	options.TakenAt = takenAt
	fixed, err := salesforce.Fix(context.Background(), dir, c, org, wanted, options)
	for _, edit := range valueOr(fixed).Edits {
		info, statErr := os.Stat(filepath.Join(dir, edit.Path))
		if statErr != nil || info.Mode().Perm() != edit.Mode {
			t.Errorf("%s: mode %v is not kept: %v", edit.Path, edit.Mode, statErr)
		}
	}
	return fixed, err
}

func valueOr(fixed *salesforce.Fixed) salesforce.Fixed {
	if fixed == nil {
		return salesforce.Fixed{}
	}
	return *fixed
}

func nothing(*salesforce.Config) {}

// TestFixChangesOnlyTheWordsOfTheExcess gives files as people keep them, and the whole text
// that has to come out.
func TestFixChangesOnlyTheWordsOfTheExcess(t *testing.T) {
	t.Parallel()
	field := func(editable, readable string) string {
		return "    <fieldPermissions>\n        <editable>" + editable + "</editable>\n        <field>Account.Website</field>\n        <readable>" + readable + "</readable>\n    </fieldPermissions>\n"
	}
	cases := map[string]struct{ before, after string }{
		"plain":             {setHead + field("true", "true") + "</PermissionSet>\n", setHead + field("false", "false") + "</PermissionSet>\n"},
		"no newline at end": {setHead + field("false", "true") + "</PermissionSet>", setHead + field("false", "false") + "</PermissionSet>"},
		"windows":           {strings.ReplaceAll(setHead+field("true", "true")+"</PermissionSet>\n", "\n", "\r\n"), strings.ReplaceAll(setHead+field("false", "false")+"</PermissionSet>\n", "\n", "\r\n")},
		"byte order mark":   {"\uFEFF" + setHead + field("false", "true") + "</PermissionSet>\n", "\uFEFF" + setHead + field("false", "false") + "</PermissionSet>\n"},
		"comments":          {setHead + "<!-- true < & -->" + field("false", "true") + "<!-- <readable>true</readable> --></PermissionSet>\n", setHead + "<!-- true < & -->" + field("false", "false") + "<!-- <readable>true</readable> --></PermissionSet>\n"},
		"on one line":       {"<PermissionSet><fieldPermissions><readable> 1 </readable><field>A.B</field><editable>false</editable></fieldPermissions></PermissionSet>", "<PermissionSet><fieldPermissions><readable> false </readable><field>A.B</field><editable>false</editable></fieldPermissions></PermissionSet>"},
		"old hidden":        {"<PermissionSet><fieldPermissions><field>A.B</field><editable>false</editable><hidden>false</hidden></fieldPermissions></PermissionSet>", "<PermissionSet><fieldPermissions><field>A.B</field><editable>false</editable><hidden>true</hidden></fieldPermissions></PermissionSet>"},
		"given twice":       {"<PermissionSet><userPermissions><enabled>true</enabled><name>X</name></userPermissions><userPermissions><name>X</name><enabled>1</enabled></userPermissions></PermissionSet>", "<PermissionSet><userPermissions><enabled>false</enabled><name>X</name></userPermissions><userPermissions><name>X</name><enabled>false</enabled></userPermissions></PermissionSet>"},
		"entities in names": {"<PermissionSet><flowAccesses><enabled>true</enabled><flow>A &amp; B</flow></flowAccesses></PermissionSet>", "<PermissionSet><flowAccesses><enabled>false</enabled><flow>A &amp; B</flow></flowAccesses></PermissionSet>"},
		"all records":       {"<PermissionSet><userPermissions><enabled>true</enabled><name>ViewAllData</name></userPermissions></PermissionSet>", "<PermissionSet><userPermissions><enabled>false</enabled><name>ViewAllData</name></userPermissions></PermissionSet>"},
		"a default app": {
			"<PermissionSet><applicationVisibilities><application>A</application><default>true</default><visible>true</visible></applicationVisibilities></PermissionSet>",
			"<PermissionSet><applicationVisibilities><application>A</application><default>false</default><visible>false</visible></applicationVisibilities></PermissionSet>",
		},
		"a prefix": {"<m:PermissionSet xmlns:m=\"x\"><m:userPermissions><m:enabled>true</m:enabled><m:name>X</m:name></m:userPermissions></m:PermissionSet>", "<m:PermissionSet xmlns:m=\"x\"><m:userPermissions><m:enabled>false</m:enabled><m:name>X</m:name></m:userPermissions></m:PermissionSet>"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fixed, err := fixProject(t, c.before, salesforce.FixOptions{}, nothing)
			if err != nil {
				t.Fatal(err)
			}
			if len(fixed.Edits) != 1 || len(fixed.Remaining) != 0 {
				t.Fatalf("%d edits, remaining %v", len(fixed.Edits), fixed.Remaining)
			}
			if diff := cmp.Diff(c.after, string(fixed.Edits[0].After)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFixKeepsWhatThePolicyApproves(t *testing.T) {
	t.Parallel()
	set := setHead + `<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Account</object><viewAllFields>true</viewAllFields><viewAllRecords>true</viewAllRecords></objectPermissions>
<fieldPermissions><editable>true</editable><field>Account.Website</field><readable>true</readable></fieldPermissions>
</PermissionSet>`
	fixed, err := fixProject(t, set, salesforce.FixOptions{}, nothing, salesforce.Wanted{
		User: "u@acme.com", Permissions: []string{"ApiUserOnly"}, Objects: map[string][]string{"Account": {"read", "edit"}},
		Fields: map[string]map[string]string{"Account": {"Website": "r"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("<allowCreate>true", "<allowCreate>false", "<allowDelete>true", "<allowDelete>false",
		"<viewAllFields>true", "<viewAllFields>false", "<viewAllRecords>true", "<viewAllRecords>false", "<editable>true", "<editable>false").Replace(set)
	if diff := cmp.Diff(want, string(fixed.Edits[0].After)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFixRefusesWhatWouldOpenMore: to lose ApiUserOnly is to gain the pages.
func TestFixRefusesWhatWouldOpenMore(t *testing.T) {
	t.Parallel()
	fixed, err := fixProject(t, setHead+"</PermissionSet>", salesforce.FixOptions{}, nothing, salesforce.Wanted{User: "u@acme.com"})
	if err != nil || len(fixed.Edits) != 0 || !mentions(fixed.Remaining, "`ApiUserOnly`") {
		t.Errorf("edits %v, remaining %v: %v", fixed.Edits, fixed.Remaining, err)
	}
}

func TestFixAddsNoGrantAndSaysSo(t *testing.T) {
	t.Parallel()
	fixed, err := fixProject(t, setHead+"</PermissionSet>", salesforce.FixOptions{}, nothing, salesforce.Wanted{
		User: "u@acme.com", Permissions: []string{"ApiUserOnly", "ApiEnabled"}, Objects: map[string][]string{"Account": {"read"}},
		Fields: map[string]map[string]string{"Account": {"Website": "r", "Name": "r"}},
	})
	if err != nil || len(fixed.Edits) != 0 || !mentions(fixed.Notes, "`Account read`; `Account.Website`; `ApiEnabled`") {
		t.Errorf("edits %v, notes %v: %v", fixed.Edits, fixed.Notes, err)
	}
}

func TestFixLeavesASharedSetUnlessAsked(t *testing.T) {
	t.Parallel()
	set := setHead + "<userPermissions><enabled>true</enabled><name>X</name></userPermissions></PermissionSet>"
	with := func(u salesforce.UserConfig) func(*salesforce.Config) {
		return func(c *salesforce.Config) { c.Users = append(c.Users, u) }
	}
	ann := salesforce.UserConfig{Username: "ann@acme.com", Profile: "P2", PermissionSets: []salesforce.GrantConfig{{Name: "S"}}}
	gone, past := ann, ann
	gone.Active = ptr(false)
	past.PermissionSets = []salesforce.GrantConfig{{Name: "S", Expires: "2020-01-01T00:00:00Z"}}
	cases := map[string]struct {
		user  salesforce.UserConfig
		share bool
		edits int
	}{
		"held by another":                {ann, false, 0},
		"held by another, with --shared": {ann, true, 1},
		"held by one who is inactive":    {gone, false, 1},
		"held by one until 2020":         {past, false, 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fixed, err := fixProject(t, set, salesforce.FixOptions{Shared: c.share}, with(c.user))
			if err != nil {
				t.Fatal(err)
			}
			if len(fixed.Edits) != c.edits || mentions(fixed.Remaining, "`ann@acme.com`") != (c.edits == 0) {
				t.Errorf("%d edits, remaining %v", len(fixed.Edits), fixed.Remaining)
			}
		})
	}
}

func TestFixSaysWhoLosesWhatIsApproved(t *testing.T) {
	t.Parallel()
	set := setHead + "<userPermissions><enabled>true</enabled><name>X</name></userPermissions></PermissionSet>"
	both := func(c *salesforce.Config) {
		c.IntegrationUsers = append(c.IntegrationUsers, "v@acme.com")
		c.Users = append(c.Users, salesforce.UserConfig{Username: "v@acme.com", Profile: "P", PermissionSets: []salesforce.GrantConfig{{Name: "S"}}})
	}
	fixed, err := fixProject(t, set, salesforce.FixOptions{}, both,
		salesforce.Wanted{User: "u@acme.com", Permissions: []string{"ApiUserOnly"}}, salesforce.Wanted{User: "v@acme.com", Permissions: []string{"ApiUserOnly", "X"}})
	if err != nil || len(fixed.Edits) != 1 || !mentions(fixed.Notes, "`v@acme.com` loses `permission:X`, which its policy approves") {
		t.Errorf("edits %v, notes %v: %v", fixed.Edits, fixed.Notes, err)
	}
}

func TestFixRefusesAFlagThatIsNotPlain(t *testing.T) {
	t.Parallel()
	for name, flag := range map[string]string{"CDATA": "<![CDATA[true]]>", "an entity": "&#116;rue", "a comment": "tr<!-- -->ue"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := fixProject(t, setHead+"<userPermissions><enabled>"+flag+"</enabled><name>X</name></userPermissions></PermissionSet>", salesforce.FixOptions{}, nothing)
			if err == nil || !strings.Contains(err.Error(), "S.permissionset-meta.xml:3: userPermissions.enabled: is spelled") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestFixSaysWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	fixed, err := fixProject(t, setHead+"</PermissionSet>", salesforce.FixOptions{}, func(c *salesforce.Config) {
		c.Users[0].PermissionSets = append(c.Users[0].PermissionSets, salesforce.GrantConfig{Name: "Elsewhere"})
	})
	if err != nil || !mentions(fixed.Unknown, "permission set Elsewhere was not read") {
		t.Errorf("unknown %v: %v", fixed.Unknown, err)
	}
}

func TestFixOfWhatDependsOnTheExcess(t *testing.T) {
	t.Parallel()
	object := func(flag string) string {
		return setHead + "<objectPermissions><object>Account</object><allowRead>true</allowRead><" + flag + ">true</" + flag + "></objectPermissions></PermissionSet>"
	}
	covered := setHead + "<fieldPermissions><field>Account.OwnerId</field><editable>false</editable><readable>true</readable></fieldPermissions>" +
		"<objectPermissions><object>Account</object><allowRead>true</allowRead></objectPermissions></PermissionSet>"
	user := func(objects map[string][]string, permissions ...string) salesforce.Wanted {
		return salesforce.Wanted{User: "u@acme.com", Objects: objects, Permissions: append(permissions, "ApiUserOnly"), Forbidden: []string{"X"}}
	}
	cases := map[string]struct {
		before, after string
		wanted        salesforce.Wanted
	}{
		"delete, which gives the edit that is not approved": {
			object("allowDelete"), strings.Replace(object("allowDelete"), "<allowDelete>true", "<allowDelete>false", 1), user(map[string][]string{"Account": {"read", "delete"}}),
		},
		"a forbidden permission that the policy approves": {
			setHead + "<userPermissions><enabled>true</enabled><name>X</name></userPermissions></PermissionSet>",
			setHead + "<userPermissions><enabled>false</enabled><name>X</name></userPermissions></PermissionSet>", user(nil, "X"),
		},
		"a field that comes with an approved object": {covered, "", user(map[string][]string{"Account": {"read"}})},
		"a field that comes with an object that goes": {
			covered, strings.NewReplacer("<readable>true", "<readable>false", "<allowRead>true", "<allowRead>false").Replace(covered), user(nil),
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fixed, err := fixProject(t, c.before, salesforce.FixOptions{}, nothing, c.wanted)
			if err != nil {
				t.Fatal(err)
			}
			after := ""
			for _, edit := range fixed.Edits {
				after += string(edit.After)
			}
			if diff := cmp.Diff(c.after, after); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFixKnowsOnlyWhatCoverageSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		coverage evidence.Coverage
		want     string // "" where all is known
	}{
		"complete":  {evidence.Coverage{State: evidence.Complete}, ""},
		"partial":   {evidence.Coverage{State: evidence.Partial, Reason: "a profile may hold more"}, "not known in full: a profile may hold more."},
		"not given": {evidence.Coverage{}, "not known in full: nobody said how completely it was read."},
	} {
		fixed, err := fixProject(t, setHead+"</PermissionSet>", salesforce.FixOptions{Coverage: c.coverage}, func(c *salesforce.Config) {
			c.Users[0].Groups = []salesforce.GrantConfig{}
		})
		if err != nil || (len(fixed.Unknown) == 0) != (c.want == "") || c.want != "" && !mentions(fixed.Unknown, c.want) {
			t.Errorf("%s: unknown %v: %v", name, fixed.Unknown, err)
		}
	}
}
