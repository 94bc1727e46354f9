package evidence

import (
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// keyField is the field of a struct that a key may stand for, nil where there is none.
func keyField(t reflect.Type) *reflect.StructField {
	if t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		if f.Tag.Get("yaml") == "key" {
			return &f
		}
	}
	return nil
}

// plan is what a struct reads from YAML.
type plan struct {
	fields    map[string]reflect.StructField
	names     []string
	shorthand *reflect.StructField
}

func (d *decoder) plan(n *yaml.Node, v reflect.Value) plan {
	p := plan{fields: map[string]reflect.StructField{}}
	for _, f := range reflect.VisibleFields(v.Type()) {
		name := fieldName(f)
		if f.Type == locationType && name == "location" {
			v.FieldByIndex(f.Index).Set(reflect.ValueOf(Location{File: d.file, Line: n.Line}))
			continue
		}
		if f.Tag.Get("yaml") == "shorthand" {
			p.shorthand = &f
		}
		if f.Tag.Get("yaml") == "-" || name == "" || name == "-" {
			continue
		}
		p.fields[name] = f
		if f.Tag.Get("yaml") != "hidden" {
			p.names = append(p.names, name)
		}
	}
	return p
}

// short tells whether n is the shorthand of a struct rather than its mapping.
func (p plan) short(n *yaml.Node) bool {
	switch {
	case p.shorthand == nil:
		return false
	case n.Kind == yaml.ScalarNode:
		return true
	case n.Kind == yaml.SequenceNode:
		return p.shorthand.Type.Kind() == reflect.Slice
	case p.shorthand.Type.Kind() != reflect.Slice || keyField(p.shorthand.Type.Elem()) == nil:
		return false
	}
	for i := 0; i < len(n.Content); i += 2 {
		if _, ok := p.fields[n.Content[i].Value]; ok {
			return false
		}
	}
	return true
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, path string) error {
	p := d.plan(n, v)
	if p.short(n) {
		return d.value(n, v.FieldByIndex(p.shorthand.Index), path)
	}
	if n.Kind != yaml.MappingNode {
		return d.fail(n, path, "wants a mapping of keys, not %s", kindName(n))
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if line, ok := seen[key.Value]; ok {
			return d.fail(key, join(path, key.Value), "is given twice (first on line %d)", line)
		}
		seen[key.Value] = key.Line
		field, ok := p.fields[key.Value]
		if !ok {
			return d.fail(key, path, "unknown key %s%s", Quote(key.Value), Suggest(key.Value, p.names))
		}
		if err := d.value(n.Content[i+1], v.FieldByIndex(field.Index), join(path, key.Value)); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.MappingNode {
		return d.fail(n, path, "wants a mapping of keys, not %s", kindName(n))
	}
	v.Set(reflect.MakeMap(v.Type()))
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if line, ok := seen[key.Value]; ok {
			return d.fail(key, join(path, key.Value), "is given twice (first on line %d)", line)
		}
		seen[key.Value] = key.Line
		item := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(n.Content[i+1], item, join(path, key.Value)); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), item)
	}
	return nil
}

// fieldName is the key of a struct field: its json name.
func fieldName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
