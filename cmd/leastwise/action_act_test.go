package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// actRepo is a repository of a company that uses the action, run by act without containers:
// the steps run on this machine, and "GitHub" is a server of the test.
type actRepo struct {
	act, dir, action, path string
	api                    *httptest.Server

	mu     sync.Mutex
	asked  []string
	refuse bool // answer every upload with 403
}

const actWorkflow = `
name: scan
on: [push, pull_request]
jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - id: leastwise
        uses: leastwise/leastwise@v0
        with: {working-directory: gtm, WITH}
      - if: always()
        env:
          STATUS: ${{ steps.leastwise.outputs.status }}
          FINDINGS: ${{ steps.leastwise.outputs.findings }}
          CRITICAL: ${{ steps.leastwise.outputs.critical }}
          SARIF: ${{ steps.leastwise.outputs.sarif-file }}
          MARKDOWN: ${{ steps.leastwise.outputs.markdown-file }}
          SNAPSHOT: ${{ steps.leastwise.outputs.snapshot-file }}
        run: |
          echo "OUT status=$STATUS findings=$FINDINGS critical=$CRITICAL sarif=${SARIF##*/} markdown=${MARKDOWN##*/} snapshot=${SNAPSHOT##*/}"
          for file in "$SARIF" "$MARKDOWN" "$SNAPSHOT"; do if [ -n "$file" ]; then test -s "$file"; fi; done
`

// newActRepo has the files of company in the folder gtm, changed as edit says.
func newActRepo(t *testing.T, act, action, path, company, with string, edit func(t *testing.T, dir string)) *actRepo {
	t.Helper()
	r := &actRepo{act: act, action: action, path: path, dir: t.TempDir()}
	repo := filepath.Join(r.dir, "repo")
	if err := errors.Join(os.MkdirAll(filepath.Join(repo, ".github/workflows"), 0o755), os.MkdirAll(filepath.Join(r.dir, "home"), 0o755),
		os.CopyFS(filepath.Join(repo, "gtm"), os.DirFS("../../testdata/"+company)),
		os.WriteFile(filepath.Join(repo, ".github/workflows/scan.yml"), []byte(strings.Replace(actWorkflow, "WITH", with, 1)), 0o644),
		os.WriteFile(filepath.Join(r.dir, "event.json"), []byte(`{"number":7,"pull_request":{"number":7,"head":{"ref":"x"},"base":{"ref":"main"}}}`), 0o644)); err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(t, filepath.Join(repo, "gtm"))
	}
	for _, args := range [][]string{
		{"init", "-q", "-b", "main", "."}, {"add", "-A"}, {"-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "state"},
		{"remote", "add", "origin", "https://github.com/acme/gtm.git"},
	} {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Dir = repo
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	r.api = httptest.NewServer(r)
	t.Cleanup(r.api.Close)
	return r
}

func (r *actRepo) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	what := req.Method + " " + req.URL.Path
	r.asked = append(r.asked, what)
	w.Header().Set("Content-Type", "application/json")
	switch {
	case r.refuse:
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"message":"Resource not accessible by integration"}`)
	case what == "POST /repos/acme/gtm/code-scanning/sarifs":
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprint(w, `{"id":"u1"}`)
	case strings.HasPrefix(what, "GET /repos/acme/gtm/code-scanning/sarifs/"):
		fmt.Fprint(w, `{"processing_status":"complete"}`)
	case req.Method == "GET":
		fmt.Fprint(w, `[]`)
	default:
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"number":1,"id":1}`)
	}
}

// run plays the event; it returns the log and whether the job succeeded.
func (r *actRepo) run(t *testing.T, event string) (string, bool) {
	t.Helper()
	args := []string{event, "-P", "ubuntu-latest=-self-hosted", "--no-cache-server", "-s", "GITHUB_TOKEN=token-of-the-test",
		"--local-repository", "leastwise/leastwise@v0=" + r.action, "--env", "GITHUB_API_URL=" + r.api.URL}
	if event == "pull_request" {
		args = append(args, "-e", filepath.Join(r.dir, "event.json"))
	}
	cmd := exec.CommandContext(t.Context(), r.act, args...)
	cmd.Dir = filepath.Join(r.dir, "repo")
	// Steps run with the rights of this user: a HOME of their own keeps them out of ours.
	cmd.Env = []string{"PATH=" + r.path + ":" + os.Getenv("PATH"), "HOME=" + filepath.Join(r.dir, "home")}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB", "GOTOOLCHAIN"} {
		out, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(cmd.Env, name+"="+strings.TrimSpace(string(out)))
	}
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), err == nil
}

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
				replaceIn(t, filepath.Join(dir, "leastwise.yaml"), "  roster:\n    csv: roster.csv\n", "")
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
	curl := "#!/bin/sh\nwhile [ \"$1\" != --output ]; do shift; done\ncp '" + binary + "' \"$2\"\n"
	if err := errors.Join(os.MkdirAll(action, 0o755), os.MkdirAll(path, 0o755),
		os.WriteFile(filepath.Join(action, "checksums.txt"), []byte(sums), 0o644), os.WriteFile(filepath.Join(path, "curl"), []byte(curl), 0o755)); err != nil {
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
