package snapshot

// lighten reads a set but for its meaning: field permissions and lines into r.bulk, everything
// else into r.light. It is false where one of them is not in plain words and in order, or is not
// JSON: then the whole set is for the decoder.
func (r *setReader) lighten(raw []byte) bool {
	s := &scanner{data: raw}
	r.light.Reset()
	from := 0 // what has not gone into light yet
	if s.expect('{', "") != nil {
		return false
	}
	for first := true; ; first = false {
		more, fault := s.next('}', first)
		if fault != nil {
			return false
		}
		if !more {
			break
		}
		name, fault := s.key()
		if fault != nil {
			return false
		}
		ok := true
		switch string(name) {
		case "fields":
			r.light.Write(raw[from:s.pos])
			r.light.WriteString("{}")
			ok = r.bulk[bulkFields].fields(s)
			from = s.pos
		case "lines":
			r.light.Write(raw[from:s.pos])
			r.light.WriteString("{}")
			ok = r.bulk[bulkLines].lines(s)
			from = s.pos
		default:
			ok = s.skip(0) == nil
		}
		if !ok {
			return false
		}
	}
	r.light.Write(raw[from:])
	return true
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
	b.text = append(b.text, '{')
	var last []byte
	ok := entries(s, func(object []byte) bool {
		if !b.key(object, last, inPart) {
			return false
		}
		last = object
		return b.object(s)
	})
	b.close(inSet)
	return ok
}

func (b *bulk) object(s *scanner) bool {
	count := b.entries
	b.entries = 0
	b.text = append(b.text, '{')
	var last []byte
	ok := entries(s, func(field []byte) bool {
		if !b.key(field, last, inObject) {
			return false
		}
		last = field
		access, fault := plainText(s)
		if fault {
			return false
		}
		switch string(access) {
		case "r":
			b.read = true
		case "rw":
			b.both = true
		case "w":
			b.write = true
		default:
			return false
		}
		b.text = append(b.text, '"')
		b.text = append(b.text, access...)
		b.text = append(b.text, '"')
		return true
	})
	b.close(inPart)
	b.entries = count
	return ok
}

// lines reads {grant: line}.
func (b *bulk) lines(s *scanner) bool {
	b.text = append(b.text, '{')
	var last []byte
	ok := entries(s, func(grant []byte) bool {
		if !b.key(grant, last, inPart) {
			return false
		}
		last = grant
		s.peek()
		start := s.pos
		for s.pos < len(s.data) && '0' <= s.data[s.pos] && s.data[s.pos] <= '9' {
			s.pos++
		}
		line := s.data[start:s.pos]
		if len(line) == 0 || len(line) > 9 || line[0] == '0' {
			return false
		}
		b.text = append(b.text, line...)
		return true
	})
	b.close(inSet)
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

func (b *bulk) close(indent string) {
	if b.entries > 0 {
		b.text = append(b.text, indent...)
	}
	b.text = append(b.text, '}')
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
	start := s.pos + 1
	for i := start; i < len(s.data); i++ {
		switch c := s.data[i]; {
		case c == '"':
			s.pos = i + 1
			return s.data[start:i], false
		case c < ' ' || c == '\\' || c >= 0x80:
			return nil, true
		}
	}
	return nil, true
}
