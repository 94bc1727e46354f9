package rego

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"
)

// maxTerms and maxTermBytes bound what a converter keeps for the sake of repetition.
const (
	maxTerms     = 1 << 16
	maxTermBytes = 64
)

// converter turns canonical JSON into the values that OPA evaluates, without Go's maps and lists
// between them: a snapshot is mostly the same names over and over, and each is one term. It is
// for JSON that the snapshot package wrote; one goroutine uses one.
type converter struct {
	terms map[string]*ast.Term
	pairs [][2]*ast.Term // of the objects being read, the innermost last
	items []*ast.Term    // of the lists being read
	data  []byte
	pos   int
}

func newConverter() *converter { return &converter{terms: map[string]*ast.Term{}} }

// term converts one JSON value; keep, where it is not nil, says which fields of the value, an
// object, to convert at all.
func (c *converter) term(data []byte, keep map[string]bool) *ast.Term {
	c.data, c.pos = data, 0
	return c.value(keep)
}

func (c *converter) value(keep map[string]bool) *ast.Term {
	switch b := c.peek(); b {
	case '{':
		return c.object(keep)
	case '[':
		return c.array()
	case '"':
		return c.text()
	case 't':
		c.pos += len("true")
		return ast.InternedTerm(true)
	case 'f':
		c.pos += len("false")
		return ast.InternedTerm(false)
	case 'n':
		c.pos += len("null")
		return ast.NullTerm()
	}
	return c.number()
}

// peek skips blanks, commas and colons: what stands where is known.
func (c *converter) peek() byte {
	for ; c.pos < len(c.data); c.pos++ {
		switch b := c.data[c.pos]; b {
		case ' ', '\n', ',', ':':
		default:
			return b
		}
	}
	return 0
}

func (c *converter) object(keep map[string]bool) *ast.Term {
	c.pos++
	base := len(c.pairs)
	for c.peek() == '"' {
		start := c.pos
		key := c.text()
		if keep != nil && !keep[string(key.Value.(ast.String))] {
			c.skip(c.margin(start))
			continue
		}
		value := c.value(nil)
		c.pairs = append(c.pairs, [2]*ast.Term{key, value})
	}
	c.pos++
	object := ast.NewObject(c.pairs[base:]...)
	clear(c.pairs[base:])
	c.pairs = c.pairs[:base]
	return ast.NewTerm(object)
}

func (c *converter) array() *ast.Term {
	c.pos++
	base := len(c.items)
	for b := c.peek(); b != ']' && b != 0; b = c.peek() {
		c.items = append(c.items, c.value(nil))
	}
	c.pos++
	array := ast.NewArray(append([]*ast.Term{}, c.items[base:]...)...)
	clear(c.items[base:])
	c.items = c.items[:base]
	return ast.NewTerm(array)
}

// text reads a string; its term is shared with every other that says the same.
func (c *converter) text() *ast.Term {
	raw, escaped := c.raw()
	if escaped {
		var s string
		_ = json.Unmarshal(raw, &s) // the writer wrote it
		return ast.StringTerm(s)
	}
	raw = raw[1 : len(raw)-1]
	if term := c.terms[string(raw)]; term != nil {
		return term
	}
	term := ast.InternedTerm(string(raw))
	if len(raw) <= maxTermBytes && len(c.terms) < maxTerms {
		c.terms[string(raw)] = term
	}
	return term
}

// raw reads a string with its quotes.
func (c *converter) raw() (raw []byte, escaped bool) {
	start := c.pos
	for c.pos++; c.pos < len(c.data); c.pos++ {
		switch c.data[c.pos] {
		case '\\':
			escaped = true
			c.pos++
		case '"':
			c.pos++
			return c.data[start:c.pos], escaped
		}
	}
	return []byte(`""`), false
}

func (c *converter) number() *ast.Term {
	text := string(c.word())
	if n, err := strconv.Atoi(text); err == nil {
		return ast.InternedTerm(n)
	}
	return ast.NumberTerm(json.Number(text))
}

// word reads a number, true, false or null.
func (c *converter) word() []byte {
	start := c.pos
	for c.pos < len(c.data) {
		if b := c.data[c.pos]; b == ',' || b == '\n' || b == '}' || b == ']' || b == ' ' {
			break
		}
		c.pos++
	}
	return c.data[start:c.pos]
}

// margin is the line break and the blanks before a key.
func (c *converter) margin(key int) []byte {
	from := key
	for from > 0 && c.data[from-1] == ' ' {
		from--
	}
	return c.data[max(from-1, 0):key]
}

// skip passes over one value. In canonical JSON, where every entry has a line of its own, what
// closes a list or an object is the next bracket behind the margin of the line that opened it.
func (c *converter) skip(margin []byte) {
	switch open := c.peek(); open {
	case '"':
		c.raw()
	case '{', '[':
		shut := open + 2 // in ASCII
		if c.pos++; c.pos < len(c.data) && c.data[c.pos] == shut {
			c.pos++
			return
		}
		for c.pos < len(c.data) { // names hold few brackets
			end := bytes.IndexByte(c.data[c.pos:], shut)
			if end < 0 {
				end = len(c.data) - c.pos - 1
			}
			c.pos += end + 1
			if bytes.HasSuffix(c.data[:c.pos-1], margin) {
				return
			}
		}
	default:
		c.word()
	}
}
