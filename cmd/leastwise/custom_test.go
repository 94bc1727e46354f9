package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
)

const customRule = `# METADATA
# title: Workbook is called after a season
# description: Seasons pass and nobody remembers which one was meant.
# custom:
#   severity: SEVERITY
#   needs: [NEEDS]
#   remediation: Call the workbook after what it holds.
#   controls:
#     house-handbook: ["12"]
package rules.naming.NAME

# METADATA
# description: the workspace, whatever it is called
findings contains finding if {
	some table in input.clay.tables
	finding := {
		"subject": {"kind": "clay.table", "id": table.id, "name": table.name},
		"message": "seasonal name on a workbook",
	}
}
`

// assessWithOwn judges acme by the built-in rules and two of its own: one that fails and one
// that cannot be judged.
func assessWithOwn(t *testing.T) *rego.Assessment {
	t.Helper()
	own := t.TempDir()
	for name, needs := range map[string]string{"season_failed": "clay.tables", "season_unseen": "clay.tables, policy.clay.tables.no_such_table"} {
		text := strings.NewReplacer("SEVERITY", "critical", "NAME", name, "NEEDS", needs).Replace(customRule)
		file := filepath.Join(own, "naming", name, name+".rego")
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	dir := company(t, "acme")
	c, err := loadConfig(filepath.Join(dir, configName))
	if err != nil {
		t.Fatal(err)
	}
	policy, err := rego.Load(context.Background(), c.regoOptions([]string{own}))
	if err != nil {
		t.Fatal(err)
	}
	_, a := judge(t, dir, policy)
	return a
}

// TestCustomRulesStandInEveryReport walks all formats: what is said of a rule of ours is said
// of a user's as well.
func TestCustomRulesStandInEveryReport(t *testing.T) {
	t.Parallel()
	a := assessWithOwn(t)
	for _, f := range report.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := report.Write(&b, f.Name, a, report.Options{}); err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{
				"naming/season_failed", "Workbook is called after a season", "seasonal name on a workbook", "Call the workbook after what it holds", "t_event_leads",
			} {
				if f.Name == "text" && want == "t_event_leads" {
					continue // the text report names the line instead of the subject
				}
				if !strings.Contains(b.String(), want) {
					t.Errorf("the %s report has no %q", f.Name, want)
				}
			}
			if f.Name != "sarif" && !strings.Contains(b.String(), "naming/season_unseen") { // SARIF holds failures alone
				t.Errorf("the %s report does not say that naming/season_unseen was not evaluated", f.Name)
			}
		})
	}
}

// TestReportsTellCustomRulesApartByAMarkAlone renders the same verdicts as if the rules were
// built in: but for the mark, each format has to be the same.
func TestReportsTellCustomRulesApartByAMarkAlone(t *testing.T) {
	t.Parallel()
	custom, builtin := assessWithOwn(t), assessWithOwn(t)
	marked := 0
	for i := range builtin.Verdicts {
		if builtin.Verdicts[i].Rule.Custom {
			builtin.Verdicts[i].Rule.Custom = false
			marked++
		}
	}
	if marked != 2 {
		t.Fatalf("%d rules are marked as custom, want 2", marked)
	}
	builtin.Digests = custom.Digests // each run has a folder of its own
	for _, f := range report.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			var got, want bytes.Buffer
			for b, a := range map[*bytes.Buffer]*rego.Assessment{&got: custom, &want: builtin} {
				if err := report.Write(b, f.Name, a, report.Options{}); err != nil {
					t.Fatal(err)
				}
			}
			// JSON: the comma before the mark goes with it. Who reproduces a report has to name the rules.
			plain := strings.NewReplacer(" (custom)", "", " --rules our-rules", "", ",\n        \"custom\": true", "", ",\n      \"custom\": true", "").Replace(got.String())
			if plain != want.String() {
				t.Errorf("the %s report treats custom rules in another way than by a mark", f.Name)
			}
		})
	}
}
