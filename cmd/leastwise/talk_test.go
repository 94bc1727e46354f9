package main

import (
	"bytes"
	"testing"
)

func TestSayLetsNoNameStartALineOrSpeakToARunner(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain":                  "plain",
		"::error::x":             "::error::x", // behind our name it is no command
		"a\n::error::b":          `a\n::error::b`,
		"a\r\n::set-output::b":   `a\r\n::set-output::b`,
		"\x1b[2Jwiped":           `\x1b[2Jwiped`,
		"a\u2028b\u202ec\u200bd": `a\u2028b\u202ec\u200bd`,
		"x ##[error]boo":         "x ## [error]boo",
		"Zoë 日本":                 "Zoë 日本",
		"bad \xff byte":          "bad \ufffd byte",
	} {
		var stderr bytes.Buffer
		streams{err: &stderr}.say("%s", in)
		if got := stderr.String(); got != "leastwise: "+want+"\n" {
			t.Errorf("%q: got %q", in, got)
		}
	}
}
