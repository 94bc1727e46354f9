package snapshot

import (
	"reflect"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// form is what a value is in JSON.
type form int

const (
	object  form = iota // a struct: a closed set of fields
	table               // a map: keys from outside
	list                // a slice
	text                // a string
	moment              // an evidence.Time
	truth               // a bool
	whole               // an int or int64
	decimal             // a float64
	pointer             // any of them, or nil where nothing is known
)

// shape is what the reader, the writer and the checks know of one Go type.
type shape struct {
	form   form
	elem   *shape // of a table, list or pointer
	fields []field
	byName map[string]int
}

type field struct {
	name     string
	index    int
	optional bool // omitempty
	shape    *shape
}

// maxFields is the most fields a struct of the snapshot may have: the reader notes which it
// has met in an array of this size.
const maxFields = 64

// shapes describes types once each, so that a type may contain itself.
type shapes map[reflect.Type]*shape

func (known shapes) of(t reflect.Type) *shape {
	if s := known[t]; s != nil {
		return s
	}
	s := &shape{}
	known[t] = s
	switch {
	case t.Kind() == reflect.Pointer:
		s.form, s.elem = pointer, known.of(t.Elem())
	case t == reflect.TypeFor[evidence.Time]():
		s.form = moment
	case t.Kind() == reflect.Map:
		s.form, s.elem = table, known.of(t.Elem())
	case t.Kind() == reflect.Slice:
		s.form, s.elem = list, known.of(t.Elem())
	case t.Kind() == reflect.String:
		s.form = text
	case t.Kind() == reflect.Bool:
		s.form = truth
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		s.form = whole
	case t.Kind() == reflect.Float64:
		s.form = decimal
	default:
		s.form, s.byName = object, map[string]int{}
		for i := range t.NumField() {
			name, option, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if name == "-" {
				continue // not part of the document
			}
			s.byName[name] = len(s.fields)
			s.fields = append(s.fields, field{name: name, index: i, optional: option == "omitempty"})
			s.fields[len(s.fields)-1].shape = known.of(t.Field(i).Type)
		}
	}
	return s
}

// unpacked is v, or the whole of a permission set whose field permissions are packed: one set at
// a time is unpacked, however many there are.
func unpacked(v reflect.Value) reflect.Value {
	if v.Type() == reflect.TypeFor[salesforce.PermissionSet]() {
		return reflect.ValueOf(v.Addr().Interface().(*salesforce.PermissionSet).Whole()).Elem()
	}
	return v
}

// zero reports whether omitempty leaves the value out.
func zero(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}
