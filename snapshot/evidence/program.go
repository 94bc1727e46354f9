package evidence

import (
	"context"
	"errors"
	"os/exec"
	"time"
)

// ErrTooMuch is a program that printed more than it may.
var ErrTooMuch = errors.New("printed more than is read")

const (
	maxTalkBytes = 64 << 10    // of what a program says on stderr
	programDelay = time.Second // for a child that keeps the pipes open when the program is gone
)

// Execute runs a program without a shell until it ends or ctx does, and returns what it printed:
// of stdout at most limit bytes, of stderr its beginning. The error is the cause of ctx where that
// ended, an *exec.ExitError where the program did not succeed, ErrTooMuch, or why it cannot be run.
func Execute(ctx context.Context, limit int, name string, args ...string) (out, talk []byte, err error) {
	stdout, stderr := &bounded{limit: limit}, &bounded{limit: maxTalkBytes}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.WaitDelay = programDelay
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, exec.ErrWaitDelay): // the program is done, whatever it left running
		err = nil
	}
	if err == nil && stdout.cut {
		err = ErrTooMuch
	}
	return stdout.data, stderr.data, err
}

// bounded keeps what a program prints, up to a limit; what follows is dropped and known to be.
// It has no other way in than Write: a buffer that could be read into would not count.
type bounded struct {
	data  []byte
	limit int
	cut   bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - len(b.data)
	b.cut = b.cut || len(p) > room
	b.data = append(b.data, p[:min(room, len(p))]...)
	return len(p), nil
}
