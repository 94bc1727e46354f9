package report

import (
	"reflect"
	"strings"
	"unicode/utf16"
)

// plainValue is the assessment as its JSON shows it, but with every key of its schema: what was
// left out is nil, so that a template may ask for it, and a key that no schema has is an error.
func plainValue(v any) any { return plainOf(reflect.ValueOf(v)) }

func plainOf(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plainOf(v.Elem())
	case reflect.Struct:
		m := map[string]any{}
		fields(v, m)
		return m
	case reflect.Map:
		m := make(map[string]any, v.Len())
		for iter := v.MapRange(); iter.Next(); {
			m[iter.Key().String()] = plainOf(iter.Value())
		}
		return m
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plainOf(v.Index(i))
		}
		return list
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Float32, reflect.Float64:
		if f := v.Float(); f == float64(int64(f)) {
			return int64(f)
		}
		return v.Float()
	}
	if v.CanInt() {
		return v.Int()
	}
	return nil
}

func fields(v reflect.Value, m map[string]any) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			fields(v.Field(i), m)
		case name != "" && name != "-":
			m[name] = plainOf(v.Field(i))
		}
	}
}

// utf16Units are the units JSON writes a character with.
func utf16Units(r rune) []uint16 { return utf16.Encode([]rune{r}) }
