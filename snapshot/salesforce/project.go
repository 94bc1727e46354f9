package salesforce

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// project is what the files of a metadata project say, in the order of their paths, before
// definitions of the same name are joined.
type project struct {
	sets    []PermissionSet
	groups  []Group
	objects []Object
	rules   []SharingRule
	secure  []Settings // of settings/Security
	access  []Settings // of settings/ConnectedApp
	apps    []App
	parts   []appPart // OAuth files of external client apps
	roles   []Role
	public  []PublicGroup
	denying []string            // profiles that a file switches user permissions off in, and none on
	unread  map[string][]string // section -> why files in its folders were not read
	files   map[string]string   // folder, kind and name -> the file that defines it
	spare   [][2]string         // backups, and what each is one of
}

// readProject reads every metadata file below c.Project, in any folder. Only regular files
// inside the project are opened: a symbolic link to metadata or to a folder is an error.
func readProject(ctx context.Context, dir string, c *Config) (*project, error) {
	at := func(format string, args ...any) error {
		return &evidence.Error{
			File: c.Location.File, Line: c.Location.Line, Path: "sources.salesforce.project", Msg: fmt.Sprintf(format, args...),
		}
	}
	if c.Project == "" {
		return nil, at("is missing: name the folder of the metadata project, such as force-app")
	}
	if evidence.LeadsOut(dir, filepath.FromSlash(c.Project)) {
		return nil, at("%s is a link that leads out of the folder of the configuration: put the project there itself", evidence.Quote(c.Project))
	}
	root, err := os.OpenRoot(resolve(dir, c.Project))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, at("%s does not exist: paths are relative to the directory of the configuration", evidence.Quote(c.Project))
	case err != nil:
		return nil, at("%s is not a folder that can be read", evidence.Quote(c.Project))
	}
	defer root.Close()

	p := &project{unread: map[string][]string{}, files: map[string]string{}}
	prefix, known := label(dir, c.Project), 0
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		file := path.Join(prefix, name)
		if err != nil {
			return &evidence.Error{File: file, Msg: "cannot be read: " + cause(err)}
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("read project %s: %w", c.Project, err)
		}
		if entry.IsDir() {
			if slices.Contains([]string{".git", "node_modules", ".sfdx", ".sf"}, entry.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		kind, component := component(file)
		if kind == "" {
			p.noteUnread(file)
			return refuseFolderLink(root, name, file, entry)
		}
		if strings.ContainsFunc(file+component, unicode.IsControl) {
			return &evidence.Error{File: strings.Map(printable, file), Msg: "has a control character in its name: rename it"}
		}
		if !entry.Type().IsRegular() {
			return &evidence.Error{File: file, Msg: "is a symbolic link or special file: put the file itself into the project"}
		}
		if err := p.claim(kind, component, file); err != nil {
			return err
		}
		data, err := readFile(root, name, file)
		if err != nil {
			return err
		}
		evidence.NoteFile(ctx, file, data)
		known++
		return p.add(kind, component, file, data)
	})
	if err != nil {
		return nil, err
	}
	p.noteSpare()
	if known == 0 {
		return nil, at("%s holds no Salesforce metadata: point it at the folder that holds permissionsets/ or profiles/", evidence.Quote(c.Project))
	}
	return p, nil
}

// component tells a metadata file by its name: its kind (the suffix, without -meta.xml) and
// the component's name. The kind is "" for a file that is none. A suffix that other programs
// use as well counts without -meta.xml only in the folder that the mdapi format puts it in.
func component(file string) (kind, component string) {
	base, source := strings.CutSuffix(path.Base(file), "-meta.xml")
	suffix := strings.TrimPrefix(path.Ext(base), ".")
	folder := map[string]string{
		"permissionset": "", "profile": "profiles", "permissionsetgroup": "", "mutingpermissionset": "", "sharingRules": "",
		"connectedApp": "", "eca": "externalClientApps", "ecaOauthPlcy": "", "ecaOauth": "", "ecaGlblOauth": "",
		"object": "objects", "settings": "settings", "role": "roles", "group": "groups", "queue": "queues",
	}
	in, ok := folder[suffix]
	switch {
	case suffix == "field" && source:
	case !ok, !source && in != "" && !slices.Contains(strings.Split(path.Dir(file), "/"), in):
		return "", ""
	}
	component = strings.TrimSuffix(base, "."+suffix)
	if suffix == "settings" && component != "Security" && component != "ConnectedApp" {
		return "", ""
	}
	if decoded, err := url.PathUnescape(component); err == nil {
		component = decoded
	}
	return suffix, component
}

// claim refuses two files of one folder that define the same thing, as X.profile beside
// X.profile-meta.xml: nobody can say which of them is meant.
func (p *project) claim(kind, component, file string) error {
	key := strings.Join([]string{path.Dir(file), kind, strings.ToLower(component)}, "\x00")
	if before, ok := p.files[key]; ok {
		return &evidence.Error{File: file, Msg: fmt.Sprintf("defines %s %s as %s beside it does: remove one of them", kind, evidence.Quote(component), before)}
	}
	p.files[key] = file
	return nil
}

// refuseFolderLink refuses a link to a folder, which could hold metadata nobody would see.
func refuseFolderLink(root *os.Root, name, file string, entry fs.DirEntry) error {
	if entry.Type()&fs.ModeSymlink == 0 {
		return nil
	}
	target, err := root.Stat(name)
	if err == nil && !target.IsDir() || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return &evidence.Error{File: file, Msg: "is a symbolic link to a folder: put the folder itself into the project"}
}

func readFile(root *os.Root, name, file string) ([]byte, error) {
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, &evidence.Error{File: file, Msg: "cannot be read: " + cause(err)}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, &evidence.Error{File: file, Msg: "cannot be read: " + cause(err)}
	}
	return data, nil
}

// add reads one file into the project.
func (p *project) add(kind, component, file string, data []byte) error {
	switch kind {
	case "permissionset":
		return keep(&p.sets)(readSet(file, component, KindSet, data))
	case "profile":
		profile, err := readSet(file, component, KindProfile, data)
		if err == nil && len(profile.Permissions) == 0 && namesPermission(file, data) {
			p.denying = append(p.denying, strings.ToLower(component))
		}
		return keep(&p.sets)(profile, err)
	case "mutingpermissionset":
		return keep(&p.sets)(readSet(file, component, KindMuting, data))
	case "permissionsetgroup":
		return keep(&p.groups)(readGroup(file, component, data))
	case "object":
		return keep(&p.objects)(readObject(file, component, data))
	case "field":
		return keep(&p.objects)(readField(file, data))
	case "sharingRules":
		rules, err := readSharingRules(file, component, data)
		p.rules = append(p.rules, rules...)
		return err
	case "settings":
		if component == "Security" {
			return keep(&p.secure)(readSecurity(file, data))
		}
		return keep(&p.access)(readAppSettings(file, data))
	case "connectedApp":
		return keep(&p.apps)(readConnectedApp(file, component, data))
	case "eca":
		return keep(&p.apps)(readClientApp(file, component, data))
	case "role":
		return keep(&p.roles)(readRole(file, component, data))
	case "group":
		return keep(&p.public)(readPublicGroup(file, component, data))
	case "queue":
		return keep(&p.public)(readQueue(file, component, data))
	}
	return keep(&p.parts)(readAppPart(file, kind, data))
}

// keep returns a function that appends what a reader returns, unless it returns an error.
func keep[T any](list *[]T) func(T, error) error {
	return func(item T, err error) error {
		if err == nil {
			*list = append(*list, item)
		}
		return err
	}
}

// resolve is a path of the configuration as the system knows it.
func resolve(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, filepath.FromSlash(name))
}

// label is a path of the configuration as evidence names it: with slashes, relative to dir.
func label(dir, name string) string {
	if filepath.IsAbs(name) {
		if abs, err := filepath.Abs(dir); err == nil {
			if rel, err := filepath.Rel(abs, name); err == nil {
				return filepath.ToSlash(rel)
			}
		}
	}
	return path.Clean(filepath.ToSlash(name))
}

// cause is the system's reason without the path, which the error names already.
func cause(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return '?'
	}
	return r
}
