package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// runStep runs the text of a step of action.yml as a runner does, and returns how it ended, what it
// said and the folder that it ran in.
func runStep(t *testing.T, name string, env map[string]string) (status int, said, dir string) {
	t.Helper()
	shell := bash(t)
	dir = t.TempDir()
	for _, step := range readAction(t).Runs.Steps {
		if step.Name != name {
			continue
		}
		script := filepath.Join(dir, "step.sh")
		if err := os.WriteFile(script, []byte(step.Run), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), shell, "--noprofile", "--norc", "-e", "-o", "pipefail", script)
		cmd.Dir = dir
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "RUNNER_TEMP=" + dir, "GITHUB_OUTPUT=" + filepath.Join(dir, "output")}
		for name, value := range env {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		out, err := cmd.CombinedOutput()
		exit := (*exec.ExitError)(nil)
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return cmd.ProcessState.ExitCode(), string(out), dir
	}
	t.Fatalf("action.yml has no step %s", name)
	return 0, "", ""
}

func TestActionIsGreenOnlyWhenTheScanAndPublishingSucceeded(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		scan, publish string
		want          int
	}{
		{"0", "0", 0},
		{"0", "3", 0}, // what was not uploaded for want of evidence, somebody accepted with allow-incomplete
		{"1", "0", 1},
		{"3", "3", 3},
		{"1", "137", 1},
		{"0", "1", 2},
		{"0", "2", 2},
		{"0", "130", 2},
		{"0", "137", 2}, // out of memory
		{"0", "143", 2},
		{"0", "", 2},
		{"", "", 2},
		{"", "0", 2},
	} {
		if got, _, _ := runStep(t, "Conclude", map[string]string{"SCAN": tt.scan, "PUBLISH": tt.publish}); got != tt.want {
			t.Errorf("scan %q, publish %q: the step ends with %d, want %d", tt.scan, tt.publish, got, tt.want)
		}
	}
}

func TestActionTakesFormatsOverSeveralLines(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "leastwise")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nprintf '%s\\n' \"$@\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, formats := range []string{"sarif,markdown,html", "sarif, markdown, html", "sarif\nmarkdown\nhtml\n", "sarif,\n markdown,\n html", "sarif\r\nmarkdown\r\nhtml"} {
		status, said, _ := runStep(t, "Scan", map[string]string{
			"LEASTWISE": program, "CONFIG": "leastwise.yaml", "SNAPSHOT": "", "FORMATS": formats, "FAIL_ON": "medium", "ALLOW_INCOMPLETE": "false", "CATEGORY": "", "MORE_ARGS": "",
		})
		var asked []string
		for line := range strings.Lines(said) {
			if format, _, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(format, "-") && format != "json" {
				asked = append(asked, format)
			}
		}
		if got := strings.Join(asked, " "); status != 0 || got != "sarif markdown html" {
			t.Errorf("%q asks for %q and ends with %d: %s", formats, got, status, said)
		}
	}
}
