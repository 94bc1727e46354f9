//go:build unix

package evidence

import (
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestExecuteSaysHowAProgramEnded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		script    string
		out, talk string
		want      func(error) bool
	}{
		"well":             {"echo out; echo talk >&2", "out\n", "talk\n", func(err error) bool { return err == nil }},
		"with a status":    {"echo out; echo talk >&2; exit 7", "out\n", "talk\n", func(err error) bool { var exit *exec.ExitError; return errors.As(err, &exit) && exit.ExitCode() == 7 }},
		"at the limit":     {"printf 12345678", "12345678", "", func(err error) bool { return err == nil }},
		"beyond the limit": {"printf 123456789", "12345678", "", func(err error) bool { return errors.Is(err, ErrTooMuch) }},
	} {
		out, talk, err := Execute(t.Context(), 8, "sh", "-c", test.script)
		if string(out) != test.out || string(talk) != test.talk || !test.want(err) {
			t.Errorf("%s: %q, %q, %v", name, out, talk, err)
		}
	}
	if _, _, err := Execute(t.Context(), 8, "/no/such/program"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no program: %v", err)
	}
	if _, talk, err := Execute(t.Context(), 8, "sh", "-c", "yes talk | head -c 100000 >&2"); len(talk) != maxTalkBytes || err != nil {
		t.Errorf("%d bytes of talk, %v", len(talk), err)
	}
}

// A program is waited for, but not what it left running: that may hold the pipes for ever.
func TestExecuteDoesNotWaitForWhatAProgramLeavesRunning(t *testing.T) {
	t.Parallel()
	stop := errors.New("stopped")
	for name, test := range map[string]struct {
		script string
		want   error
	}{
		"it is done":    {"echo begun; sleep 60 &", nil},
		"it is stopped": {"echo begun; sleep 60; echo end", stop},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			if test.want != nil {
				time.AfterFunc(100*time.Millisecond, func() { cancel(test.want) })
			}
			type result struct {
				out string
				err error
			}
			ended := make(chan result, 1)
			go func() {
				out, _, err := Execute(ctx, 100, "sh", "-c", test.script)
				ended <- result{string(out), err}
			}()
			select {
			case got := <-ended:
				if !errors.Is(got.err, test.want) || test.want == nil && got.out != "begun\n" || strings.Contains(got.out, "end") {
					t.Errorf("%q, %v", got.out, got.err)
				}
			case <-time.After(30 * time.Second): // less than what is left running
				t.Fatal("it is waited for")
			}
		})
	}
}
