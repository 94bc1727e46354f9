package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
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
	executable(t, program, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
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

// TestExampleProposesASnapshotOnlyWhereSomethingHasChanged runs the step of the example that
// compares a new snapshot with the one of the repository.
func TestExampleProposesASnapshotOnlyWhereSomethingHasChanged(t *testing.T) {
	t.Parallel()
	shell := bash(t)
	for _, tool := range []string{"git", "jq", "gunzip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: the step is not run", tool)
		}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../examples/workflows/snapshot-by-pull-request.yml")
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs struct {
			Snapshot struct {
				Steps []struct{ ID, Run string }
			}
		}
	}
	if err := yaml.Unmarshal(data, &workflow); err != nil {
		t.Fatal(err)
	}
	step := ""
	for _, s := range workflow.Jobs.Snapshot.Steps {
		if s.ID == "compare" {
			step = s.Run
		}
	}
	const inventory = "workspace: {id: acme}\nmembers:\n  - {email: member@acme.example, role: editor}\n"
	for name, tt := range map[string]struct {
		kept, inventory string // "" where no snapshot is kept
		want            string
	}{
		"the first":     {"", inventory, "changed=true\n"},
		"a week later":  {inventory, inventory, ""},
		"with a change": {inventory, strings.Replace(inventory, "editor", "admin", 1), "changed=true\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			leastwise := func(args ...string) {
				t.Helper()
				cmd := exec.CommandContext(t.Context(), exe, args...)
				cmd.Dir = dir
				cmd.Args[0] = "leastwise"
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%v: %v\n%s", args, err, out)
				}
			}
			write := func(name, text string) {
				t.Helper()
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			write(configName, "version: 1\nsources:\n  clay: {workspace: acme, inventory: clay.yaml}\n")
			git(t, dir, "init", "-q", ".")
			if tt.kept != "" {
				write("clay.yaml", tt.kept)
				leastwise("snapshot", "--taken-at", "2026-11-02", "-o", "snapshot.json")
				git(t, dir, "add", "snapshot.json")
			}
			write("clay.yaml", tt.inventory)
			leastwise("snapshot", "--taken-at", "2026-11-09", "-o", "taken.json.gz")
			write("output", "")
			if err := os.Symlink(exe, filepath.Join(dir, "leastwise")); err != nil {
				t.Skipf("no links here: %v", err)
			}
			cmd := exec.CommandContext(t.Context(), shell, "-e", "-c", step)
			cmd.Dir = dir
			cmd.Env = append(gitEnv(), "LEASTWISE="+filepath.Join(dir, "leastwise"), "SNAPSHOT=taken.json.gz", "GITHUB_OUTPUT=output")
			out, err := cmd.CombinedOutput()
			if got := read(t, filepath.Join(dir, "output")); err != nil || got != tt.want {
				t.Errorf("%v, %q, want %q\n%s", err, got, tt.want, out)
			}
		})
	}
}
