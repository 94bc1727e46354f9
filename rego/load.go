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
}

func (s *source) id() string { return s.family + "/" + s.name }

// maxRuleBytes is far above any rule; a larger file is not one.
const maxRuleBytes = 1 << 20

var word = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// readSources reads and parses the embedded tree and the operator's folders, sorted by path.
func readSources(builtin fs.FS, dirs []string) ([]*source, error) {
	sources, err := readTree(builtin, "rego", false)
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		custom, err := readDir(dir)
		if err != nil {
			return nil, err
		}
		sources = append(sources, custom...)
	}
	slices.SortFunc(sources, func(a, b *source) int { return strings.Compare(a.path, b.path) })
	seen, rules := map[string]*source{}, 0
	var errs []error
	for _, s := range sources {
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

// readDir reads a folder of the operator's own rules. What a symbolic link in it points to
// is read only if it lies in the folder as well.
func readDir(dir string) ([]*source, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	defer root.Close()
	sources, err := readTree(root.FS(), filepath.ToSlash(dir), true)
	if err == nil && len(sources) == 0 {
		err = &evidence.Error{File: filepath.ToSlash(dir), Msg: "holds no rule: want <family>/<rule>/<rule>.rego"}
	}
	return sources, err
}

func readTree(fsys fs.FS, dir string, custom bool) ([]*source, error) {
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
		if d.IsDir() || path.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego") {
			return nil
		}
		sources = append(sources, &source{path: name, file: file, custom: custom})
		return nil
	})
	wrong := make([]error, len(sources))
	var parsers sync.WaitGroup
	for i, s := range sources {
		parsers.Go(func() { wrong[i] = s.read(fsys, s.path) })
	}
	parsers.Wait()
	return sources, errors.Join(append(append(errs, wrong...), err)...)
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
		return &evidence.Error{File: s.file, Line: s.module.Package.Location.Row, Msg: fmt.Sprintf("package %s does not match its folder: want package %s", got, want)}
	}
	return nil
}

// place derives what a file is from where it lies, and returns the package it must be.
func (s *source) place(name string) (pkg string, err error) {
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
			return "", &evidence.Error{File: s.file, Msg: fmt.Sprintf("%q is no name for a rule: use lower case letters, digits and _", p)}
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

// oneLiners turns what OPA says about Rego into one line for each mistake. Inside a template
// string OPA knows no line for a function it does not know: it is looked for in the sources.
func oneLiners(file string, err error, sources ...*source) error {
	var list ast.Errors
	if !errors.As(err, &list) {
		return &evidence.Error{File: file, Msg: oneLine(err.Error())}
	}
	var errs []error
	for _, e := range list {
		at := &evidence.Error{File: file, Msg: e.Message}
		if e.Location != nil && e.Location.File != "" {
			at.File, at.Line = e.Location.File, e.Location.Row
		} else if name, ok := strings.CutPrefix(e.Message, "undefined function "); ok {
			for _, s := range sources {
				if before, _, ok := strings.Cut(string(s.text), name); ok {
					at.File, at.Line = s.file, 1+strings.Count(before, "\n")
				}
			}
		}
		if e.Code == ast.TypeErr && e.Details != nil {
			lines := e.Details.Lines() // the expression and a caret below it come first
			caret := slices.IndexFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "^" })
			at.Msg += ": " + strings.Join(lines[caret+1:], "; ")
		}
		at.Msg = oneLine(at.Msg)
		errs = append(errs, at)
	}
	return errors.Join(errs...)
}

// oneLine replaces every run of white space and control characters with one space.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || r >= 0x80 && r <= 0xa0 || r == 0x2028 || r == 0x2029
	}), " ")
}
