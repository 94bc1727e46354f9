package salesforce

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// FixOptions is what a fix may do beyond the sets that the integration users hold alone.
type FixOptions struct {
	TakenAt time.Time
	Shared  bool // edit sets and profiles that other users hold too
}

// Fixed is what a fix would write, and what it would not.
type Fixed struct {
	Edits     []Edit
	Remaining []string // grants beyond policy that stay, and why; `names` in backquotes
	Notes     []string // what else there is to know; `names` in backquotes
}

// Edit is one file of the project, before and after. A line of After is a line of Before, but
// for the ones that grant what the policy does not approve.
type Edit struct {
	Path          string // as evidence names it: a slash path relative to the configuration
	Before, After []byte
	Mode          fs.FileMode
}

// Fix brings the sets and profiles of a metadata project inside the policy of the wanted users:
// each flag that grants what is not approved is switched off where it stands, and nothing else
// of the file changes. It never adds a grant. o is the org as it was read from that project, so
// that its grants know their files; files are read again below dir and c.Project.
func Fix(ctx context.Context, dir string, c *Config, o *Org, wanted []Wanted, options FixOptions) (*Fixed, error) {
	f := &fixer{
		org: o, wanted: wanted, options: options, index: newIndex(o), others: map[*PermissionSet][]string{}, off: map[*PermissionSet]marks{},
	}
	f.findOthers()
	for i := range wanted {
		f.user(&wanted[i])
	}
	root, err := os.OpenRoot(resolve(dir, c.Project))
	if err != nil {
		return nil, &evidence.Error{File: c.Location.File, Line: c.Location.Line, Path: "sources.salesforce.project", Msg: "cannot be opened: " + cause(err)}
	}
	defer root.Close()
	for i := range o.PermissionSets {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("fix: %w", err)
		}
		set := &o.PermissionSets[i]
		if f.off[set] == nil {
			continue
		}
		if err := f.edit(root, label(dir, c.Project), set); err != nil {
			return nil, err
		}
	}
	f.missing()
	slices.SortFunc(f.out.Edits, func(a, b Edit) int { return strings.Compare(a.Path, b.Path) })
	f.out.Remaining, f.out.Notes = sortedSet(f.out.Remaining), sortedSet(f.out.Notes)
	return &f.out, nil
}

type fixer struct {
	org     *Org
	wanted  []Wanted
	options FixOptions
	index   *index
	others  map[*PermissionSet][]string // who else holds a set or profile
	off     map[*PermissionSet]marks
	known   map[string][]Road // user -> roads
	out     Fixed
}

// user gathers what the sets and the profile of one user grant beyond its policy. What the
// user could hold by a session activation is not judged: it is not held.
func (f *fixer) user(w *Wanted) {
	access := Effective(f.org, w.User, f.options.TakenAt)
	if !access.Complete {
		f.note("What %s can do is not known in full: %s.", quoted(w.User), access.Reason)
	}
	for _, row := range access.Permissions {
		if !slices.Contains(w.Permissions, row.Name) || slices.Contains(w.Forbidden, row.Name) {
			f.withdraw(w, row.Via, GrantKey("permission", row.Name))
		}
	}
	for _, row := range access.Objects {
		excess := missing(row.Access, w.Flags(row.Object))
		for _, via := range row.Via {
			switch given := intersection(via.Access, excess); {
			case len(given) == 0:
			case via.Grant != "": // View All Data or Modify All Data, which opens every object
				f.withdraw(w, []Via{via}, GrantKey("permission", via.Grant))
			default:
				f.withdraw(w, []Via{via}, GrantKey("object", row.Object), beyond(Flags, excess)...)
			}
		}
	}
	for _, row := range access.Fields {
		allowed := w.Fields[row.Object][row.Field]
		if row.Always && len(w.Flags(row.Object)) > 0 || row.Access <= allowed {
			continue // what field security cannot hide comes and goes with the object
		}
		flags := []string{"rw"}
		if allowed == "" {
			flags = []string{"r", "rw"}
		}
		for _, via := range row.Via {
			switch {
			case via.Access[0] <= allowed, row.Always && via.Grant != "":
			case via.Grant == "view_all_fields":
				f.withdraw(w, []Via{via}, GrantKey("object", row.Object), "view_all_fields")
			case via.Grant != "":
				f.withdraw(w, []Via{via}, GrantKey("permission", via.Grant))
			default:
				f.withdraw(w, []Via{via}, GrantKey("field", row.Object+"."+row.Field), flags...)
			}
		}
	}
	for _, row := range access.Setup {
		if !slices.Contains(w.Setup[row.Kind], row.Name) {
			f.withdraw(w, row.Via, GrantKey("setup", row.Kind+":"+row.Name))
		}
	}
}

// beyond are the flags that give one of excess, by themselves or by what they imply.
func beyond(flags, excess []string) []string {
	return slices.DeleteFunc(slices.Clone(flags), func(flag string) bool {
		return len(intersection(implied([]string{flag}), excess)) == 0
	})
}

func intersection(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(item string) bool { return !slices.Contains(b, item) })
}

// restricting are the permissions that take something away from who holds them: switching one
// off would add access.
var restricting = []string{"ApiUserOnly", "ForceTwoFactor", "IsSsoEnabled", "TwoFactorApi"}

// withdraw marks a grant of the sets on the roads to be switched off, unless that would add
// access or take something from others.
func (f *fixer) withdraw(w *Wanted, roads []Via, key string, flags ...string) {
	if len(flags) == 0 {
		flags = []string{""}
	}
	_, name, _ := strings.Cut(key, ":")
	if slices.Contains(restricting, name) && strings.HasPrefix(key, "permission:") {
		f.remain("%s of %s is not in its policy and stays: it restricts, so that taking it away would open more. Add it to system_permissions.", quoted(name), quoted(w.User))
		return
	}
	for _, via := range roads {
		set := f.index.set(via.Kind, via.Name)
		if others := f.others[set]; len(others) > 0 && !f.options.Shared {
			f.remain("%s in %s is beyond the policy of %s and stays: %s hold the %s too. Take it from %s instead, or edit it for all with --shared.",
				quoted(key), quoted(set.Name), quoted(w.User), list(others), strings.ReplaceAll(set.Kind, "_", " "), quoted(w.User))
			continue
		}
		if f.off[set] == nil {
			f.off[set] = marks{}
		}
		if f.off[set][key] == nil {
			f.off[set][key] = map[string]bool{}
		}
		for _, flag := range flags {
			f.off[set][key][flag] = true
		}
	}
}

// findOthers gathers, for each set and profile, the users who hold it and are not to be fixed.
func (f *fixer) findOthers() {
	for _, user := range f.org.Users {
		own := slices.ContainsFunc(f.wanted, func(w Wanted) bool { return strings.EqualFold(w.User, user.Username) })
		if own || user.Active != nil && !*user.Active {
			continue
		}
		for _, road := range Roads(f.org, user.Username, f.options.TakenAt) {
			if name := quoted(user.Username); road.Set != nil && road.Ignored == "" && !slices.Contains(f.others[road.Set], name) {
				f.others[road.Set] = append(f.others[road.Set], name)
			}
		}
	}
}

// edit switches the marked grants off in every file that defines the set.
func (f *fixer) edit(root *os.Root, prefix string, set *PermissionSet) error {
	done := map[string]bool{}
	locations := []evidence.Location{set.Location}
	for _, part := range set.Also {
		locations = append(locations, part.Location)
	}
	for _, at := range locations {
		if at.File == "" {
			continue
		}
		name, ok := strings.CutPrefix(at.File, prefix+"/")
		if prefix == "." {
			name, ok = at.File, true
		}
		if !ok {
			return &evidence.Error{File: at.File, Msg: "does not lie in the project"}
		}
		data, err := readFile(root, name, at.File)
		if err != nil {
			return err
		}
		info, err := root.Stat(name)
		if err != nil {
			return &evidence.Error{File: at.File, Msg: "cannot be read: " + cause(err)}
		}
		after, keys, err := switchOff(at.File, set, data, f.off[set])
		if err != nil {
			return err
		}
		for _, key := range keys {
			done[key] = true
		}
		if !bytes.Equal(data, after) {
			f.out.Edits = append(f.out.Edits, Edit{Path: path.Clean(at.File), Before: data, After: after, Mode: info.Mode().Perm()})
		}
	}
	for key := range f.off[set] {
		if !done[key] {
			f.remain("%s in %s is beyond policy and stays: no file of the project grants it. Retrieve the set from the org first.", quoted(key), quoted(set.Name))
		}
	}
	f.strays(set)
	return nil
}

// strays says whose approved access a shared set loses with another user's excess.
func (f *fixer) strays(set *PermissionSet) {
	if len(f.wanted) < 2 {
		return
	}
	for i := range f.wanted {
		w := &f.wanted[i]
		held := slices.ContainsFunc(f.roads(w.User), func(r Road) bool { return r.Set == set && r.Ignored == "" })
		for key := range f.off[set] {
			if held && w.approves(key, f.off[set][key]) {
				f.note("%s loses %s, which its policy approves: %s is also the set of a user whose policy does not. Give each its own.", quoted(w.User), quoted(key), quoted(set.Name))
			}
		}
	}
}

// roads are the roads to a wanted user, looked up once.
func (f *fixer) roads(user string) []Road {
	if f.known == nil {
		f.known = map[string][]Road{}
	}
	if f.known[user] == nil {
		f.known[user] = Roads(f.org, user, f.options.TakenAt)
	}
	return f.known[user]
}

// approves tells whether the policy approves some of the flags of a grant.
func (w *Wanted) approves(key string, flags map[string]bool) bool {
	kind, name, _ := strings.Cut(key, ":")
	switch kind {
	case "permission":
		return slices.Contains(w.Permissions, name) && !slices.Contains(w.Forbidden, name)
	case "object":
		return slices.ContainsFunc(w.Flags(name), func(flag string) bool { return flags[flag] })
	case "field":
		object, field, _ := strings.Cut(name, ".")
		return w.Fields[object][field] == "rw" || w.Fields[object][field] == "r" && flags["r"]
	}
	kind, name, _ = strings.Cut(name, ":")
	return slices.Contains(w.Setup[kind], name)
}

// missing says what the policies approve and nothing grants: a fix adds no grant.
func (f *fixer) missing() {
	for i := range f.wanted {
		w := &f.wanted[i]
		access := Effective(f.org, w.User, f.options.TakenAt)
		var lacking []string
		for _, name := range w.Permissions {
			if !slices.ContainsFunc(access.Permissions, func(p PermissionAccess) bool { return p.Name == name }) {
				lacking = append(lacking, quoted(name))
			}
		}
		objects, fields := map[string][]string{}, map[string]string{}
		for _, row := range access.Objects {
			objects[row.Object] = row.Access
		}
		for _, row := range access.Fields {
			fields[row.Object+"."+row.Field] = row.Access
		}
		for object := range w.Objects {
			if len(missing(w.Flags(object), objects[object])) > 0 && objects["*"] == nil {
				lacking = append(lacking, quoted(object+" "+strings.Join(missing(w.Flags(object), objects[object]), ", ")))
			}
		}
		for object, wantedFields := range w.Fields {
			for field, want := range wantedFields {
				name := object + "." + field
				if fields[name] < want && !unhidable(object, field, nil) {
					lacking = append(lacking, quoted(name))
				}
			}
		}
		if len(lacking) > 0 {
			f.note("%s lacks what its policy approves (%s). A fix adds no grant: `leastwise generate salesforce` writes the set whole.", quoted(w.User), list(sortedSet(lacking)))
		}
	}
}

func (f *fixer) remain(format string, args ...any) {
	f.out.Remaining = append(f.out.Remaining, fmt.Sprintf(format, args...))
}

func (f *fixer) note(format string, args ...any) {
	f.out.Notes = append(f.out.Notes, fmt.Sprintf(format, args...))
}
