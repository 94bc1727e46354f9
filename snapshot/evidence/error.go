package evidence

import (
	"fmt"
	"strings"
	"unicode"
)

// Error is a mistake in an input file: one line that names file, line, field and what to do.
type Error struct {
	File string
	Line int    // 0 when the whole file is meant
	Path string // dotted path of the field, "" for the whole file
	Msg  string
}

// Error is the line a person reads: "clay.yaml:12: members[3].role: is missing". Characters
// that would break the line or drive a terminal are escaped, and what looks like a secret that
// was pasted there is withheld, in the path as well: a key of a mapping may be one.
func (e *Error) Error() string {
	var parts []string
	for _, part := range []string{Location{File: e.File, Line: e.Line}.String(), Withhold(e.Path), Withhold(e.Msg)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	line := strings.Join(parts, ": ")
	if strings.IndexFunc(line, unprintable) < 0 {
		return line
	}
	var b strings.Builder
	for _, r := range line {
		if unprintable(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }

// At is a mistake in the configuration: the field at the path of the mapping at l.
func (l Location) At(path, format string, args ...any) *Error {
	return &Error{File: l.File, Line: l.Line, Path: path, Msg: fmt.Sprintf(format, args...)}
}
