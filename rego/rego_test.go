package rego

import (
	"context"
	"io/fs"
	"path"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// embeddedModules parses every embedded file, tests included.
func embeddedModules(t *testing.T) map[string]*ast.Module {
	t.Helper()
	return modulesOf(ourSources(t))
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
	report, err := RunTests(context.Background(), TestOptions{Coverage: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Tests {
		t.Run(r.Name, func(t *testing.T) {
			switch r.Outcome {
			case Passed:
			case Skipped:
				t.Errorf("%s: a test is not left out: delete it or mend it", r.Location)
			case Failed:
				t.Errorf("%s: fails: %+v", r.Location, r.Failure)
			default:
				t.Errorf("%s: %s", r.Location, r.Error)
			}
		})
	}
	if len(report.Tests) == 0 {
		t.Fatal("no test ran")
	}
	for _, lines := range report.Coverage.Uncovered {
		t.Errorf("%s:%d-%d: no test covers this", lines.File, lines.First, lines.Last)
	}
}
