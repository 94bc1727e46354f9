package rego

import (
	"bytes"
	"context"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"github.com/leastwise/leastwise/snapshot"
)

// maxRuleLines keeps a rule what a person reads in one go.
const maxRuleLines = 120

// What Load holds every rule to (package = folder, complete METADATA, needs that name what is
// read) is tested in load_test.go; here is what we ask of our own rules beyond it.
func TestEveryRegoFileFollowsTheHouseRules(t *testing.T) {
	t.Parallel()
	modules := embeddedModules(t)
	for file, m := range modules {
		name := strings.TrimPrefix(file, "rego/")
		text, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := format.SourceWithOpts(file, text, format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Errorf("%s: %v", file, err)
		} else if !bytes.Equal(formatted, text) {
			t.Errorf("%s: is not formatted: run `opa fmt -w %s`", file, file)
		}
		isTest := strings.HasSuffix(name, "_test.rego")
		if lines := bytes.Count(text, []byte("\n")); !isTest && lines > maxRuleLines {
			t.Errorf("%s: has %d lines, the limit is %d", file, lines, maxRuleLines)
		}
		if !isTest && modules[strings.TrimSuffix(file, ".rego")+"_test.rego"] == nil {
			t.Errorf("%s: has no test beside it", file)
		}
		if isTest {
			if modules[strings.TrimSuffix(file, "_test.rego")+".rego"] == nil {
				t.Errorf("%s: tests nothing beside it", file)
			}
			if !strings.HasSuffix(m.Package.Path.String(), "_test") {
				t.Errorf("%s: package %s does not end in _test", file, m.Package.Path)
			}
			if strings.HasPrefix(name, "rules/") {
				testNames(t, file, m)
			}
		}
		if dir := path.Base(path.Dir(name)); strings.TrimSuffix(strings.TrimSuffix(path.Base(name), ".rego"), "_test") != dir {
			t.Errorf("%s: is not named like its folder", file)
		}
		if !isTest {
			directions(t, file, m)
		}
	}
}

// testNames holds the tests of a rule to both ways it can go.
func testNames(t *testing.T, file string, m *ast.Module) {
	t.Helper()
	for _, verb := range []string{"test_flags_", "test_allows_"} {
		if !slices.ContainsFunc(m.Rules, func(r *ast.Rule) bool { return strings.HasPrefix(r.Head.Ref()[0].Value.String(), verb) }) {
			t.Errorf("%s: wants a %s...", file, verb)
		}
	}
}

// directions: a rule reads lib and never a rule; lib never reads rules; nobody needs
// rego.v1, and input is imported by nobody.
func directions(t *testing.T, file string, m *ast.Module) {
	t.Helper()
	for _, i := range m.Imports {
		if p := i.Path.String(); p == "rego.v1" || p == "future.keywords" || strings.HasPrefix(p, "input") {
			t.Errorf("%s:%d: import %s is not ours", file, i.Location.Row, p)
		}
	}
	if strings.HasPrefix(file, "rego/main/") {
		return
	}
	check := func(r ast.Ref) bool {
		if len(r) > 1 && r[0].Equal(ast.DefaultRootDocument) {
			if root := r[1].Value.Compare(ast.String("rules")) == 0 || r[1].Value.Compare(ast.String("main")) == 0; root {
				t.Errorf("%s:%d: reads %s: rules read data.lib, data.policy, data.settings and data.waivers", file, r[0].Location.Row, r)
			}
		}
		return false
	}
	for _, i := range m.Imports {
		if r, ok := i.Path.Value.(ast.Ref); ok {
			check(r)
		}
	}
	for _, r := range m.Rules {
		ast.WalkRefs(r, check)
	}
}

var kindLiteral = regexp.MustCompile(`"kind": "([^"]*)"`)

// The kinds of subject stand in a rule as literals, so that they can be searched for.
func TestEveryRuleNamesItsSubjects(t *testing.T) {
	t.Parallel()
	for _, name := range embeddedFiles(t) {
		if !strings.HasPrefix(name, "rules/") || strings.HasSuffix(name, "_test.rego") {
			continue
		}
		text, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(snapshot.Kinds(), func(kind string) bool { return strings.Contains(string(text), strconv.Quote(kind)) }) {
			t.Errorf("rego/%s: names no known kind of subject", name)
		}
		for _, k := range kindLiteral.FindAllSubmatch(text, -1) {
			if !slices.Contains(snapshot.Kinds(), string(k[1])) {
				t.Errorf("rego/%s: unknown kind of subject %q", name, k[1])
			}
		}
	}
}

// families are the words a user knows; a new one is a decision, not a typing error.
var families = []string{"budget", "evidence", "former_employee", "key_rotation", "least_privilege"}

// TestEmbeddedRulesNeedWhatTheyRead does for our rules what Load does for those of others.
func TestEmbeddedRulesNeedWhatTheyRead(t *testing.T) {
	t.Parallel()
	sources, err := readSources(embedded, nil)
	if err != nil {
		t.Fatal(err)
	}
	compiler, err := compile(sources)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := catalogue(sources, compiler, func(*source) bool { return false }); err != nil {
		t.Error(err)
	}
}

func TestEmbeddedRulesLoad(t *testing.T) {
	t.Parallel()
	p, err := Load(context.Background(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	titles := map[string]string{}
	for _, r := range p.Rules() {
		if !slices.Contains(families, r.Family) {
			t.Errorf("%s: unknown family %q", r.ID, r.Family)
		}
		if first := titles[r.Title]; first != "" {
			t.Errorf("%s: has the title of %s", r.ID, first)
		}
		titles[r.Title] = r.ID
		if strings.HasSuffix(r.Title, ".") || len(r.Title) > 80 || strings.ContainsAny(r.Title, "<>\n") {
			t.Errorf("%s: title %q: want one line of up to 80 characters, no full stop, no HTML", r.ID, r.Title)
		}
		if !strings.HasSuffix(r.Remediation, ".") || !strings.HasSuffix(r.Description, ".") {
			t.Errorf("%s: description and remediation are sentences: end them with a full stop", r.ID)
		}
		if r.OnPartial != "" && slices.Contains(r.Needs, "roster.people") {
			t.Errorf("%s: a rule that rests on the roster is not judged on half of it", r.ID)
		}
	}
}

// imports is who may import whom: data runs down, imports run up.
var imports = map[string][]string{
	"snapshot/evidence":   {},
	"snapshot/clay":       {"snapshot/evidence"},
	"snapshot/roster":     {"snapshot/evidence"},
	"snapshot/salesforce": {"snapshot/evidence"},
	"snapshot":            {"snapshot/evidence", "snapshot/clay", "snapshot/roster", "snapshot/salesforce"},
	"rego":                {"snapshot", "snapshot/evidence", "snapshot/clay", "snapshot/salesforce", "snapshot/roster"},
	"report":              {"rego", "snapshot", "snapshot/evidence", "snapshot/clay", "snapshot/salesforce", "snapshot/roster"},
}

func TestImportsRunUp(t *testing.T) {
	t.Parallel()
	const module = "github.com/leastwise/leastwise/"
	seen := map[string]bool{}
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		rel, err := filepath.Rel("..", file)
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		pkg := path.Dir(filepath.ToSlash(rel))
		seen[pkg] = true
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		allowed, ok := imports[pkg]
		for _, i := range parsed.Imports {
			to, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			to, ours := strings.CutPrefix(to, module)
			if !ours || strings.HasPrefix(pkg, "cmd/") || pkg == "bench" {
				continue
			}
			if !ok {
				t.Errorf("%s: package %s is not in the table of who may import whom", rel, pkg)
			} else if !slices.Contains(allowed, to) {
				t.Errorf("%s: imports %s, which lies above or beside it", rel, to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range imports {
		if !seen[pkg] {
			t.Errorf("package %s is in the table and not in the tree", pkg)
		}
	}
	if _, err := os.Stat("../go.mod"); err != nil {
		t.Errorf("the tree walked is not the module: %v", err)
	}
}
