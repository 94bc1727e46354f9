package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot"
)

// TestWhatNobodyKeepsIsNoGap is the company of somebody who writes down what can be known, and
// says of the rest that nobody keeps it: the scan passes, every report has the words, and all
// alerts can be uploaded. Less one declaration it is incomplete again.
func TestWhatNobodyKeepsIsNoGap(t *testing.T) {
	t.Parallel()
	const undeclared = "changes.rotated"
	words := map[string]string{
		"clay.key_usage": "no vendor tells us", "clay.contradictions": "nobody signs in to the CLI", "changes.new": "no snapshot is kept", undeclared: "nor compared",
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(company(t, "tidy"))); err != nil {
		t.Fatal(err)
	}
	removeKey(configName, "sources", "clay", "cli")(t, dir)
	removeKey(configName, "sources", "previous")(t, dir)
	edit(t, filepath.Join(dir, "clay.yaml"), regexp.MustCompile(`(?m)^ +last_used_at: .*\n`), "")
	block := "sources:\n  not_kept:\n"
	for section, why := range words {
		block += "    " + section + ": " + why + "\n"
	}
	edit(t, filepath.Join(dir, configName), regexp.MustCompile(`(?m)^sources:\n`), block)

	_, a := judge(t, dir, load(t, dir))
	if status := statusOf(a, "low", false); status != statusOK {
		t.Errorf("status %d, lacking: %+v", status, a.Incomplete())
	}
	for _, format := range report.Formats() {
		var b bytes.Buffer
		if err := report.Write(&b, format.Name, a, report.Options{}); err != nil {
			t.Fatal(err)
		}
		for section, why := range words {
			if !strings.Contains(b.String(), why) {
				t.Errorf("%s does not say why nobody keeps %s", format.Name, section)
			}
		}
		if format.Name == "sarif" && strings.Contains(b.String(), `"executionSuccessful": false`) {
			t.Error("alerts are held back for what nobody keeps")
		}
	}

	edit(t, filepath.Join(dir, configName), regexp.MustCompile(`(?m)^ +`+undeclared+`: .*\n`), "")
	_, a = judge(t, dir, load(t, dir))
	if status := statusOf(a, "low", false); status != statusIncomplete || len(a.Incomplete()) != 1 {
		t.Errorf("status %d, lacking: %+v", status, a.Incomplete())
	}
}

// What has to be kept cannot be declared away.
func TestOnlyWhatNobodyNeedsToKeepCanBeDeclared(t *testing.T) {
	t.Parallel()
	for _, section := range snapshot.Sections() {
		if slices.Contains([]string{"clay.key_usage", "clay.contradictions", "changes.new", "changes.rotated"}, section) {
			continue
		}
		dir := t.TempDir()
		text := "version: 1\nsources:\n  clay: {workspace: w}\n  not_kept:\n    " + section + ": too much work\n"
		if err := os.WriteFile(filepath.Join(dir, configName), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := loadConfig(filepath.Join(dir, configName)); err == nil || !strings.Contains(err.Error(), `leastwise.yaml:5: sources.not_kept: unknown key "`+section+`"`) {
			t.Errorf("%s: got %v", section, err)
		}
	}
}

func edit(t *testing.T, name string, what *regexp.Regexp, with string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !what.Match(data) {
		t.Fatalf("%s holds no %s", name, what)
	}
	if err := os.WriteFile(name, what.ReplaceAll(data, []byte(with)), 0o600); err != nil {
		t.Fatal(err)
	}
}
