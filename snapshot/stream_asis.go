package snapshot

import "bytes"

// asWritten reads field permissions that are in their canonical form already, as in a file that
// Write wrote, in half the time of fields. It returns their length; 0 where they are not, and
// then fields reads them.
func (b *bulk) asWritten(data []byte) int {
	c := exact{data: data}
	if !c.table(inSet, func() bool { return c.table(inPart, func() bool { return b.is(&c) }) }) {
		return 0
	}
	b.text = append(b.text[:0], data[:c.pos]...)
	return c.pos
}

// is reads what a field permission is.
func (b *bulk) is(c *exact) bool {
	switch {
	case c.literal(`"r"`):
	case c.literal(`"rw"`):
		b.both = true
	case c.literal(`"w"`):
		b.write = true
	default:
		return false
	}
	return true
}

// exact reads JSON that has each byte where the encoder would put it, and nothing else.
type exact struct {
	data []byte
	pos  int
}

// table reads an object that closes behind an indent; value reads what stands behind a key.
func (c *exact) table(indent string, value func() bool) bool {
	if c.literal("{}") {
		return true
	}
	if !c.literal("{") {
		return false
	}
	var last []byte
	for first := true; ; first = false {
		if !c.literal(indent) || !c.literal(`  "`) {
			return false
		}
		name, bad := asIs(c.data[c.pos:])
		c.pos += len(name)
		if bad || !first && bytes.Compare(name, last) <= 0 || !c.literal(`": `) || !value() {
			return false
		}
		last = name
		if !c.literal(",") {
			return c.literal(indent) && c.literal("}")
		}
	}
}

func (c *exact) literal(text string) bool {
	if len(c.data)-c.pos < len(text) || string(c.data[c.pos:c.pos+len(text)]) != text {
		return false
	}
	c.pos += len(text)
	return true
}
