package snapshot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// maxDepth is far above the depth of a snapshot (12) and far below what would exhaust a stack.
const maxDepth = 64

// fault is what is wrong at one place of a document.
type fault struct {
	offset int
	path   path // from the inside out while it travels up
	msg    string
}

// scanner reads the tokens of a JSON document that is wholly in memory.
type scanner struct {
	data []byte
	pos  int
}

func (s *scanner) fail(format string, args ...any) *fault {
	return &fault{offset: s.pos, msg: fmt.Sprintf(format, args...)}
}

// peek skips blanks and returns the byte that the next token starts with, 0 at the end.
func (s *scanner) peek() byte {
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; c {
		case ' ', '\n', '\t', '\r':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

// found says what stands at the next token, for a message.
func (s *scanner) found() string {
	switch c := s.peek(); {
	case s.pos >= len(s.data):
		return "the end of the file"
	case c == '{':
		return "an object"
	case c == '[':
		return "a list"
	case c == '"':
		return "text"
	case c == '-' || '0' <= c && c <= '9':
		return "a number"
	case bytes.HasPrefix(s.data[s.pos:], []byte("null")):
		return "null"
	case bytes.HasPrefix(s.data[s.pos:], []byte("true")), bytes.HasPrefix(s.data[s.pos:], []byte("false")):
		return "true or false"
	}
	return "something that is not JSON"
}

// want is the fault of a token that is not what belongs here.
func (s *scanner) want(what string) *fault {
	found := s.found()
	if s.pos >= len(s.data) {
		return s.fail("the file is cut off here: take the snapshot again")
	}
	return s.fail("wants %s, not %s", what, found)
}

// expect reads one byte of punctuation.
func (s *scanner) expect(c byte, what string) *fault {
	if s.peek() != c {
		return s.want(what)
	}
	s.pos++
	return nil
}

// next reads what stands between two items: it reports whether another one follows.
func (s *scanner) next(closing byte, first bool) (bool, *fault) {
	switch c := s.peek(); {
	case c == closing:
		s.pos++
		return false, nil
	case first:
		return true, nil
	case c == ',':
		s.pos++
		if s.peek() == closing {
			return false, s.fail("has a comma with nothing behind it")
		}
		return true, nil
	}
	return false, s.want("a comma or " + evidence.Quote(string(closing)))
}

// text reads a string. The result may be a part of data.
func (s *scanner) text(what string) ([]byte, *fault) {
	if fault := s.expect('"', what); fault != nil {
		return nil, fault
	}
	start, ascii, escaped := s.pos, true, false
	for ; s.pos < len(s.data); s.pos++ {
		switch c := s.data[s.pos]; {
		case c == '"':
			raw := s.data[start:s.pos]
			if !ascii && !utf8.Valid(raw) {
				s.pos = start - 1
				return nil, s.fail("is not valid UTF-8")
			}
			s.pos++
			if !escaped {
				return raw, nil
			}
			var unescaped string
			if json.Unmarshal(s.data[start-1:s.pos], &unescaped) != nil {
				s.pos = start - 1
				return nil, s.fail("has an escape that is not JSON's")
			}
			return []byte(unescaped), nil
		case c == '\\':
			escaped = true
			s.pos++
		case c < ' ':
			return nil, s.fail("has a raw control character (0x%02x) in text", c)
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	s.pos = len(s.data)
	return nil, s.want(what)
}

// number reads a number as it is written.
func (s *scanner) number(what string) ([]byte, *fault) {
	if c := s.peek(); c != '-' && (c < '0' || c > '9') {
		return nil, s.want(what)
	}
	start := s.pos
	for s.pos < len(s.data) && strings.IndexByte("+-.0123456789Ee", s.data[s.pos]) >= 0 {
		s.pos++
	}
	raw := s.data[start:s.pos]
	if !json.Valid(raw) {
		s.pos = start
		return nil, s.fail("%s is not a number", evidence.Quote(string(raw)))
	}
	return raw, nil
}

// word reads true, false or null, and "" when none of them stands here.
func (s *scanner) word() string {
	s.peek()
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(s.data[s.pos:], []byte(word)) {
			s.pos += len(word)
			return word
		}
	}
	return ""
}

// skip reads one value of any kind.
func (s *scanner) skip(depth int) *fault {
	if depth > maxDepth {
		return s.fail("is nested deeper than %d levels", maxDepth)
	}
	switch c := s.peek(); c {
	case '{', '[':
		s.pos++
		for first := true; ; first = false {
			more, fault := s.next(c+2, first) // in ASCII each closing bracket is two behind its opening one
			if fault != nil || !more {
				return fault
			}
			if c == '{' {
				if _, fault := s.key(); fault != nil {
					return fault
				}
			}
			if fault := s.skip(depth + 1); fault != nil {
				return fault
			}
		}
	case '"':
		_, fault := s.text("text")
		return fault
	}
	if s.word() != "" {
		return nil
	}
	_, fault := s.number("a value")
	return fault
}

// key reads the name of a field and the colon behind it.
func (s *scanner) key() ([]byte, *fault) {
	name, fault := s.text("the name of a field")
	if fault != nil {
		return nil, fault
	}
	return name, s.expect(':', "a colon")
}

// seek moves to the value at p, or as far towards it as the document goes; it returns where
// that value starts. It is for documents already known to be well-formed.
func (s *scanner) seek(p path) int {
	at := 0
	for _, step := range p {
		s.peek()
		at = s.pos
		opening, i := s.peek(), 0
		if opening != '{' && opening != '[' {
			return at
		}
		s.pos++
		for ; ; i++ {
			more, fault := s.next(opening+2, i == 0)
			if fault != nil || !more {
				return at
			}
			var name []byte
			if opening == '{' {
				name, _ = s.key()
			}
			if step == any(i) || opening == '{' && step == any(string(name)) {
				break
			}
			if s.skip(0) != nil {
				return at
			}
		}
	}
	s.peek()
	return s.pos
}
