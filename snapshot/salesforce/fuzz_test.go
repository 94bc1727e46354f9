package salesforce

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// refused checks that an error is one of the input, in one line.
func refused(t *testing.T, err error) {
	t.Helper()
	var mistake *evidence.Error
	if err != nil && (!errors.As(err, &mistake) || mistake.File == "") {
		t.Errorf("not an input error: %v", err)
	}
	if err != nil && strings.ContainsFunc(err.Error(), unicode.IsControl) {
		t.Errorf("an error of more than a line: %q", err)
	}
}

// FuzzMetadataFile reads any bytes as every kind of metadata file.
func FuzzMetadataFile(f *testing.F) {
	for _, seed := range []string{
		"", "<", "<PermissionSet/>", "<PermissionSet><label>a</label></PermissionSet>", "<!DOCTYPE a><Profile/>",
		"<PermissionSet><fieldPermissions><field>Account.Website</field><readable>true</readable></fieldPermissions></PermissionSet>",
		"<Profile><loginIpRanges><startAddress>::1</startAddress><endAddress>1.1.1.1</endAddress></loginIpRanges></Profile>",
		"<CustomObject><fields><fullName>A__c</fullName><type>Text</type></fields></CustomObject>",
		"<SharingRules><sharingOwnerRules><fullName>A</fullName><accessLevel>Read</accessLevel><sharedTo><role>R</role></sharedTo></sharingOwnerRules></SharingRules>",
		"<ConnectedApp><oauthPolicy><refreshTokenPolicy>specific_lifetime:9:DAYS</refreshTokenPolicy></oauthPolicy></ConnectedApp>",
		"<Queue><queueMembers><users><user>a</user></users></queueMembers></Queue>",
	} {
		f.Add(seed)
	}
	files := []string{
		"X.permissionset", "X.profile-meta.xml", "X.mutingpermissionset", "X.permissionsetgroup", "objects/X.object", "A/fields/X.field-meta.xml",
		"X.sharingRules", "settings/Security.settings", "settings/ConnectedApp.settings", "X.connectedApp", "X.eca-meta.xml",
		"X.ecaOauthPlcy-meta.xml", "X.ecaOauth-meta.xml", "X.ecaGlblOauth-meta.xml", "X.role-meta.xml", "X.group-meta.xml", "X.queue-meta.xml",
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := &project{}
		for _, file := range files {
			kind, name := component(file)
			if kind == "" {
				t.Fatalf("%s is not known", file)
			}
			refused(t, p.add(kind, name, file, []byte(text)))
		}
		p.org()
	})
}

// FuzzUsersCSV reads any bytes as a list of users.
func FuzzUsersCSV(f *testing.F) {
	for _, seed := range []string{
		"", "username\n", "username,permission_sets\na@b.c,Read@2026-12-31;Write\n", "\uFEFFUsername,Active\r\na@b.c,TRUE\r\n",
		"username\n\"a\nb\"\n", "username,username\n", "nope\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		users, err := parseUsersCSV("users.csv", []byte(text))
		refused(t, err)
		for i := range users {
			if strings.TrimSpace(users[i].Username) == "" {
				t.Error("a user without a username")
			}
			refused(t, checkUser(&users[i], ""))
		}
	})
}

// FuzzExports reads any bytes as an export of tokens and of logins.
func FuzzExports(f *testing.F) {
	for _, seed := range []string{
		"", "Id,User.Username,AppName\n1,a@b.c,Clay\n", "UserId,LoginTime,SourceIp\n005,2026-01-01T00:00:00.000+0000,::1\n", "AccessToken\n",
		"Id,Username,App,UseCount,CreatedDate,LastUsedDate\n1,a,b,-1,x,\n", "\uFEFFUsername,Login Time,Source IP\r\na,\"\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := parseExport("e.csv", []byte(text), tokenColumns())
		refused(t, err)
		if err == nil {
			_, err = tokensOf(rows)
			refused(t, err)
		}
		rows, err = parseExport("e.csv", []byte(text), loginColumns())
		refused(t, err)
		if err == nil {
			_, _, err = loginsOf(rows, &Org{IntegrationUsers: []string{"a"}})
			refused(t, err)
		}
	})
}
