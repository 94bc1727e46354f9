package evidence

import (
	"encoding"
	"fmt"
	"reflect"

	"gopkg.in/yaml.v3"
)

// Words is a list of words of which a single one may stand without the list.
type Words []string

type decoder struct {
	file  string
	nodes int
}

func (d *decoder) fail(n *yaml.Node, path, format string, args ...any) error {
	return &Error{File: d.file, Line: n.Line, Path: path, Msg: fmt.Sprintf(format, args...)}
}

// check refuses what no inventory needs and an attacker would use, or what would let a value
// mean something other than it reads: aliases, depth, mass, tags, merges, keys that are not words.
func (d *decoder) check(n *yaml.Node, depth int) error {
	d.nodes++
	switch {
	case n.Kind == yaml.AliasNode:
		return d.fail(n, "", `YAML aliases are not accepted: write the value out, or in quotes if it starts with "*"`)
	case n.Style&yaml.TaggedStyle != 0:
		return d.fail(n, "", `YAML tags are not accepted: put a value that starts with "!" in quotes`)
	case depth > maxYAMLDepth:
		return d.fail(n, "", "is nested deeper than %d levels", maxYAMLDepth)
	case d.nodes > maxYAMLNodes:
		return d.fail(n, "", "holds more than %d values", maxYAMLNodes)
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			switch {
			case c.Kind == yaml.ScalarNode && c.Tag == "!!merge":
				return d.fail(c, "", `YAML merge keys ("<<") are not accepted: write the keys out`)
			case c.Kind == yaml.MappingNode || c.Kind == yaml.SequenceNode || isNull(c) || c.Kind == yaml.ScalarNode && c.Value == "":
				return d.fail(c, "", "a key must be a word")
			}
		}
		if err := d.check(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

var (
	locationType = reflect.TypeFor[Location]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
	wordsType    = reflect.TypeFor[Words]()
)

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func (d *decoder) value(n *yaml.Node, v reflect.Value, path string) error {
	if isNull(n) {
		return nil // "key:" with nothing behind it says nothing: the field stays unset
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(n, v.Elem(), path)
	}
	if v.CanAddr() && v.Addr().Type().Implements(textType) {
		if n.Kind != yaml.ScalarNode {
			return d.fail(n, path, "wants a single value, not %s", kindName(n))
		}
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(n.Value)); err != nil {
			return d.fail(n, path, "%v", err)
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Struct:
		return d.structure(n, v, path)
	case reflect.Map:
		return d.mapping(n, v, path)
	case reflect.Slice:
		return d.list(n, v, path)
	case reflect.Interface:
		free, err := d.free(n, path)
		if err == nil && free != nil {
			v.Set(reflect.ValueOf(free))
		}
		return err
	}
	return d.scalar(n, v, path)
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, path string) error {
	elem := v.Type().Elem()
	switch {
	case n.Kind == yaml.ScalarNode && v.Type() == wordsType:
		v.Set(reflect.ValueOf(Words{n.Value}))
		return nil
	case n.Kind == yaml.MappingNode && keyField(elem) != nil:
		return d.keyed(n, v, path)
	case n.Kind != yaml.SequenceNode:
		return d.fail(n, path, "wants a list, not %s", kindName(n))
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, c := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		if isNull(c) && elem.Kind() != reflect.Interface {
			return d.fail(c, at, "is empty: fill the list item in, or remove it")
		}
		if err := d.value(c, v.Index(i), at); err != nil {
			return err
		}
	}
	return nil
}

// keyed reads a list written as a mapping from one field of an element to the rest of it.
func (d *decoder) keyed(n *yaml.Node, v reflect.Value, path string) error {
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content)/2, len(n.Content)/2))
	field := keyField(v.Type().Elem())
	seen := map[string]int{}
	for i := range v.Len() {
		key, item := n.Content[2*i], v.Index(i)
		at := join(path, key.Value)
		if line, ok := seen[key.Value]; ok {
			return d.fail(key, at, "is given twice (first on line %d)", line)
		}
		seen[key.Value] = key.Line
		if err := d.value(n.Content[2*i+1], item, at); err != nil {
			return err
		}
		if id := item.FieldByIndex(field.Index); id.String() != "" && id.String() != key.Value {
			return d.fail(key, at, "has another %s than the key it stands under", fieldName(*field))
		}
		item.FieldByIndex(field.Index).SetString(key.Value)
		if f, ok := v.Type().Elem().FieldByName("Location"); ok && f.Type == locationType {
			item.FieldByIndex(f.Index).Set(reflect.ValueOf(Location{File: d.file, Line: key.Line}))
		}
	}
	return nil
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	return "a single value" // never the value: a secret may stand in the wrong place
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
