package report

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every question of docs/auditors.md is answered under a heading that the report has, with
// something below it.
func TestAuditorsQuestionsAreAnsweredWhereTheDocumentSays(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join("..", "docs", "auditors.md"))
	if err != nil {
		t.Fatal(err)
	}
	a, earlier := readGolden(t, "acme"), readGolden(t, "acme")
	earlier.TakenAt = "2026-10-02T09:00:00Z"
	if err := a.Compare(earlier); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(render(t, "markdown", a, Options{})), "\n")
	questions := regexp.MustCompile("(?m)^\\| (\\d+) \\| [^|]+\\? \\| `(#+ [^`]+)` \\|").FindAllStringSubmatch(string(doc), -1)
	if len(questions) != 10 {
		t.Fatalf("%d questions", len(questions))
	}
	for _, q := range questions {
		found := false
		for i, line := range lines {
			exact := line == q[2] || strings.HasSuffix(q[2], ": ") && strings.HasPrefix(line, q[2])
			if exact && i+2 < len(lines) && lines[i+2] != "" {
				found = true
			}
		}
		if !found {
			t.Errorf("question %s: the report has no heading %q with something below", q[1], q[2])
		}
	}
	all := strings.Join(lines, "\n")
	for _, answer := range []string{
		"| `jonas.lindqvist@acme.com` | `Jonas Lindqvist` | `admin` (written `Admin`) | `active` | `2020-09-01` |", // 1
		"| `ViewAllData` | `permission set` `Clay_Legacy_Sync`",                                                    // 2
		"until `2026-12-15` by `maya.okafor@acme.com`",                                                             // 4
		"| `salesforce.logins` | `unavailable` |",                                                                  // 5
		"| Snapshot digest | `sha256:",                                                                             // 7
		"| 140 | 92 |",                                                                                             // 8
		"| still there | `2026-10-02` |",                                                                           // 10
	} {
		if !strings.Contains(all, answer) {
			t.Errorf("%q is not in the report", answer)
		}
	}
}

// The report of a real company renders as it is meant to: no broken table, no raw marker.
func TestMarkdownOfTheCompaniesRendersWhole(t *testing.T) {
	t.Parallel()
	for _, company := range []string{"acme", "tidy"} {
		source := render(t, "markdown", readGolden(t, company), Options{})
		got := parseMarkdown(t, source)
		if m := linked.FindString(got.outside); m != "" {
			t.Errorf("%s: %q stands outside code", company, m)
		}
		for _, marker := range []string{"|", "**", "`", "[!", "---", "<", "##"} {
			if strings.Contains(strings.ReplaceAll(got.outside, "[!WARNING]", ""), marker) {
				t.Errorf("%s: raw marker %q shows", company, marker)
			}
		}
		rows := regexp.MustCompile(`(?m)^\|`).FindAllString(string(source), -1)
		heads := got.kinds["TableHeader"]
		if n := got.kinds["TableRow"] + 2*heads; n != len(rows) {
			t.Errorf("%s: %d lines of tables, of which %d became rows", company, len(rows), n)
		}
		if heads < 10 {
			t.Errorf("%s: only %d tables", company, heads)
		}
	}
}
