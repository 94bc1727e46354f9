package snapshot

import (
	"compress/gzip"
	"errors"
	"io"
)

// extent is where one permission set lies in the unpacked file.
type extent struct {
	start int64
	size  int
}

// splitter takes a snapshot apart as it comes by: the permission sets, of which it notes where
// they lie, and the rest. It tells strings from brackets and nothing more, and whatever it gets
// wrong about a file that is not JSON, the reader of the rest or of a set refuses.
type splitter struct {
	rest []byte
	sets []extent
	met  bool // the list of permission sets was; of a second one the decoder says that it is given twice

	pos       int64 // of the byte in hand
	depth     int
	inText    bool
	escaped   bool
	text      []byte    // the string in hand or just read, as far as a key may be long
	keys      [3]string // key[d] is the last key met at depth d
	afterName bool      // the last token was a colon
	hole      bool      // inside the list of permission sets, where depth counts from 0
	comma     bool      // inside the list: an item may begin, since it is the first or a comma came
	items     int       // of the list so far
}

const chunkBytes = 256 << 10

// read splits all of r; false where it is longer than limit, cannot be read, or is no snapshot.
func (s *splitter) read(r io.Reader, limit int64) bool {
	chunk := make([]byte, chunkBytes)
	for {
		n, err := r.Read(chunk)
		if s.pos+int64(n) > limit || !s.feed(chunk[:n]) {
			return false
		}
		if errors.Is(err, io.EOF) {
			return !s.hole && !s.inText
		}
		if err != nil {
			return false
		}
	}
}

func (s *splitter) feed(chunk []byte) bool {
	for len(chunk) > 0 {
		n, ok := 0, true
		if s.hole {
			n, ok = s.list(chunk)
		} else {
			n = s.other(chunk)
			s.rest = append(s.rest, chunk[:n]...)
		}
		if !ok {
			return false
		}
		s.pos += int64(n)
		chunk = chunk[n:]
	}
	return true
}

// other follows the rest up to the end of the chunk or behind the bracket that opens the list.
func (s *splitter) other(chunk []byte) int {
	for i, c := range chunk {
		switch {
		case s.inText:
			s.inString(c)
			if s.inText && len(s.text) < maxWordBytes {
				s.text = append(s.text, c)
			}
			continue
		case c == '"':
			s.inText, s.text = true, s.text[:0]
			s.afterName = false
			continue
		case c == ':':
			if s.depth < len(s.keys) {
				s.keys[s.depth] = string(s.text)
			}
			s.afterName = true
			continue
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			continue
		case c == '[' && s.afterName && s.depth == 2 && s.keys[1] == "salesforce" && s.keys[2] == "permission_sets":
			s.hole, s.depth, s.comma, s.items = true, 0, true, 0
			s.met = true
			return i + 1
		case c == '{' || c == '[':
			s.depth++
		case c == '}' || c == ']':
			s.depth--
		}
		s.afterName = false
	}
	return len(chunk)
}

func (s *splitter) inString(c byte) {
	switch {
	case s.escaped:
		s.escaped = false
	case c == '\\':
		s.escaped = true
	case c == '"':
		s.inText = false
	}
}

// list follows the permission sets up to the end of the chunk or of the list, whose closing
// bracket it leaves to the rest.
func (s *splitter) list(chunk []byte) (int, bool) {
	for i := 0; i < len(chunk); i++ {
		c := chunk[i]
		if s.inText {
			// the hot loop: most bytes of a snapshot stand inside the strings of this list
			for ; i < len(chunk); i++ {
				if c = chunk[i]; c == '"' || c == '\\' || s.escaped {
					if s.inString(c); !s.inText {
						break
					}
				}
			}
			continue
		}
		if s.depth > 0 {
			switch c {
			case '"':
				s.inText = true
			case '{', '[':
				s.depth++
			case '}', ']':
				if s.depth--; s.depth == 0 {
					last := &s.sets[len(s.sets)-1]
					last.size = int(s.pos + int64(i) + 1 - last.start)
				}
			}
			continue
		}
		switch c {
		case ' ', '\n', '\t', '\r':
		case '{':
			if !s.comma {
				return i, false
			}
			s.sets = append(s.sets, extent{start: s.pos + int64(i)})
			s.depth, s.comma = 1, false
			s.items++
		case ',':
			if s.comma {
				return i, false
			}
			s.comma = true
		case ']':
			if s.comma && s.items > 0 {
				return i, false
			}
			s.hole, s.depth, s.afterName = false, 3, false
			return i, true
		default:
			return i, false
		}
	}
	return len(chunk), true
}

// unpackReader reads gzip data and closes what it came from.
func unpackReader(r io.ReadCloser) (io.ReadCloser, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{z, r}, nil
}
