//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// program is a command line of the program itself: argv[0] makes TestMain run it instead of
// the tests.
func program(t testing.TB, dir string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &exec.Cmd{Path: exe, Args: append([]string{"leastwise"}, args...), Dir: dir}
}

// workplace is a folder with a company that has a finding, and the snapshot and assessment of it.
func workplace(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		configName: "version: 1\nsources:\n  clay: {workspace: acme, inventory: clay.yaml}\n  roster: {csv: roster.csv}\n",
		"clay.yaml": "workspace: {id: acme}\nmembers:\n" +
			"  - {email: member@acme.example, role: editor}\n",
		"roster.csv": "email,status\nmember@acme.example,terminated\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"snapshot", "-o", "kept.json"}, {"scan", "kept.json", "--format", "json", "-o", "assessment.json"}} {
		var exit *exec.ExitError
		if out, err := program(t, dir, args...).CombinedOutput(); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
	}
	return dir
}

// TestKilledRunLeavesTheOldFileOrTheNewOne kills snapshot, scan and report without warning at
// 17 moments each: every other one at random, spread over the time that a run takes, and the
// rest as soon as its temporary file is there.
func TestKilledRunLeavesTheOldFileOrTheNewOne(t *testing.T) {
	t.Parallel()
	const points = 17
	random := rand.New(rand.NewPCG(1, 2))
	var mu sync.Mutex
	for name, args := range map[string][]string{
		"snapshot": {"snapshot", "-o", "out.json"},
		"scan":     {"scan", "--report", "sarif=out.json"},
		"report":   {"report", "assessment.json", "--report", "sarif=out.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := workplace(t)
			out := filepath.Join(dir, "out.json")
			start := time.Now()
			err := program(t, dir, args...).Run()
			whole := time.Since(start)
			if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
				t.Fatal(err)
			}
			killed, old, fresh, parts := 0, 0, 0, 0
			for i := range points {
				const before = "old\n"
				if err := os.WriteFile(out, []byte(before), 0o600); err != nil {
					t.Fatal(err)
				}
				cmd := program(t, dir, args...)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				mu.Lock()
				jitter := random.Float64()
				mu.Unlock()
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					_ = cmd.Wait() // the state tells
				}()
				if i%2 == 0 {
					time.Sleep(time.Duration((float64(i) + jitter) / points * float64(whole)))
				} else {
					writing(t, dir, ended)
				}
				_ = cmd.Process.Kill() // it may be over already
				if <-ended; cmd.ProcessState.ExitCode() == -1 {
					killed++
				}
				switch data, err := os.ReadFile(out); {
				case err != nil:
					t.Fatal(err)
				case string(data) == before:
					old++
				case json.Valid(data) && bytes.HasSuffix(data, []byte("}\n")):
					fresh++
				default:
					t.Fatalf("kill %d left a part: %.80q", i, data)
				}
				for _, left := range temporary(t, dir) {
					info, err := os.Stat(left)
					if err != nil {
						t.Fatal(err)
					}
					if data := read(t, left); info.Mode().Perm() != 0o600 && !json.Valid([]byte(data)) {
						t.Errorf("the temporary file %s has mode %v before it is whole", left, info.Mode().Perm())
					}
					parts++
					if err := os.Remove(left); err != nil {
						t.Fatal(err)
					}
				}
			}
			if killed == 0 {
				t.Error("no run was killed: nothing was shown")
			}
			t.Logf("%d of %d runs killed, %d left the old file, %d the new one, %d while they wrote", killed, points, old, fresh, parts)
		})
	}
}

// temporary are the files beside out.json that a run writes before it renames.
func temporary(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, ".out.json.*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// writing waits until a run writes, or has ended.
func writing(t *testing.T, dir string, ended chan struct{}) {
	t.Helper()
	for len(temporary(t, dir)) == 0 {
		select {
		case <-ended:
			return
		case <-time.After(20 * time.Microsecond):
		}
	}
}

// TestTargetsThatCannotBeWrittenAreErrors runs the program where the disk is full, a file may
// not grow, the folder is read-only and the target is no place for a file.
func TestTargetsThatCannotBeWrittenAreErrors(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell to set limits with")
	}
	dir := workplace(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// run is sh in dir, with the program linked as ./leastwise: its name says what it is.
	if err := os.Symlink(exe, filepath.Join(dir, "leastwise")); err != nil {
		t.Fatal(err)
	}
	space := exec.Command("unshare", "-rm", "sh", "-c", "mkdir -p full && mount -t tmpfs -o size=4k tmpfs full")
	space.Dir = dir
	namespaces := space.Run() == nil
	for name, tt := range map[string]struct {
		script, want string
		namespace    bool
	}{
		"a file that may not grow":        {"ulimit -f 1; exec ./leastwise snapshot -o out.json", "file too large", false},
		"a report that may not grow":      {"ulimit -f 1; exec ./leastwise report assessment.json --report sarif=out.json", "file too large", false},
		"a stdout that may not grow":      {"ulimit -f 1; exec ./leastwise report assessment.json --format sarif > stdout.txt", "write to stdout", false},
		"a folder that is not there":      {"exec ./leastwise snapshot -o nowhere/out.json", "its folder does not exist", false},
		"a folder as the target":          {"mkdir -p folder; exec ./leastwise snapshot -o folder", "is a directory", false},
		"a file for a folder":             {"exec ./leastwise snapshot -o clay.yaml/out.json", "not a directory", false},
		"a full disk":                     {"mkdir -p full; mount -t tmpfs -o size=4k tmpfs full && exec ./leastwise scan --report sarif=full/out.json", "no space left", true},
		"a full disk for the snapshot":    {"mkdir -p full; mount -t tmpfs -o size=4k tmpfs full && exec ./leastwise snapshot -o full/out.json", "no space left", true},
		"a read-only disk":                {"mkdir -p ro; mount -t tmpfs -o ro tmpfs ro && exec ./leastwise snapshot -o ro/out.json", "read-only file system", true},
		"a read-only disk for one of two": {"mkdir -p ro; mount -t tmpfs -o ro tmpfs ro && exec ./leastwise scan --report sarif=out.json --report json=ro/out.json", "read-only file system", true},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.namespace && !namespaces {
				t.Skip("no mount namespaces here")
			}
			out := filepath.Join(dir, "out.json")
			if err := os.WriteFile(out, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			args := []string{shell, "-c", tt.script}
			if tt.namespace {
				args = append([]string{"unshare", "-rm"}, args...)
			}
			cmd := exec.Command(args[0], args[1:]...)
			cmd.Dir = dir
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			err := cmd.Run()
			if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != int(statusError) {
				t.Errorf("ended with %v, want status %d; stderr: %s", err, statusError, stderr.String())
			}
			if !strings.Contains(stderr.String(), tt.want) {
				t.Errorf("stderr %q does not say %q", stderr.String(), tt.want)
			}
			if got := read(t, out); got != "old" {
				t.Errorf("the old file became %.80q", got)
			}
			for _, left := range entries(t, dir) {
				if strings.HasPrefix(left, ".out.json.") {
					t.Errorf("left behind: %s", left)
				}
			}
		})
	}
}

// TestManyRunsAtOnceLeaveOneWholeFile lets eight runs write to one place, each of which collects,
// judges or renders at the same time. The file is that of a run alone, byte for byte.
func TestManyRunsAtOnceLeaveOneWholeFile(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"snapshot": {"snapshot", "--taken-at", "2026-11-02T09:00:00Z", "-o", "out.json"},
		"scan":     {"scan", "--taken-at", "2026-11-02T09:00:00Z", "--save-snapshot", "kept.json", "--report", "json=out.json", "--fail-on", "none", "--allow-incomplete"},
		"report":   {"report", "assessment.json", "--report", "sarif=out.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := workplace(t)
			out := filepath.Join(dir, "out.json")
			if got, err := program(t, dir, args...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, got)
			}
			alone := read(t, out)
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					if got, err := program(t, dir, args...).CombinedOutput(); err != nil {
						t.Errorf("%v: %s", err, got)
					}
				})
			}
			all.Wait()
			if data := read(t, out); data != alone || !json.Valid([]byte(data)) {
				t.Errorf("not the file of a run alone: %.80q", data)
			}
			for _, left := range entries(t, dir) {
				if strings.HasPrefix(left, ".") {
					t.Errorf("left behind: %s", left)
				}
			}
		})
	}
}
