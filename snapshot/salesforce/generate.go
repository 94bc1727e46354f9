package salesforce

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// GenerateOptions is what a generation may do beyond what concerns the integration alone.
type GenerateOptions struct {
	OrgWide  bool              // write settings that bear on everybody in the org
	Coverage evidence.Sections // how completely the org was read; what was not is never replaced
	Dir      string            // of the configuration, which paths are relative to
	Project  *Config           // says where the metadata project is, whose files are taken up; nil without one
}

// Generated is deployable source: a project in the source format and its manifest, with what
// metadata cannot say. Files are sorted by path.
type Generated struct {
	Files    []GeneratedFile
	Warnings []string // what deploying this does to others, or what keeps the policy from holding; `names` in backquotes
	Notes    []string // what was left out of the files, and why; `names` in backquotes
	Steps    []Steps  // what is left to do by hand, in order
}

// GeneratedFile is one file to write.
type GeneratedFile struct {
	Path string // slash path below the output folder
	Data []byte
}

// Steps is what to do by hand under one heading. Names and commands stand in backquotes.
type Steps struct {
	Title string
	Steps []string
}

// Where generated source stands below the output folder.
const (
	sourceFolder    = "force-app/main/default/"
	manifestFile    = "manifest/package.xml"
	projectFile     = "sfdx-project.json"
	metadataVersion = "63.0" // the version whose schema the files are valid under
)

// Generate writes what every wanted user may reach as metadata: the permission set whole, the
// profile that binds the user to its addresses, the write-back object, the sharing rule with
// its role or group, the policy of an app of the org's own. What o already has is left alone
// unless it is one of the containers of grants. A policy that metadata cannot express, or that
// grants what no policy may, is an *evidence.Error for each mistake, joined.
func Generate(o *Org, wanted []Wanted, options GenerateOptions) (*Generated, error) {
	g := &generator{
		org: o, options: options, files: map[string][]byte{}, members: map[string]map[string]bool{}, rules: map[string][]node{},
	}
	wanted = slices.Clone(wanted)
	slices.SortFunc(wanted, func(a, b Wanted) int { return cmp.Compare(a.User, b.User) })
	for i := range wanted {
		g.wanted = append(g.wanted, &wanted[i])
	}
	var mistakes []error
	for _, w := range g.wanted {
		mistakes = append(mistakes, w.check()...)
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	g.apps()
	for _, w := range g.wanted {
		g.user(w)
	}
	if g.options.OrgWide {
		g.orgWide()
	} else {
		g.orgWideLeft()
	}
	if len(g.mistakes) > 0 {
		return nil, errors.Join(g.mistakes...)
	}
	g.close()
	return &g.out, nil
}

// generator gathers what the users need, so that what two of them share is written once.
type generator struct {
	org      *Org
	options  GenerateOptions
	wanted   []*Wanted
	files    map[string][]byte
	members  map[string]map[string]bool // metadata type -> names, for the manifest
	rules    map[string][]node          // object -> its sharing rules
	mistakes []error
	out      Generated
}

func (g *generator) user(w *Wanted) {
	steps := &Steps{Title: "The user " + quoted(w.User)}
	set := g.permissionSet(w)
	profile := g.profile(w)
	g.writeback(w)
	g.scope(w)
	g.assignments(w, set, profile, steps)
	g.out.Steps = append(g.out.Steps, *steps)
}

// assignments says what ties the generated files to the user, which is not metadata.
func (g *generator) assignments(w *Wanted, set, profile string, steps *Steps) {
	say := func(format string, args ...any) { steps.Steps = append(steps.Steps, fmt.Sprintf(format, args...)) }
	name := shellWord(w.User)
	user := g.findUser(w.User)
	if user == nil {
		say("Create the user %s on the licence `Salesforce Integration`: the org does not have it.", quoted(w.User))
	}
	if profile != "" && (user == nil || !strings.EqualFold(user.Profile, profile)) {
		say("Give %s the profile %s (Setup > Users > Edit).", quoted(w.User), quoted(profile))
	}
	say("Assign the permission set licence: %s. Without it the user cannot be granted a single object.",
		quoted("sf org assign permsetlicense --name SalesforceAPIIntegrationPsl --on-behalf-of "+name))
	if !g.assigned(w.User, set, "") {
		say("Assign the permission set: %s.", quoted("sf org assign permset --name "+set+" --on-behalf-of "+name))
	}
	for _, a := range g.org.Assignments {
		if a.User != strings.ToLower(w.User) || strings.EqualFold(a.Set, set) {
			continue
		}
		kind, other := "permission set", a.Set
		if a.Group != "" {
			kind, other = "permission set group", a.Group
		}
		say("Take the %s %s from %s (Setup > Users > the user > %s Assignments): the generated set holds all that the policy approves.",
			kind, quoted(other), quoted(w.User), title(kind))
	}
	if w.Scope != nil {
		g.scopeSteps(w, user, say)
	}
	say("Revoke the OAuth tokens that were granted before (Setup > Connected Apps OAuth Usage, or the user's page) and connect Clay again: a token keeps what it was issued for.")
	say("Check: `leastwise scan`. A deployed profile keeps grants that its file does not name; the scan shows those.")
}

func (g *generator) assigned(user, set, group string) bool {
	return slices.ContainsFunc(g.org.Assignments, func(a Assignment) bool {
		return a.User == strings.ToLower(user) && strings.EqualFold(a.Set, set) && strings.EqualFold(a.Group, group)
	})
}

func (g *generator) findUser(username string) *User {
	i := slices.IndexFunc(g.org.Users, func(u User) bool { return strings.EqualFold(u.Username, username) })
	if i < 0 {
		return nil
	}
	return &g.org.Users[i]
}

func (g *generator) findObject(name string) *Object {
	i := slices.IndexFunc(g.org.Objects, func(o Object) bool { return strings.EqualFold(o.Name, name) })
	if i < 0 {
		return nil
	}
	return &g.org.Objects[i]
}

// put writes one component. Two users may share a component that says the same for both.
func (g *generator) put(w *Wanted, path, kind, name string, root node) {
	data, path := root.document(), sourceFolder+path
	if before, ok := g.files[path]; ok && !bytes.Equal(before, data) {
		g.mistakes = append(g.mistakes, w.mistake(nil, "and another user both want the %s %s, with other contents: name one for each", kind, name))
		return
	}
	g.files[path] = data
	g.member(kind, name)
}

func (g *generator) member(kind, name string) {
	if g.members[kind] == nil {
		g.members[kind] = map[string]bool{}
	}
	g.members[kind][name] = true
}

func (g *generator) warn(format string, args ...any) {
	g.out.Warnings = append(g.out.Warnings, fmt.Sprintf(format, args...))
}

func (g *generator) note(format string, args ...any) {
	g.out.Notes = append(g.out.Notes, fmt.Sprintf(format, args...))
}

// close writes what only stands when every user has been looked at.
func (g *generator) close() {
	for object, rules := range g.rules {
		g.files[sourceFolder+"sharingRules/"+object+".sharingRules-meta.xml"] = branch("SharingRules", rules...).document()
	}
	var types []node
	for _, kind := range slices.Sorted(maps.Keys(g.members)) {
		var members []node
		for _, name := range slices.Sorted(maps.Keys(g.members[kind])) {
			members = append(members, leaf("members", name))
		}
		types = append(types, branch("types", append(members, leaf("name", kind))...))
	}
	g.files[manifestFile] = branch("Package", append(types, leaf("version", metadataVersion))...).document()
	g.files[projectFile] = []byte(`{
  "packageDirectories": [{"path": "force-app", "default": true}],
  "sourceApiVersion": "` + metadataVersion + `"
}
`)
	for _, path := range slices.Sorted(maps.Keys(g.files)) {
		g.out.Files = append(g.out.Files, GeneratedFile{path, g.files[path]})
	}
}

// quoted puts a name into backquotes, as the texts of a Generated have it.
func quoted(name string) string { return "`" + name + "`" }

// title is a phrase with capitals, as Setup spells it.
func title(phrase string) string {
	words := strings.Fields(phrase)
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, " ")
}

// shellWord quotes an argument for a POSIX shell.
func shellWord(word string) string {
	plain := strings.IndexFunc(word, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._+-", r)
	}) < 0
	if plain {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
