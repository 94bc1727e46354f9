package snapshot

// The two parts of a permission set that are nearly all of it.
const (
	bulkFields = iota
	bulkLines
)

// bulk is one of them in canonical form.
type bulk struct {
	text    []byte
	entries int  // of the object being read
	both    bool // a field has "rw", which a muting set does not
	write   bool // a field has "w", which only a muting set does
}

// lighten reads a set but for its meaning: field permissions and lines into r.bulk, everything
// else into r.light. It is false where one of them is not in plain words and in order, or is not
// JSON: then the whole set is for the decoder.
func (r *setReader) lighten(raw []byte) bool {
	s := &scanner{data: raw}
	r.light.Reset()
	from := 0 // what has not gone into light yet
	take := func(read func(*scanner) bool) bool {
		r.light.Write(raw[from:s.pos])
		r.light.WriteString("{}")
		ok := read(s)
		from = s.pos
		return ok
	}
	ok := entries(s, func(name []byte) bool {
		switch string(name) {
		case "fields":
			return take(r.bulk[bulkFields].fields)
		case "lines":
			return take(r.bulk[bulkLines].lines)
		}
		return s.skip(0) == nil
	})
	r.light.Write(raw[from:])
	return ok
}

func (b *bulk) reset() { *b = bulk{text: b.text[:0]} }

// The beginnings of lines in the two parts, at the depth they have in a snapshot.
const (
	inSet    = "\n        "
	inPart   = inSet + "  "
	inObject = inPart + "  "
)

// fields reads {object: {field: access}}.
func (b *bulk) fields(s *scanner) bool {
	s.peek()
	if n := b.asWritten(s.data[s.pos:]); n > 0 {
		s.pos += n
		return true
	}
	access := func() bool { return b.access(s) }
	return b.table(s, inPart, func() bool { return b.table(s, inObject, access) })
}

func (b *bulk) access(s *scanner) bool {
	word, bad := plainText(s)
	switch {
	case bad:
		return false
	case string(word) == "r":
	case string(word) == "rw":
		b.both = true
	case string(word) == "w":
		b.write = true
	default:
		return false
	}
	b.text = append(b.text, '"')
	b.text = append(b.text, word...)
	b.text = append(b.text, '"')
	return true
}

// lines reads {grant: line}.
func (b *bulk) lines(s *scanner) bool {
	return b.table(s, inPart, func() bool {
		s.peek()
		start := s.pos
		for s.pos < len(s.data) && '0' <= s.data[s.pos] && s.data[s.pos] <= '9' {
			s.pos++
		}
		line := s.data[start:s.pos]
		b.text = append(b.text, line...)
		return 0 < len(line) && len(line) <= 9 && line[0] != '0'
	})
}

// table reads an object and writes its entries, each behind an indent; value does so for what
// stands behind a key.
func (b *bulk) table(s *scanner, indent string, value func() bool) bool {
	outer := b.entries
	b.entries = 0
	b.text = append(b.text, '{')
	var last []byte
	ok := entries(s, func(name []byte) bool {
		if !b.key(name, last, indent) {
			return false
		}
		last = name
		return value()
	})
	if b.entries > 0 {
		b.text = append(b.text, indent[:len(indent)-len("  ")]...)
	}
	b.text = append(b.text, '}')
	b.entries = outer
	return ok
}

// key writes the key of the next entry, which must come behind the last one.
func (b *bulk) key(name, last []byte, indent string) bool {
	if b.entries > 0 {
		if string(name) <= string(last) {
			return false
		}
		b.text = append(b.text, ',')
	}
	b.entries++
	b.text = append(b.text, indent...)
	b.text = append(b.text, '"')
	b.text = append(b.text, name...)
	b.text = append(b.text, `": `...)
	return true
}

// entries reads an object whose keys are plain.
func entries(s *scanner, entry func(key []byte) bool) bool {
	if s.expect('{', "") != nil {
		return false
	}
	for first := true; ; first = false {
		more, fault := s.next('}', first)
		if fault != nil {
			return false
		}
		if !more {
			return true
		}
		key, bad := plainText(s)
		if bad || s.expect(':', "") != nil || !entry(key) {
			return false
		}
	}
}

// plainText reads a string that is written as it is.
func plainText(s *scanner) (text []byte, bad bool) {
	if s.peek() != '"' {
		return nil, true
	}
	text, bad = asIs(s.data[s.pos+1:])
	if !bad {
		s.pos += len(text) + len(`""`)
	}
	return text, bad
}

// asIs is what stands before the next quote, if it is written as it is.
func asIs(data []byte) (text []byte, bad bool) {
	for i, c := range data {
		switch {
		case c == '"':
			return data[:i], false
		case c < ' ' || c == '\\' || c >= 0x80:
			return nil, true
		}
	}
	return nil, true
}
