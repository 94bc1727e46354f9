package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
		{"init", "-q", "-b", "main", "."}, {"add", "-A"}, {"commit", "-qm", "state"},
		{"remote", "add", "origin", "https://github.com/acme/gtm.git"},
	} {
		git(t, repo, args...)
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

// actStartedNothing is what act says of a step whose shell the kernel did not start. act gives each
// step a terminal of its own, and taking it as the controlling one is now and then refused: the step
// has not run, so its outcome says nothing of the action.
var actStartedNothing = regexp.MustCompile(`(?m)fork/exec \S+: operation not permitted$`)

// run plays the event; it returns the log and whether the job succeeded.
func (r *actRepo) run(t *testing.T, event string) (string, bool) {
	t.Helper()
	return playAgain(t, func() (string, bool) {
		r.mu.Lock()
		r.asked = nil
		r.mu.Unlock()
		return r.play(t, event)
	})
}

// playAgain plays a job of which act could not start a step again, twice at most; any other outcome stands.
func playAgain(t *testing.T, play func() (log string, ok bool)) (string, bool) {
	t.Helper()
	log, ok := play()
	for try := 1; try < 3 && !ok && actStartedNothing.MatchString(log); try++ {
		t.Logf("act could not start a step (try %d):\n%s", try, log)
		log, ok = play()
	}
	return log, ok
}

func (r *actRepo) play(t *testing.T, event string) (string, bool) {
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

func TestOnlyAStepThatActDidNotStartIsPlayedAgain(t *testing.T) {
	t.Parallel()
	const refused = "[scan/scan] fork/exec /usr/bin/bash: operation not permitted\n"
	for name, tt := range map[string]struct {
		logs []string // of the plays, the last of them for all that follow; only "passed" is a success
		want int      // plays
	}{
		"not started once":         {[]string{refused, "passed"}, 2},
		"never started":            {[]string{refused}, 3},
		"not started, then failed": {[]string{refused, "exit status 1\n"}, 2},
		"failed":                   {[]string{"exit status 1\n"}, 1},
		"passed":                   {[]string{"passed"}, 1},
		"refused within the step":  {[]string{"| git: operation not permitted\n"}, 1},
		"no such shell":            {[]string{"fork/exec /usr/bin/bash: no such file or directory\n"}, 1},
		"the words in a sentence":  {[]string{"| fork/exec /usr/bin/bash: operation not permitted here\n"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plays := 0
			last := tt.logs[len(tt.logs)-1]
			log, ok := playAgain(t, func() (string, bool) {
				plays++
				said := tt.logs[min(plays, len(tt.logs))-1]
				return said, said == "passed"
			})
			if plays != tt.want || log != last || ok != (last == "passed") {
				t.Errorf("%d plays, want %d; the outcome is %v, %q", plays, tt.want, ok, log)
			}
		})
	}
}
