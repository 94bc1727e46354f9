//go:build unix

package main

import (
	"bytes"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSignalStopsWhateverTheRunIsDoing stops a run that waits for a program, that waits for a
// service, and that evaluates a rule: each would go on for a minute. It ends with the status of
// its signal, without a file, a panic or a part of a report.
func TestSignalStopsWhateverTheRunIsDoing(t *testing.T) {
	t.Parallel()
	// begun is told that the run does what it is to be stopped at.
	for name, tt := range map[string]struct {
		prepare func(t *testing.T, dir string, begun chan<- struct{})
		args    []string
	}{
		"a program that hangs": {func(t *testing.T, dir string, begun chan<- struct{}) {
			executable(t, filepath.Join(dir, "clay"), "#!/bin/sh\ntouch begun\nexec sleep 60\n")
			put(t, dir, configName, "version: 1\nsources:\n  clay: {workspace: acme, inventory: clay.yaml, cli: {path: ./clay}}\n")
			put(t, dir, "clay.yaml", "workspace: {id: acme}\nmembers: []\n")
			go await(filepath.Join(dir, "begun"), begun)
		}, []string{"snapshot", "-o", "out.json"}},
		"a program that hangs in another": {func(t *testing.T, dir string, begun chan<- struct{}) { // sf is a script that starts node
			executable(t, filepath.Join(dir, "sf"), "#!/bin/sh\ntouch begun\nsleep 60\n")
			put(t, dir, configName, "version: 1\nsources:\n  salesforce:\n    org: {auth: {flow: sf_cli, alias: prod}}\n    integration_users: [clay@acme.com]\n")
			go await(filepath.Join(dir, "begun"), begun)
		}, []string{"snapshot", "-o", "out.json"}},
		"a service that hangs": {func(t *testing.T, dir string, begun chan<- struct{}) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = listener.Close() })
			go func() {
				if conn, err := listener.Accept(); err == nil {
					defer conn.Close()
					_, _ = conn.Read(make([]byte, 1)) // the question has come; there is no answer
					close(begun)
					_, _ = conn.Read(make([]byte, 1<<20))
					time.Sleep(time.Minute)
				}
			}()
			put(t, dir, configName, "version: 1\nsources:\n  roster: {scim: {url: 'http://"+listener.Addr().String()+"/scim', token: file:token}}\n")
			put(t, dir, "token", "t")
		}, []string{"scan", "--report", "sarif=out.sarif"}},
		"a rule that does not end": {func(t *testing.T, dir string, begun chan<- struct{}) {
			put(t, dir, configName, "version: 1\nsources:\n  clay: {workspace: acme, inventory: clay.yaml}\n")
			put(t, dir, "clay.yaml", "workspace: {id: acme}\nmembers: []\n")
			put(t, dir, "rules/budget/slow/slow.rego", `# METADATA
# title: Slow
# description: It counts for ever.
# custom:
#   severity: low
#   needs: [clay.members]
#   remediation: Wait.
package rules.budget.slow

findings contains finding if {
	some a in numbers.range(1, 1000)
	some b in numbers.range(1, 1000)
	some c in numbers.range(1, 1000)
	a + b + c == 0
	finding := {"subject": {"kind": "clay.member", "id": "x"}, "message": "is slow"}
}
`)
			time.AfterFunc(2*time.Second, func() { close(begun) }) // nothing outside tells that a rule is evaluated
		}, []string{"scan", "--rules", "rules", "--report", "sarif=out.sarif", "--save-snapshot", "out.json"}},
	} {
		for sig, want := range map[syscall.Signal]status{syscall.SIGINT: statusInterrupted, syscall.SIGTERM: statusTerminated} {
			t.Run(name+"/"+sig.String(), func(t *testing.T) {
				t.Parallel()
				dir, begun := t.TempDir(), make(chan struct{})
				tt.prepare(t, dir, begun)
				before := len(entries(t, dir))
				cmd := program(t, dir, tt.args...)
				cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
				var stdout, stderr bytes.Buffer
				cmd.Stdout, cmd.Stderr = &stdout, &stderr
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				ended := make(chan error, 1)
				go func() { ended <- cmd.Wait() }()
				select {
				case err := <-ended:
					t.Fatalf("ended before it was stopped: %v: %s", err, stderr.String())
				case <-begun:
				}
				told := time.Now()
				if err := cmd.Process.Signal(sig); err != nil {
					t.Fatal(err)
				}
				var err error
				select {
				case err = <-ended:
				case <-time.After(30 * time.Second): // less than what each would wait for by itself
					_ = cmd.Process.Kill()
					t.Fatal("goes on after its signal")
				}
				t.Logf("ended %v after the signal", time.Since(told).Round(time.Millisecond))
				if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != int(want) {
					t.Errorf("ended with %v, want status %d; stderr: %s", err, want, stderr.String())
				}
				if stdout.Len() > 0 || strings.Contains(stderr.String(), "goroutine ") {
					t.Errorf("stdout %q, stderr %q", stdout.String(), stderr.String())
				}
				left := entries(t, dir)
				if extra := len(left) - before; extra > 1 || extra == 1 && !strings.Contains(strings.Join(left, " "), "begun") {
					t.Errorf("left behind: %q", left)
				}
			})
		}
	}
}

// TestStoppedPublicationSaysThatWhatItSentStays stops a run that has set outputs and waits for
// GitHub.
func TestStoppedPublicationSaysThatWhatItSentStays(t *testing.T) {
	t.Parallel()
	dir, begun, done := workplace(t), make(chan struct{}), make(chan struct{})
	hub := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(begun)
		<-done
	}))
	t.Cleanup(hub.Close)
	t.Cleanup(func() { close(done) })
	cmd := program(t, dir, "publish", "assessment.json", "--outputs", "--issues", "rule", "--dry-run=false", "--repository", "acme/gtm")
	cmd.Env = append(os.Environ(), "GITHUB_API_URL="+hub.URL, "GITHUB_TOKEN=token", "GITHUB_OUTPUT="+filepath.Join(dir, "outputs"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-begun:
	case <-time.After(30 * time.Second):
		_ = cmd.Process.Kill()
		t.Fatalf("asks nobody: %s", stderr.String())
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != int(statusTerminated) {
		t.Errorf("ended with %v", err)
	}
	if got := stderr.String(); got != "leastwise: stopped by terminated: what was published until then stays\n" {
		t.Errorf("stderr %q", got)
	}
	if got := read(t, filepath.Join(dir, "outputs")); !strings.Contains(got, "findings=1") {
		t.Errorf("the outputs are %q", got)
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// await closes begun when there is a file at path.
func await(path string, begun chan<- struct{}) {
	for {
		if _, err := os.Stat(path); err == nil {
			close(begun)
			return
		}
		time.Sleep(time.Millisecond)
	}
}
