package rego

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// source is one parsed file of Rego.
type source struct {
	path   string // in its own tree: "rules/budget/x/x.rego", the same wherever the tree lies
	file   string // as errors name it
	text   []byte
	module *ast.Module
	family string // of a rule; "" for main and lib
	name   string
	custom bool
	test   bool // lies beside a rule; only the tools for authors read it
}

func (s *source) id() string { return s.family + "/" + s.name }

// maxRuleBytes is far above any rule; a larger file is not one.
const maxRuleBytes = 1 << 20

const testSuffix = "_test.rego"

var word = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// readSources reads and parses the embedded tree and the operator's folders, sorted by path.
func readSources(builtin fs.FS, dirs []string) ([]*source, error) {
	sources, err := readTree(builtin, "rego", origin{})
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		custom, err := readDir(dir, origin{custom: true})
		if err != nil {
			return nil, err
		}
		sources = append(sources, custom...)
	}
	slices.SortFunc(sources, func(a, b *source) int { return strings.Compare(a.path, b.path) })
	seen, rules := map[string]*source{}, 0
	var errs []error
	for _, s := range sources {
		if s.custom {
			errs = append(errs, s.placeholders()...)
		}
		if first := seen[s.path]; first != nil {
			errs = append(errs, &evidence.Error{File: s.file, Msg: fmt.Sprintf("rule %s is there already, in %s: give it another name", s.id(), first.file)})
		}
		seen[s.path] = s
		if s.family != "" {
			rules++
		}
	}
	if rules == 0 {
		errs = append(errs, errors.New("load rules: there is no rule: want <family>/<rule>/<rule>.rego"))
	}
	return sources, errors.Join(errs...)
}

// origin says whose files are read, and whether the tests are wanted.
type origin struct{ custom, tests bool }

// readDir reads a folder of the operator's own rules. What a symbolic link in it points to
// is read only if it lies in the folder as well.
func readDir(dir string, from origin) ([]*source, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	defer root.Close()
	sources, err := readTree(root.FS(), filepath.ToSlash(dir), from)
	if err == nil && len(sources) == 0 {
		err = &evidence.Error{File: filepath.ToSlash(dir), Msg: "holds no rule: want <family>/<rule>/<rule>.rego"}
	}
	return sources, err
}

// readTree reads what it can: with mistakes in some files, it returns the others and the mistakes.
func readTree(fsys fs.FS, dir string, from origin) ([]*source, error) {
	var sources []*source
	var errs []error
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		file := path.Join(dir, name)
		switch {
		case err != nil:
			return fmt.Errorf("read rules: %s: %w", file, err)
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.Type()&fs.ModeSymlink != 0:
			// A link to a folder is not walked: a rule behind it would be missed in silence.
			info, err := fs.Stat(fsys, name)
			if err != nil {
				errs = append(errs, &evidence.Error{File: file, Msg: "is a symbolic link that leaves the folder of rules, or leads nowhere: put the file there itself"})
				return nil
			}
			if info.IsDir() {
				errs = append(errs, &evidence.Error{File: file, Msg: "is a symbolic link to a folder: put the folder there itself"})
				return nil
			}
		}
		if d.IsDir() || !strings.EqualFold(path.Ext(name), ".rego") {
			return nil
		}
		test := strings.HasSuffix(name, testSuffix)
		if path.Ext(name) != ".rego" || test && path.Base(path.Dir(name))+".rego" == path.Base(name) {
			// Passed over, it would be a rule that nobody misses.
			errs = append(errs, &evidence.Error{File: file, Msg: "would not be read as a rule: end its name with .rego in lower case, and only that of a file of tests with " + testSuffix})
			return nil
		}
		if test && !from.tests {
			return nil
		}
		sources = append(sources, &source{path: name, file: file, custom: from.custom, test: test})
		return nil
	})
	wrong := make([]error, len(sources))
	var parsers sync.WaitGroup
	for i, s := range sources {
		parsers.Go(func() { wrong[i] = s.read(fsys, s.path) })
	}
	parsers.Wait()
	var parsed []*source
	for i, s := range sources {
		if wrong[i] == nil {
			parsed = append(parsed, s)
		}
	}
	return parsed, errors.Join(append(append(errs, wrong...), err)...)
}

// read parses a file and holds its package to its folder.
func (s *source) read(fsys fs.FS, name string) error {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return fmt.Errorf("read rules: %w", err)
	}
	if info.Size() > maxRuleBytes {
		return &evidence.Error{File: s.file, Msg: fmt.Sprintf("is larger than %d MB, the limit for a rule", maxRuleBytes>>20)}
	}
	if s.text, err = fs.ReadFile(fsys, name); err != nil {
		return fmt.Errorf("read rules: %w", err)
	}
	want, err := s.place(name)
	if err != nil {
		return err
	}
	s.module, err = ast.ParseModuleWithOpts(s.file, string(s.text), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
	if err != nil {
		return oneLiners(s.file, err)
	}
	if s.module == nil {
		return &evidence.Error{File: s.file, Msg: "is empty"}
	}
	if got := strings.TrimPrefix(s.module.Package.Path.String(), "data."); got != want {
		if s.custom && strings.HasPrefix(got, "lib.") {
			return &evidence.Error{File: s.file, Line: s.module.Package.Location.Row, Msg: "is a lib of your own, and only rules are taken: what yours share stands in each of them"}
		}
		return &evidence.Error{File: s.file, Line: s.module.Package.Location.Row, Msg: fmt.Sprintf("package %s does not match its folder: want package %s", got, want)}
	}
	return nil
}

// place derives what a file is from where it lies, and returns the package it must be.
func (s *source) place(name string) (pkg string, err error) {
	if s.test {
		return s.placeTest(name)
	}
	parts := strings.Split(strings.TrimSuffix(name, ".rego"), "/")
	if s.custom {
		if len(parts) == 3 {
			parts = append([]string{"rules"}, parts...)
		}
		if len(parts) != 4 || parts[0] != "rules" || parts[2] != parts[3] {
			return "", &evidence.Error{File: s.file, Msg: "is not where a rule lies: want <family>/<rule>/<rule>.rego"}
		}
	}
	for _, p := range parts {
		if !word.MatchString(p) {
			return "", &evidence.Error{File: s.file, Msg: fmt.Sprintf("%s is no name for a rule: use lower case letters, digits and _", evidence.Quote(p))}
		}
	}
	s.path = strings.Join(parts, "/") + ".rego"
	switch {
	case len(parts) == 4 && parts[0] == "rules" && parts[2] == parts[3]:
		s.family, s.name = parts[1], parts[2]
		return "rules." + s.family + "." + s.name, nil
	case len(parts) == 3 && parts[0] == "lib":
		return "lib." + parts[1], nil
	case len(parts) == 2 && parts[0] == "main":
		return "main", nil
	}
	return "", &evidence.Error{File: s.file, Msg: "is neither main/main.rego, lib/<topic>/<topic>.rego nor rules/<family>/<rule>/<rule>.rego"}
}

// placeTest is place for the file of tests beside a rule or lib.
func (s *source) placeTest(name string) (pkg string, err error) {
	tested := &source{file: s.file, custom: s.custom}
	pkg, err = tested.place(strings.TrimSuffix(name, testSuffix) + ".rego")
	s.path = strings.TrimSuffix(tested.path, ".rego") + testSuffix
	return pkg + "_test", err
}

// compile checks all sources together: strictly, against the schema of a snapshot, and with
// nothing to call that is not a pure function.
func compile(sources []*source) (*ast.Compiler, error) {
	set, err := schemas()
	if err != nil {
		return nil, err
	}
	modules := map[string]*ast.Module{}
	for _, s := range sources {
		modules[s.file] = s.module
	}
	c := newCompiler(set)
	if c.Compile(modules); c.Failed() {
		return nil, oneLiners("rego", c.Errors, sources...)
	}
	if len(c.GetRulesExact(ast.MustParseRef("data.main.findings"))) == 0 {
		return nil, errors.New("load rules: rego/main/main.rego does not define findings")
	}
	return c, nil
}

func newCompiler(set *ast.SchemaSet) *ast.Compiler {
	return ast.NewCompiler().WithStrict(true).WithCapabilities(pure()).WithSchemas(set).WithUseTypeCheckAnnotations(true)
}
