package rego

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot"
)

// ourSources are the embedded files, tests included.
func ourSources(t *testing.T) []*source {
	t.Helper()
	sources, err := readTree(embedded, "rego", origin{tests: true})
	if err != nil {
		t.Fatal(err)
	}
	return sources
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

// What Load holds every rule to (package = folder, complete METADATA, needs that name what is
// read) is tested in load_test.go, and the house rules for all in house_test.go; here our own
// files are held to them, and to what we ask of nobody else.
func TestEveryRegoFileFollowsTheHouseRules(t *testing.T) {
	t.Parallel()
	sources, titles := ourSources(t), map[string]string{}
	for _, s := range sources {
		errs := s.house(sources)
		if s.family != "" {
			rule, err := s.rule()
			if err != nil {
				t.Fatal(err)
			}
			errs = append(append(errs, s.unknownKinds()...), s.words(rule, titles))
			if !slices.Contains(families, s.family) {
				t.Errorf("%s: unknown family %q", s.file, s.family)
			}
			// The kinds stand in a rule as literals, so that they can be searched for.
			if !slices.ContainsFunc(snapshot.Kinds(), func(kind string) bool { return strings.Contains(string(s.text), strconv.Quote(kind)) }) {
				t.Errorf("%s: names no known kind of subject", s.file)
			}
		}
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
	}
	if len(titles) == 0 {
		t.Error("no rule was looked at")
	}
}

// imports is who may import whom: data runs down, imports run up.
var imports = map[string][]string{
	"snapshot/evidence":           {},
	"snapshot/clay":               {"snapshot/evidence"},
	"snapshot/roster":             {"snapshot/evidence"},
	"snapshot/salesforce":         {"snapshot/evidence"},
	"snapshot/salesforce/fakeorg": {"snapshot/salesforce", "snapshot/evidence"}, // for tests alone: nobody here may import it
	"snapshot":                    {"snapshot/evidence", "snapshot/clay", "snapshot/roster", "snapshot/salesforce"},
	"rego":                        {"snapshot", "snapshot/evidence", "snapshot/clay", "snapshot/salesforce", "snapshot/roster"},
	"report":                      {"rego", "snapshot", "snapshot/evidence", "snapshot/clay", "snapshot/salesforce", "snapshot/roster"},
	"report/attest":               {},
	"snapshot/typeschema":         {"snapshot/evidence"},
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
	for pkg, allowed := range imports {
		if slices.Contains(allowed, "snapshot/salesforce/fakeorg") {
			t.Errorf("package %s may import the fake org, which is for tests", pkg)
		}
		if !seen[pkg] {
			t.Errorf("package %s is in the table and not in the tree", pkg)
		}
	}
	if _, err := os.Stat("../go.mod"); err != nil {
		t.Errorf("the tree walked is not the module: %v", err)
	}
}
