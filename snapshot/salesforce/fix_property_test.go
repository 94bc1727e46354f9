package salesforce_test

import (
	"context"
	"encoding/xml"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// fixPolicies are the policies that files are fixed to: nothing, a little, and nearly all of what
// the files of these tests grant.
func fixPolicies() []salesforce.Wanted {
	return []salesforce.Wanted{
		{User: "u"},
		{
			User: "u", Objects: map[string][]string{"A": {"read", "delete"}, "B": {"create"}}, Fields: map[string]map[string]string{"A": {"F": "r", "G": "rw"}},
			Permissions: []string{"X", "ApiUserOnly"}, Setup: map[string][]string{"apex_class": {"C"}, "app": {"C"}},
		},
		{
			User: "u", Objects: map[string][]string{"A": salesforce.Flags, "B": {"read", "edit"}}, Fields: map[string]map[string]string{"A": {"F": "rw", "G": "rw", "*": "r"}, "B": {"F": "r"}},
			Permissions: []string{"X", "Y"}, Forbidden: []string{"Y"},
			Setup: map[string][]string{"apex_page": {"C"}, "flow": {"C", "D"}, "custom_permission": {"C"}},
		},
	}
}

// xmlTree is a file as the standard library reads it, with no word of ours.
type xmlTree struct {
	XMLName  xml.Name
	Text     string    `xml:",chardata"`
	Children []xmlTree `xml:",any"`
}

// one is the text of the only child of a name.
func (n *xmlTree) one(name string) string {
	for _, child := range n.Children {
		if child.XMLName.Local == name {
			return strings.TrimSpace(child.Text)
		}
	}
	return ""
}

// fixedAndHeld fixes a file to a policy and holds the result to all that Fix promises:
//   - the text is the same but for words: no element, name, comment or space comes or goes
//   - each word that changed switches a flag of a grant off, so that no grant of any kind that
//     metadata has comes to be, whether this program reads the kind or not
//   - the grant around it is not one that the policy approves
//   - the user has nothing beyond its policy left that is not named as remaining, and everything
//     approved that it had, unless an excess came with it
//   - fixing again changes nothing and says the same
//
// It reports how many words changed; a file that the reader refuses is none of its business.
func fixedAndHeld(t *testing.T, text string, profile bool, w salesforce.Wanted) int {
	t.Helper()
	dir := t.TempDir()
	file, root := "permissionsets/S.permissionset-meta.xml", "PermissionSet"
	user := salesforce.UserConfig{Username: "u", PermissionSets: []salesforce.GrantConfig{{Name: "S"}}}
	if profile {
		file, root, user = "profiles/S.profile-meta.xml", "Profile", salesforce.UserConfig{Username: "u", Profile: "S"}
	}
	before := "<" + root + ">" + text + "</" + root + ">"
	path := filepath.Join(dir, "p", filepath.FromSlash(file))
	writeFile(t, path, before)
	c := &salesforce.Config{Project: "p", IntegrationUsers: []string{"u"}, ProfilesComplete: new(true), Users: []salesforce.UserConfig{user}}
	read := func() *salesforce.Org {
		org, _, err := salesforce.Read(context.Background(), dir, c, takenAt)
		if err != nil {
			return nil
		}
		return org
	}
	fix := func(org *salesforce.Org) *salesforce.Fixed {
		fixed, err := salesforce.Fix(context.Background(), dir, c, org, []salesforce.Wanted{w}, salesforce.FixOptions{TakenAt: takenAt})
		if err != nil {
			if !strings.HasPrefix(err.Error(), "p/") || !strings.Contains(err.Error(), "cannot be edited in place") {
				t.Errorf("refused for another reason than a spelling: %v", err)
			}
			return nil
		}
		return fixed
	}
	org := read()
	if org == nil {
		return 0
	}
	fixed := fix(org)
	if fixed == nil {
		return 0
	}
	after := before
	for _, edit := range fixed.Edits {
		if after = string(edit.After); after == before || string(edit.Before) != before {
			t.Errorf("an edit of something else, or of nothing: %q to %q", edit.Before, after)
		}
	}
	writeFile(t, path, after)
	if b, a := booleans.ReplaceAllString(before, ">$1?$2<"), booleans.ReplaceAllString(after, ">$1?$2<"); b != a {
		t.Errorf("more than flags changed:\n%s\n%s", b, a)
	}
	changed := onlyOff(t, before, after, &w)
	now := read()
	if now == nil {
		t.Fatalf("the edited file cannot be read: %s", after)
	}
	if left := excess(now.Access[0], &w); len(fixed.Remaining) == 0 && len(left) > 0 {
		t.Errorf("left beyond the policy and not named: %v\n%s", left, after)
	}
	if had, has := approved(org.Access[0], &w), approved(now.Access[0], &w); !cmp.Equal(had, has) {
		t.Errorf("approved access was lost or gained (-before +after):\n%s\n%s\n%s", cmp.Diff(had, has), before, after)
	}
	if again := fix(now); again == nil || len(again.Edits) > 0 || !cmp.Equal(again.Remaining, fixed.Remaining) {
		t.Errorf("a second fix is not the first: %+v", again)
	}
	return changed
}

// booleans are the texts of flags, with the space around them.
var booleans = regexp.MustCompile(`>(\s*)(?:true|false|1|0)(\s*)<`)

// onlyOff compares two files element by element and counts the flags that were switched off.
func onlyOff(t *testing.T, before, after string, w *salesforce.Wanted) int {
	t.Helper()
	var b, a xmlTree
	if err := xml.Unmarshal([]byte(before), &b); err != nil {
		t.Fatalf("the reader took what is not XML: %v", err)
	}
	if err := xml.Unmarshal([]byte(after), &a); err != nil {
		t.Fatalf("the edited file is not XML: %v", err)
	}
	changed := 0
	if len(b.Children) != len(a.Children) {
		t.Fatalf("%d elements became %d", len(b.Children), len(a.Children))
	}
	for i := range b.Children {
		was, is := &b.Children[i], &a.Children[i]
		for j := range was.Children {
			flag, old, now := was.Children[j].XMLName.Local, strings.TrimSpace(was.Children[j].Text), strings.TrimSpace(is.Children[j].Text)
			if old == now {
				continue
			}
			changed++
			off := (old == "true" || old == "1") && now == "false"
			if flag == "hidden" {
				off = (old == "false" || old == "0") && now == "true"
			}
			if !off {
				t.Errorf("%s of %s: %q became %q", flag, was.XMLName.Local, old, now)
			}
			if approves(w, was, flag) {
				t.Errorf("%s of %s is approved and was switched off:\n%s", flag, was.XMLName.Local, before)
			}
		}
	}
	return changed
}

// approves asks the policy about one flag of one element. A flag that needs another one, which
// is not approved, is not approved either: Salesforce gives both.
func approves(w *salesforce.Wanted, grant *xmlTree, flag string) bool {
	kind := map[string][2]string{
		"classAccesses": {"apex_class", "apexClass"}, "pageAccesses": {"apex_page", "apexPage"}, "applicationVisibilities": {"app", "application"},
		"customMetadataTypeAccesses": {"custom_metadata_type", "name"}, "customPermissions": {"custom_permission", "name"},
		"customSettingAccesses": {"custom_setting", "name"}, "externalCredentialPrincipalAccesses": {"external_credential", "externalCredentialPrincipal"},
		"externalDataSourceAccesses": {"external_data_source", "externalDataSource"}, "flowAccesses": {"flow", "flow"},
	}[grant.XMLName.Local]
	switch grant.XMLName.Local {
	case "userPermissions":
		return slices.Contains(w.Permissions, grant.one("name")) && !slices.Contains(w.Forbidden, grant.one("name"))
	case "objectPermissions":
		words := map[string]string{
			"allowRead": "read", "allowCreate": "create", "allowEdit": "edit", "allowDelete": "delete",
			"viewAllRecords": "view_all", "modifyAllRecords": "modify_all", "viewAllFields": "view_all_fields",
		}
		for _, needed := range append([]string{words[flag]}, needsOf(words[flag])...) {
			if !slices.Contains(w.Flags(grant.one("object")), needed) {
				return false
			}
		}
		return true
	case "fieldPermissions":
		object, field, _ := strings.Cut(grant.one("field"), ".")
		access := w.Fields[object][field]
		return access == "rw" || access == "r" && flag != "editable"
	case "":
		return false
	}
	return kind[0] != "" && slices.Contains(w.Setup[kind[0]], grant.one(kind[1]))
}

// needsOf is what each object flag brings with it, as Salesforce documents it.
func needsOf(flag string) []string {
	return map[string][]string{
		"create": {"read"}, "edit": {"read"}, "delete": {"read", "edit"}, "view_all": {"read"}, "view_all_fields": {"read"},
		"modify_all": {"read", "edit", "delete", "view_all"},
	}[flag]
}

// excess is what the user can do beyond the policy, less what a fix never takes.
func excess(a salesforce.Access, w *salesforce.Wanted) []string {
	var list []string
	for _, row := range a.Permissions {
		if !slices.Contains(w.Permissions, row.Name) || slices.Contains(w.Forbidden, row.Name) {
			list = append(list, row.Name)
		}
	}
	for _, row := range a.Objects {
		for _, flag := range row.Access {
			if !slices.Contains(w.Flags(row.Object), flag) {
				list = append(list, row.Object+" "+flag)
			}
		}
	}
	for _, row := range a.Fields {
		if !row.Always && row.Access > w.Fields[row.Object][row.Field] {
			list = append(list, row.Object+"."+row.Field+" "+row.Access)
		}
	}
	for _, row := range a.Setup {
		if !slices.Contains(w.Setup[row.Kind], row.Name) {
			list = append(list, row.Kind+" "+row.Name)
		}
	}
	return list
}

// approved is what the user can do and may: permissions and setup entities. Objects and fields are
// left to onlyOff, for a flag may go with what it brings along, as the read that comes with edit.
func approved(a salesforce.Access, w *salesforce.Wanted) []string {
	list := []string{}
	for _, row := range a.Permissions {
		if slices.Contains(w.Permissions, row.Name) && !slices.Contains(w.Forbidden, row.Name) {
			list = append(list, row.Name)
		}
	}
	for _, row := range a.Setup {
		if slices.Contains(w.Setup[row.Kind], row.Name) {
			list = append(list, row.Kind+" "+row.Name)
		}
	}
	return list
}

func FuzzFixNeverAddsAGrant(f *testing.F) {
	for _, seed := range []string{
		"<userPermissions><enabled>true</enabled><name>X</name></userPermissions>",
		"<fieldPermissions><hidden>false</hidden><field>A.F</field></fieldPermissions><!-- <x> -->",
		"<objectPermissions><object>A</object><allowRead>1</allowRead></objectPermissions>",
		"<applicationVisibilities><application>C</application><default>true</default><visible>true</visible></applicationVisibilities>",
		"<tabSettings><tab>A</tab><visibility>Visible</visibility></tabSettings><recordTypeVisibilities><recordType>A.R</recordType><visible>true</visible></recordTypeVisibilities>",
		"<customPermissions><enabled><!-- -->true</enabled><name>C</name></customPermissions><flowAccesses><flow><![CDATA[D]]></flow><enabled>tr&#117;e</enabled></flowAccesses>",
	} {
		for policy := range fixPolicies() {
			f.Add(seed, policy%2 == 0, uint8(policy))
		}
	}
	f.Fuzz(func(t *testing.T, inside string, profile bool, policy uint8) {
		policies := fixPolicies()
		fixedAndHeld(t, inside, profile, policies[int(policy)%len(policies)])
	})
}

// TestFixKeepsItsPromisesOnRandomFiles fixes files of every kind of grant, in every spelling.
func TestFixKeepsItsPromisesOnRandomFiles(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 10))
	changed := 0
	for i := range 300 {
		text, policies := randomFile(r), fixPolicies()
		changed += fixedAndHeld(t, text, i%2 == 0, policies[i%len(policies)])
		if t.Failed() {
			t.Fatalf("by file %d:\n%s", i, text)
		}
	}
	if changed < 1000 {
		t.Errorf("only %d flags were switched off", changed)
	}
}

// randomFile is the inside of a permission set or profile.
func randomFile(r *rand.Rand) string {
	pick := func(items ...string) string { return items[r.IntN(len(items))] }
	space := func() string { return pick("", "", " ", "\n    ", "<!-- true -->", "\r\n") }
	leaf := func(tag, text string) string { return "<" + tag + ">" + text + "</" + tag + ">" }
	flag := func(tag string) string {
		return leaf(tag, pick("", "", " ", "\n")+pick("true", "true", "1", "false", "0")+pick("", "", " "))
	}
	grant := func(tag string, inside ...string) string {
		r.Shuffle(len(inside), func(i, j int) { inside[i], inside[j] = inside[j], inside[i] })
		return leaf(tag, space()+strings.Join(inside, space())+space())
	}
	var b strings.Builder
	for range 12 + r.IntN(12) {
		b.WriteString(space())
		switch r.IntN(8) {
		case 0:
			b.WriteString(grant("userPermissions", flag("enabled"), leaf("name", pick("X", "Y", "Z", "ViewAllData", "ApiUserOnly", "ViewAllFieldsGlobal"))))
		case 1:
			var flags []string
			for _, tag := range []string{"allowRead", "allowCreate", "allowEdit", "allowDelete", "viewAllRecords", "modifyAllRecords", "viewAllFields"} {
				flags = append(flags, flag(tag))
			}
			b.WriteString(grant("objectPermissions", append(flags, leaf("object", pick("A", "B", "D")))...))
		case 2, 3:
			shown := pick("readable", "readable", "hidden")
			b.WriteString(grant("fieldPermissions", flag("editable"), leaf("field", pick("A.F", "A.G", "A.H", "B.F")), flag(shown)))
		case 4:
			b.WriteString(grant("tabSettings", leaf("tab", "A"), leaf("visibility", "Visible")) + grant("recordTypeVisibilities", leaf("recordType", "A.R"), flag("visible")))
		case 5:
			b.WriteString(grant("applicationVisibilities", leaf("application", pick("C", "D")), flag("default"), flag("visible")))
		default:
			setup := [][2]string{
				{"classAccesses", "apexClass"}, {"pageAccesses", "apexPage"}, {"customMetadataTypeAccesses", "name"}, {"customPermissions", "name"},
				{"customSettingAccesses", "name"}, {"externalDataSourceAccesses", "externalDataSource"}, {"flowAccesses", "flow"},
			}[r.IntN(7)]
			b.WriteString(grant(setup[0], flag("enabled"), leaf(setup[1], pick("C", "D", "E"))))
		}
	}
	return b.String()
}
