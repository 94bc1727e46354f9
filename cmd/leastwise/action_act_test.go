package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var actOutputs = regexp.MustCompile(`(?m)\| OUT (status=.*)$`)

// TestActionRunsEndToEnd runs the action as a workflow does: a released binary is installed by
// its checksum, once per case, and built from source in the last.
func TestActionRunsEndToEnd(t *testing.T) {
	t.Parallel()
	act := goTool(t, "github.com/nektos/act", "v0.2.89")
	bash(t)
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	if dir := t.TempDir(); strings.ContainsAny(dir, " \t'\"\\") {
		t.Skipf("act cannot run a step below %q: it takes the path of a script apart at spaces and quotes", dir)
	}
	released, path := releasedAction(t)
	source, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		company, with, event string
		edit                 func(t *testing.T, dir string)
		refuse, source       bool
		ok                   bool
		outputs              string // "" takes any
		said                 []string
		asked, notAsked      []string
	}{
		"clean": {
			company: "tidy", with: "issues: rule", ok: true,
			outputs: "status=0 findings=0 critical=0 sarif=leastwise.sarif markdown=leastwise.md snapshot=snapshot.json.gz",
			said:    []string{"# Leastwise report", "upload alerts of leastwise/clay/acme-gtm/"},
			asked:   []string{"POST /repos/acme/gtm/code-scanning/sarifs", "GET /repos/acme/gtm/issues"}, notAsked: []string{"POST /repos/acme/gtm/issues"},
		},
		"findings": {
			company: "acme", with: "issues: rule, formats: text", ok: false,
			said: []string{"| OUT status=1 ", "sarif= markdown= snapshot=snapshot.json.gz", "exit status 1", "open issue"}, asked: []string{"POST /repos/acme/gtm/issues"},
		},
		"findings below the gate, without uploads": {
			company: "acme", with: "fail-on: none, upload-sarif: false, summary: false, allow-incomplete: true", ok: true,
			said: []string{"| OUT status=0 "}, notAsked: []string{"POST /repos/acme/gtm/code-scanning/sarifs", "GET /repos/acme/gtm/issues"},
		},
		"a pull request": {
			company: "acme", with: "comment: true", event: "pull_request", ok: false,
			said: []string{"write the comment on the pull request"}, asked: []string{"POST /repos/acme/gtm/issues/7/comments"},
		},
		"incomplete": {
			company: "tidy", ok: false, edit: func(t *testing.T, dir string) {
				replaceIn(t, filepath.Join(dir, "leastwise.yaml"), "  roster:\n    csv: roster.csv\n    csv_observed_at: 2026-11-01 # exported from the HR system\n", "")
			},
			with: "fail-on: none", said: []string{"| OUT status=3 ", "exit status 3"},
		},
		"broken configuration": {
			company: "tidy", ok: false, edit: func(t *testing.T, dir string) {
				replaceIn(t, filepath.Join(dir, "leastwise.yaml"), "version: 1", "version: 1\nsorces: {}")
			},
			with: "issues: rule", outputs: "status=2 findings= critical= sarif= markdown= snapshot=", said: []string{"sorces", "exit status 2"},
			notAsked: []string{"POST /repos/acme/gtm/code-scanning/sarifs", "GET /repos/acme/gtm/issues"},
		},
		"GitHub refuses": {
			company: "tidy", with: "issues: rule", refuse: true, ok: false, said: []string{"| OUT status=0 ", "security-events: write", "exit status 2"},
		},
		"an input that is no choice": {company: "tidy", with: "allow-incomplete: perhaps", ok: false, said: []string{"neither true nor false"}},
		"a snapshot, built from source": {
			company: "tidy", with: "snapshot: snapshot.json, version: source, upload-sarif: false", source: true, ok: true,
			outputs: "status=0 findings=0 critical=0 sarif=leastwise.sarif markdown=leastwise.md snapshot=snapshot.json",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			action := released
			if tt.source {
				action = source
			}
			with := tt.with
			if !strings.Contains(with, "snapshot:") { // a snapshot has its own clock
				with += ", args: --taken-at=2026-11-02T09:00:00Z"
			}
			r := newActRepo(t, act, action, path, tt.company, with, tt.edit)
			r.refuse = tt.refuse
			event := tt.event
			if event == "" {
				event = "push"
			}
			log, ok := r.run(t, event)
			if ok != tt.ok {
				t.Errorf("the job succeeded: %v, want %v", ok, tt.ok)
			}
			if m := actOutputs.FindStringSubmatch(log); tt.outputs != "" && (m == nil || strings.TrimSpace(m[1]) != tt.outputs) {
				t.Errorf("outputs %q, want %q", m, tt.outputs)
			}
			for _, s := range tt.said {
				if !strings.Contains(log, s) {
					t.Errorf("the log lacks %q", s)
				}
			}
			for _, s := range tt.asked {
				if !slices.Contains(r.asked, s) {
					t.Errorf("GitHub was not asked %s: %v", s, r.asked)
				}
			}
			for _, s := range tt.notAsked {
				if slices.Contains(r.asked, s) {
					t.Errorf("GitHub was asked %s", s)
				}
			}
			if strings.Contains(log, "token-of-the-test") {
				t.Error("the token is in the log")
			}
			if t.Failed() {
				t.Logf("log:\n%s", log)
			}
		})
	}
}

func replaceIn(t *testing.T, file, old, new string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(data), old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// releasedAction is the action as a release has it, with the checksum of a binary built here,
// and a folder for PATH whose curl serves that binary.
func releasedAction(t *testing.T) (action, path string) {
	t.Helper()
	dir := t.TempDir()
	action, path = filepath.Join(dir, "action"), filepath.Join(dir, "path")
	binary := filepath.Join(dir, "binary")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-X main.release=v9.9.9", "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	sums := fmt.Sprintf("%x  leastwise_v9.9.9_%s_%s\n", sha256.Sum256(data), runtime.GOOS, runtime.GOARCH)
	curl := "#!/bin/sh\nwhile [ \"$1\" != --output ]; do shift; done\ncp \"${0%/*}/../binary\" \"$2\"\n"
	executable(t, filepath.Join(path, "curl"), curl)
	if err := errors.Join(os.MkdirAll(action, 0o755), os.WriteFile(filepath.Join(action, "checksums.txt"), []byte(sums), 0o644)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"action.yml", "install.sh"} {
		data, err := os.ReadFile("../../" + name)
		if err == nil {
			err = os.WriteFile(filepath.Join(action, name), data, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return action, path
}
