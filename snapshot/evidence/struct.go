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
	fields map[string]reflect.StructField
	names  []string
	single *reflect.StructField // what a single value stands for
	list   *reflect.StructField // what a list, or its keyed form, stands for
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
			if f.Type.Kind() == reflect.Slice {
				p.list = &f
			} else {
				p.single = &f
			}
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

// shorthand is the field that n stands for, nil where n is the mapping of the struct itself.
func (p plan) shorthand(n *yaml.Node) *reflect.StructField {
	switch {
	case n.Kind == yaml.ScalarNode && p.single != nil:
		return p.single
	case n.Kind != yaml.MappingNode || p.list == nil:
		return p.list
	case keyField(p.list.Type.Elem()) == nil:
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		if _, ok := p.fields[n.Content[i].Value]; ok {
			return nil
		}
	}
	return p.list
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, path string) error {
	p := d.plan(n, v)
	if short := p.shorthand(n); short != nil {
		return d.value(n, v.FieldByIndex(short.Index), path)
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
