package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot"
)

// goldenTime is the clock of the fictional companies.
var goldenTime = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// company is the folder of a fictional company; the test is skipped where it is not there.
func company(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "testdata", name)
	if _, err := os.Stat(filepath.Join(dir, configName)); err != nil {
		t.Skipf("no golden run: %v", err)
	}
	return dir
}

// load loads the rules with the policy of the company in dir.
func load(t *testing.T, dir string) *rego.Policy {
	t.Helper()
	c, err := loadConfig(filepath.Join(dir, configName))
	if err != nil {
		t.Fatal(err)
	}
	policy, err := rego.Load(context.Background(), c.regoOptions(nil))
	if err != nil {
		t.Fatal(err)
	}
	return policy
}

// judge takes and judges the company in dir, as scan does, with the clock and version pinned.
func judge(t *testing.T, dir string, policy *rego.Policy) (*snapshot.Snapshot, *rego.Assessment) {
	t.Helper()
	ctx := context.Background()
	c, err := loadConfig(filepath.Join(dir, configName))
	if err != nil {
		t.Fatal(err)
	}
	snap, err := snapshot.Take(ctx, c.Sources, snapshot.Options{
		Dir: dir, TakenAt: goldenTime, Tool: snapshot.Tool{Name: "leastwise", Version: "v0.0.0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := policy.Assess(ctx, snap)
	if err != nil {
		t.Fatal(err)
	}
	return snap, a
}

func TestGoldenPipeline(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"acme", "tidy"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := company(t, name)
			snap, a := judge(t, dir, load(t, dir))
			var b bytes.Buffer
			if err := snapshot.Write(&b, snap); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join(dir, "snapshot.json"), b.Bytes())
			for format, file := range map[string]string{
				"json": "assessment.json", "sarif": "results.sarif", "markdown": "report.md", "text": "report.txt",
			} {
				var b bytes.Buffer
				if err := report.Write(&b, format, a, report.Options{Root: "testdata/" + name}); err != nil {
					t.Fatal(err)
				}
				golden(t, filepath.Join(dir, file), b.Bytes())
			}
		})
	}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: write it with -update", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs, accept it with -update (-want +got):\n%s", path, diff)
	}
}

func TestStatusesOfTheCompanies(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]status{"acme": statusFindings, "tidy": statusOK} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := company(t, name)
			_, a := judge(t, dir, load(t, dir))
			if got := statusOf(a, rego.Medium, false); got != want {
				t.Errorf("status %d, want %d", got, want)
			}
			if broken := a.Errored(); len(broken) > 0 {
				t.Errorf("broken: %+v", broken)
			}
		})
	}
}

// TestFindingsPointAtTheirEvidence opens every file and line that a finding names and looks
// for the subject there.
func TestFindingsPointAtTheirEvidence(t *testing.T) {
	t.Parallel()
	dir := company(t, "acme")
	_, a := judge(t, dir, load(t, dir))
	findings := 0
	for _, v := range a.Verdicts {
		for _, f := range v.Findings {
			findings++
			if err := pointsAtEvidence(dir, f); err != nil {
				t.Errorf("%s: %s %s: %v", v.Rule.ID, f.Subject.Kind, f.Subject.ID, err)
			}
		}
	}
	if findings == 0 {
		t.Error("acme has no findings")
	}
}

// evidenceWindow is how many lines below its start an item may name itself.
const evidenceWindow = 8

func pointsAtEvidence(dir string, f rego.Finding) error {
	if f.Location.File == "" || f.Location.Line < 1 {
		return fmt.Errorf("points at %q, not at a line", f.Location)
	}
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Location.File)))
	if err != nil {
		return err
	}
	lines := strings.Split(string(data), "\n")
	if f.Location.Line > len(lines) {
		return fmt.Errorf("points at %s, but the file has %d lines", f.Location, len(lines))
	}
	first := f.Location.Line - 1
	text := f.Location.File + "\n" + strings.Join(lines[first:min(first+evidenceWindow, len(lines))], "\n")
	for _, part := range append(strings.FieldsFunc(f.Subject.ID, func(r rune) bool { return strings.ContainsRune("/:", r) }), f.Subject.Name) {
		switch {
		case f.Subject.Kind == "snapshot.section":
			part, _, _ = strings.Cut(part, ".") // the source in leastwise.yaml that should give it
		case part == "*" || strings.HasSuffix(part, ".*"):
			part = "All" // what opens every object or field is called View All, Modify All
		default:
			part = part[strings.LastIndex(part, ".")+1:]
		}
		if part != "" && strings.Contains(strings.ToLower(text), strings.ToLower(part)) {
			return nil
		}
	}
	return fmt.Errorf("the subject does not stand at %s: %q", f.Location, lines[first])
}
