package snapshot

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// encode writes the canonical bytes of s: those that encoding/json gives with an indent of two
// spaces and without HTML escaping, once every nil list and map that is not optional is empty.
func encode(w io.Writer, s *Snapshot) error {
	e := encoder{w: bufio.NewWriterSize(w, 1<<16)}
	if err := e.value(reflect.ValueOf(s).Elem(), shapes{}.of(reflect.TypeFor[Snapshot]()), 0); err != nil {
		return err
	}
	e.w.WriteByte('\n')
	return e.w.Flush() // bufio keeps the first error of all writes
}

type encoder struct {
	w       *bufio.Writer
	scratch []byte
}

func (e *encoder) value(v reflect.Value, s *shape, depth int) error {
	switch s.form {
	case pointer:
		return e.value(v.Elem(), s.elem, depth)
	case object:
		return e.object(v, s, depth)
	case table:
		return e.table(v, s, depth)
	case list:
		for i := range v.Len() {
			e.open('[', i, depth)
			if err := e.value(v.Index(i), s.elem, depth+1); err != nil {
				return err
			}
		}
		e.close("[]", v.Len(), depth)
	case text, moment:
		e.text(v.String())
	case truth:
		e.w.WriteString(strconv.FormatBool(v.Bool()))
	case whole:
		e.whole(v.Int())
	case decimal:
		number, err := json.Marshal(v.Float())
		if err != nil {
			return err // not a number, or infinite
		}
		e.w.Write(number)
	}
	return nil
}

func (e *encoder) object(v reflect.Value, s *shape, depth int) error {
	v = unpacked(v)
	written := 0
	for _, f := range s.fields {
		value := v.Field(f.index)
		if f.optional && zero(value) {
			continue
		}
		e.open('{', written, depth)
		e.key(f.name)
		if err := e.value(value, f.shape, depth+1); err != nil {
			return err
		}
		written++
	}
	e.close("{}", written, depth)
	return nil
}

func (e *encoder) table(v reflect.Value, s *shape, depth int) error {
	switch m := v.Interface().(type) { // field permissions and their lines: the bulk of a snapshot
	case map[string]string:
		flat(e, m, depth, e.text)
		return nil
	case map[string]int:
		flat(e, m, depth, func(n int) { e.whole(int64(n)) })
		return nil
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for i, key := range keys {
		e.open('{', i, depth)
		e.key(key.String())
		if err := e.value(v.MapIndex(key), s.elem, depth+1); err != nil {
			return err
		}
	}
	e.close("{}", len(keys), depth)
	return nil
}

// flat writes a map of simple values.
func flat[V any](e *encoder, m map[string]V, depth int, value func(V)) {
	for i, key := range slices.Sorted(maps.Keys(m)) {
		e.open('{', i, depth)
		e.key(key)
		value(m[key])
	}
	e.close("{}", len(m), depth)
}

func (e *encoder) whole(n int64) {
	e.scratch = strconv.AppendInt(e.scratch[:0], n, 10)
	e.w.Write(e.scratch)
}

// open begins the i-th item inside a bracket, and the bracket before the first.
func (e *encoder) open(bracket byte, i, depth int) {
	if i == 0 {
		e.w.WriteByte(bracket)
	} else {
		e.w.WriteByte(',')
	}
	e.indent(depth + 1)
}

// close ends a pair of brackets that holds so many items.
func (e *encoder) close(pair string, items, depth int) {
	if items == 0 {
		e.w.WriteString(pair)
		return
	}
	e.indent(depth)
	e.w.WriteByte(pair[1])
}

func (e *encoder) indent(depth int) {
	e.w.WriteByte('\n')
	for range depth {
		e.w.WriteString("  ")
	}
}

func (e *encoder) key(name string) {
	e.text(name)
	e.w.WriteString(": ")
}

// text writes a string; encoding/json does those that need an escape.
func (e *encoder) text(s string) {
	if plain(s) {
		e.w.WriteByte('"')
		e.w.WriteString(s)
		e.w.WriteByte('"')
		return
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string in memory cannot fail
	e.w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
