package rego

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
)

// ruleText is a rule of three members' worth: custom holds further lines of METADATA's custom
// (indented by two), body what follows the package and the import of its parameters.
func ruleText(id, needs, custom, body string) string {
	for line := range strings.Lines(custom) {
		needs += "\n#   " + strings.TrimRight(line, "\n")
	}
	return fmt.Sprintf(`# METADATA
# title: A rule
# description: What it is for.
# custom:
#   severity: medium
#   remediation: Mend it.
#   needs: %s
package rules.%s

%s
`, needs, strings.ReplaceAll(id, "/", "."), body)
}

// found is the body of a rule that gives the findings whose Rego is given.
func found(findings ...string) string {
	return "findings contains finding if {\n\tsome finding in [" + strings.Join(findings, ", ") + "]\n}"
}

func memberFinding(email string) string {
	return fmt.Sprintf(`{"subject": {"kind": "clay.member", "id": %q}, "message": "is there"}`, email)
}

// tree is the embedded main and lib with other rules.
func tree(t *testing.T, rules map[string]string) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, dir := range []string{"main", "lib"} {
		err := fs.WalkDir(embedded, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(embedded, name)
			fsys[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for id, text := range rules {
		fsys["rules/"+id+id[strings.LastIndex(id, "/"):]+".rego"] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func mustLoad(t *testing.T, rules map[string]string, o Options) *Policy {
	t.Helper()
	p, err := load(context.Background(), tree(t, rules), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustAssess(t *testing.T, p *Policy, s *snapshot.Snapshot) *Assessment {
	t.Helper()
	a, err := p.Assess(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// member is a snapshot of a workspace of one member, everything read.
func member() *snapshot.Snapshot {
	s := &snapshot.Snapshot{
		Version: snapshot.Version, TakenAt: "2026-11-24T09:00:00Z", Tool: snapshot.Tool{Name: "leastwise", Version: "test"},
		Coverage: evidence.Sections{},
		Clay: &clay.Workspace{
			Workspace: clay.Details{ID: "acme"},
			Members: []clay.Member{{
				ID: "ann@acme.com", Email: "ann@acme.com", Role: clay.RoleAdmin, State: "active",
				Location: evidence.Location{File: "clay.yaml", Line: 7},
			}},
		},
		Roster: &roster.Roster{People: []roster.Person{{Email: "ann@acme.com"}}},
	}
	for _, section := range snapshot.Sections() {
		s.Coverage[section] = evidence.Coverage{State: evidence.Complete, Source: "inventory"}
	}
	return s
}

// verdictOf returns the verdict on one rule.
func verdictOf(t *testing.T, a *Assessment, id string) Verdict {
	t.Helper()
	for _, v := range a.Verdicts {
		if v.Rule.ID == id {
			return v
		}
	}
	t.Fatalf("no verdict on %s", id)
	return Verdict{}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %q", want)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("error is\n  %v\nwant\n  %s", err, want)
	}
}

func diff(t *testing.T, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("differs (-want +got):\n%s", d)
	}
}
