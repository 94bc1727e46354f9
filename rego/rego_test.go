package rego

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
)

// embeddedModules parses every embedded file, tests included.
func embeddedModules(t *testing.T) map[string]*ast.Module {
	t.Helper()
	modules := map[string]*ast.Module{}
	for _, name := range embeddedFiles(t) {
		text, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ast.ParseModuleWithOpts("rego/"+name, string(text), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		modules["rego/"+name] = m
	}
	return modules
}

// embeddedFiles are the .rego files of the embedded tree, sorted.
func embeddedFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(embedded, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".rego" {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestRego runs the tests that lie beside the rules, in the sandbox the rules are judged in,
// and holds their coverage to every line.
func TestRego(t *testing.T) {
	modules := embeddedModules(t)
	set, err := schemas()
	if err != nil {
		t.Fatal(err)
	}
	coverage := cover.New()
	runner := tester.NewRunner().
		SetCompiler(newCompiler(set)).
		SetStore(inmem.New()).
		SetModules(modules).
		RaiseBuiltinErrors(true).
		SetCoverageQueryTracer(coverage)
	ctx := context.Background()
	results, err := runner.RunTests(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for r := range results {
		ran++
		t.Run(strings.TrimPrefix(r.Package, "data.")+"/"+r.Name, func(t *testing.T) {
			switch {
			case r.Error != nil:
				t.Errorf("%s: %v", r.Location, r.Error)
			case r.Skip:
				t.Errorf("%s: a test is not left out: delete it or mend it", r.Location)
			case r.Fail:
				t.Errorf("%s: fails", r.Location)
			}
		})
	}
	if ran == 0 {
		t.Fatal("no test ran")
	}
	var uncovered []string
	for file, report := range coverage.Report(modules).Files {
		if strings.HasSuffix(file, "_test.rego") {
			continue
		}
		for _, r := range report.NotCovered {
			uncovered = append(uncovered, fmt.Sprintf("%s:%d-%d", file, r.Start.Row, r.End.Row))
		}
	}
	slices.Sort(uncovered)
	for _, at := range uncovered {
		t.Errorf("%s: no test covers this", at)
	}
}
