package snapshot

import (
	"math"
	"reflect"
	"strconv"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// decode reads a document into s. Every field has to be there that has no omitempty, under its
// own name and once; there is no null.
func decode(data []byte, s *Snapshot) *fault {
	d := decoder{scanner: scanner{data: data}, words: map[string]string{}}
	if fault := d.value(reflect.ValueOf(s).Elem(), shapes{}.of(reflect.TypeFor[Snapshot]()), 0); fault != nil {
		return fault
	}
	if d.peek(); d.pos < len(data) {
		return d.fail("has something behind the end of the snapshot")
	}
	return nil
}

type decoder struct {
	scanner
	words map[string]string // names met before: a snapshot repeats most of them
}

// maxWords and maxWordBytes bound what the decoder keeps for the sake of repetition.
const (
	maxWords     = 1 << 16
	maxWordBytes = 128
)

func (d *decoder) string(raw []byte) string {
	if len(raw) > maxWordBytes {
		return string(raw)
	}
	if word, ok := d.words[string(raw)]; ok {
		return word
	}
	word := string(raw)
	if len(d.words) < maxWords {
		d.words[word] = word
	}
	return word
}

func (d *decoder) value(v reflect.Value, s *shape, depth int) *fault {
	if depth > maxDepth {
		return d.fail("is nested deeper than %d levels", maxDepth)
	}
	switch s.form {
	case pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(v.Elem(), s.elem, depth)
	case object:
		return d.object(v, s, depth)
	case table:
		return d.table(v, s, depth)
	case list:
		return d.list(v, s, depth)
	case truth:
		switch at := d.pos; d.word() {
		case "true":
			v.SetBool(true)
		case "false":
		default:
			d.pos = at
			return d.want("true or false")
		}
	case whole:
		return d.whole(v)
	case decimal:
		return d.decimal(v)
	case text:
		raw, fault := d.text("text")
		if fault != nil {
			return fault
		}
		v.SetString(d.string(raw))
	case moment:
		d.peek()
		at := d.pos
		raw, fault := d.text("a time")
		if fault != nil {
			return fault
		}
		if msg := badTime(string(raw)); msg != "" {
			d.pos = at
			return d.fail("%s", msg)
		}
		v.SetString(d.string(raw))
	}
	return nil
}

// badTime says what keeps s from being a moment as a snapshot holds it, "" when nothing does.
func badTime(s string) string {
	var t evidence.Time
	if t.UnmarshalText([]byte(s)) != nil || string(t) != s {
		return evidence.Quote(s) + " is not a time in UTC and whole seconds, such as 2026-01-31T09:00:00Z"
	}
	return ""
}

func (d *decoder) object(v reflect.Value, s *shape, depth int) *fault {
	d.peek()
	start := d.pos
	if fault := d.expect('{', "an object"); fault != nil {
		return fault
	}
	var seen [maxFields]bool
	for expected, first := 0, true; ; first = false {
		more, fault := d.next('}', first)
		if fault != nil {
			return fault
		}
		if !more {
			break
		}
		at := d.pos
		name, fault := d.key()
		if fault != nil {
			return fault
		}
		// Fields stand in the order of the type as a rule: look there before in the index.
		i := expected
		for i < len(s.fields) && s.fields[i].optional && s.fields[i].name != string(name) {
			i++
		}
		if i == len(s.fields) || s.fields[i].name != string(name) {
			known, ok := s.byName[string(name)]
			if !ok {
				d.pos = at
				return d.fail("unknown field %s%s", evidence.Quote(string(name)), suggest(string(name), s.names()))
			}
			i = known
		}
		if seen[i] {
			d.pos = at
			return d.fail("field %s is given twice", evidence.Quote(string(name)))
		}
		seen[i], expected = true, i+1
		if fault := d.value(v.Field(s.fields[i].index), s.fields[i].shape, depth+1); fault != nil {
			fault.path = append(fault.path, s.fields[i].name)
			return fault
		}
	}
	for i, f := range s.fields {
		if !seen[i] && !f.optional {
			d.pos = start
			return d.fail("field %s is missing", evidence.Quote(f.name))
		}
	}
	return nil
}

func (d *decoder) list(v reflect.Value, s *shape, depth int) *fault {
	if fault := d.expect('[', "a list"); fault != nil {
		return fault
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for i := 0; ; i++ {
		more, fault := d.next(']', i == 0)
		if fault != nil || !more {
			return fault
		}
		v.Grow(1)
		v.SetLen(i + 1)
		if fault := d.value(v.Index(i), s.elem, depth+1); fault != nil {
			fault.path = append(fault.path, i)
			return fault
		}
	}
}

func (d *decoder) table(v reflect.Value, s *shape, depth int) *fault {
	if fault := d.expect('{', "an object"); fault != nil {
		return fault
	}
	v.Set(reflect.MakeMap(v.Type()))
	flat, isFlat := v.Interface().(map[string]string) // field permissions: the bulk of a snapshot
	item := reflect.New(v.Type().Elem()).Elem()
	for first := true; ; first = false {
		more, fault := d.next('}', first)
		if fault != nil || !more {
			return fault
		}
		at := d.pos
		raw, fault := d.key()
		if fault != nil {
			return fault
		}
		name := d.string(raw)
		if isFlat {
			if _, twice := flat[name]; !twice {
				raw, fault := d.text("text")
				if fault != nil {
					fault.path = append(fault.path, name)
					return fault
				}
				flat[name] = d.string(raw)
				continue
			}
		}
		key := reflect.ValueOf(name).Convert(v.Type().Key())
		if v.MapIndex(key).IsValid() {
			d.pos = at
			return d.fail("key %s is given twice", evidence.Quote(name))
		}
		item.SetZero()
		if fault := d.value(item, s.elem, depth+1); fault != nil {
			fault.path = append(fault.path, name)
			return fault
		}
		v.SetMapIndex(key, item)
	}
}

// suggest is evidence.Suggest for a word of any length.
func suggest(word string, names []string) string {
	if len(word) > maxWordBytes {
		return ""
	}
	return evidence.Suggest(word, names)
}

// maxNumber is the largest number that every reader of JSON holds exactly.
const maxNumber = 1 << 53

func (d *decoder) whole(v reflect.Value) *fault {
	d.peek()
	at := d.pos
	raw, fault := d.number("a whole number")
	if fault != nil {
		return fault
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || n > maxNumber || n < -maxNumber {
		d.pos = at
		return d.fail("wants a whole number up to 2^53, not %s", evidence.Short(string(raw)))
	}
	v.SetInt(n)
	return nil
}

func (d *decoder) decimal(v reflect.Value) *fault {
	d.peek()
	at := d.pos
	raw, fault := d.number("a number")
	if fault != nil {
		return fault
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.Abs(n) > maxNumber {
		d.pos = at
		return d.fail("wants a number up to 2^53, not %s", evidence.Short(string(raw)))
	}
	v.SetFloat(n)
	return nil
}

func (s *shape) names() []string {
	names := make([]string, len(s.fields))
	for i, f := range s.fields {
		names[i] = f.name
	}
	return names
}
