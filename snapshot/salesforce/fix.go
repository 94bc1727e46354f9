package salesforce

import (
	"bytes"
	"cmp"
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
	TakenAt  time.Time
	Shared   bool              // edit sets and profiles that other users hold too
	Coverage evidence.Coverage // how completely what the users can do was read: the section salesforce.access
}

// Fixed is what a fix would write, and what it would not.
type Fixed struct {
	Edits     []Edit
	Remaining []string // grants beyond policy that stay, and why; `names` in backquotes
	Unknown   []string // why a wanted user may reach more than was read; then nothing remaining proves nothing
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
	if c := options.Coverage; len(f.out.Unknown) == 0 && c.State != evidence.Complete {
		f.out.Unknown = []string{"What the users can do is not known in full: " + cmp.Or(c.Reason, "nobody said how completely it was read") + "."}
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
	f.out.Remaining, f.out.Unknown, f.out.Notes = sortedSet(f.out.Remaining), sortedSet(f.out.Unknown), sortedSet(f.out.Notes)
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
		name, ok := below(prefix, at.File)
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

func (f *fixer) remain(format string, args ...any) {
	f.out.Remaining = append(f.out.Remaining, fmt.Sprintf(format, args...))
}

func (f *fixer) note(format string, args ...any) {
	f.out.Notes = append(f.out.Notes, fmt.Sprintf(format, args...))
}
