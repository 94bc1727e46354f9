package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/term"
)

// streams are what a command reads and writes: out holds the product, err the talk.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// say writes one line to stderr. The text may quote names from snapshots and files, so
// nothing in it can start a line, move the cursor or speak to a workflow runner: every line
// starts with our name (a runner obeys lines that start with "::"), control characters are
// spelled out, and "##[", which a runner obeys anywhere, is broken.
func (s streams) say(format string, args ...any) {
	fmt.Fprintln(s.err, "leastwise: "+plain(fmt.Sprintf(format, args...)))
}

func plain(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return strings.ReplaceAll(b.String(), "##[", "## [")
}

// color reports whether stdout is a terminal that wants colour (https://no-color.org).
func (s streams) color() bool {
	file, ok := s.out.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(file.Fd()))
}

// readIn reads all of stdin, or gives up when the run is stopped: a read from a terminal
// cannot be cancelled.
func (s streams) readIn(ctx context.Context) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := io.ReadAll(s.in)
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
