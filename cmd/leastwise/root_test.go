package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func TestConcludeTurnsErrorsIntoStatuses(t *testing.T) {
	t.Parallel()
	stopped := func(sig os.Signal) context.Context {
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(interruption{sig})
		return ctx
	}
	live := context.Background()
	for name, tt := range map[string]struct {
		ctx    context.Context
		err    error
		want   status
		stderr string
	}{
		"success":                       {live, nil, statusOK, ""},
		"findings":                      {live, verdictError(statusFindings), statusFindings, ""},
		"incomplete":                    {live, verdictError(statusIncomplete), statusIncomplete, ""},
		"any error":                     {live, errors.New("read x: gone"), statusError, "leastwise: read x: gone\n"},
		"usage":                         {live, &usageError{"leastwise scan", "bad"}, statusError, "leastwise: bad\nleastwise: run \"leastwise scan --help\"\n"},
		"an error of two lines":         {live, errors.New("a\n::error::b"), statusError, "leastwise: a\\n::error::b\n"},
		"Ctrl-C":                        {stopped(os.Interrupt), context.Canceled, statusInterrupted, "leastwise: stopped by interrupt: nothing written\n"},
		"SIGTERM":                       {stopped(syscall.SIGTERM), errors.New("x"), statusTerminated, "leastwise: stopped by terminated: nothing written\n"},
		"Ctrl-C while publishing":       {stopped(os.Interrupt), fmt.Errorf("x: %w", &underwayError{errors.New("send: stopped")}), statusInterrupted, "leastwise: stopped by interrupt: what was published until then stays\n"},
		"refused while publishing":      {live, &underwayError{errors.New("GitHub answered 403")}, statusError, "leastwise: GitHub answered 403\n"},
		"incomplete while publishing":   {live, &underwayError{verdictError(statusIncomplete)}, statusIncomplete, ""},
		"stopped when all was written":  {stopped(os.Interrupt), verdictError(statusFindings), statusFindings, ""},
		"stopped when nothing was left": {stopped(os.Interrupt), nil, statusOK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stderr bytes.Buffer
			if got := conclude(tt.ctx, streams{err: &stderr}, tt.err); got != tt.want {
				t.Errorf("status %d, want %d", got, tt.want)
			}
			if stderr.String() != tt.stderr {
				t.Errorf("stderr %q, want %q", stderr.String(), tt.stderr)
			}
		})
	}
}

func TestSignalStopsTheRunAndLeavesNoFile(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signal to send to another process")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for sig, want := range map[syscall.Signal]status{syscall.SIGINT: statusInterrupted, syscall.SIGTERM: statusTerminated} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			out := filepath.Join(dir, "out.sarif")
			// argv[0] makes TestMain run the program instead of the tests.
			cmd := &exec.Cmd{Path: exe, Args: []string{"leastwise", "report", "-", "--report", "sarif=" + out}, Dir: dir}
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			// More than a pipe holds: when all of it is written the program is up and reading.
			if _, err := io.WriteString(stdin, strings.Repeat(" ", 1<<20)); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			err = cmd.Wait()
			if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != int(want) {
				t.Errorf("ended with %v, want status %d; stderr: %s", err, want, stderr.String())
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}
