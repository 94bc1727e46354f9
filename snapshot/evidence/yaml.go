package evidence

import (
	"encoding"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Limits of a hand-kept file. They are far above any real inventory and far below what
// would exhaust memory.
const (
	MaxYAMLBytes = 25 << 20
	maxYAMLDepth = 64
	maxYAMLNodes = 2_000_000
)

// Error is a mistake in an input file: one line that names file, line, field and what to do.
type Error struct {
	File string
	Line int    // 0 when the whole file is meant
	Path string // dotted path of the field, "" for the whole file
	Msg  string
}

func (e *Error) Error() string {
	at := Location{File: e.File, Line: e.Line}.String()
	if e.Path != "" {
		return at + ": " + e.Path + ": " + e.Msg
	}
	return at + ": " + e.Msg
}

// Doc is a decoded YAML file that still knows its lines.
type Doc struct {
	File string
	root *yaml.Node
}

// DecodeYAML reads one strict YAML document into the struct that into points at. Keys are
// the json names of the fields; a field tagged `yaml:"-"` is not read from YAML. Unknown and
// duplicate keys, wrong types, aliases and a second document are errors of type *Error. Every
// struct field of type Location named "location" is set to the line its mapping starts on. A
// struct may mark one field `yaml:"shorthand"`: a single value instead of the mapping sets it.
func DecodeYAML(file string, data []byte, into any) (*Doc, error) {
	if len(data) > MaxYAMLBytes {
		return nil, &Error{File: file, Msg: fmt.Sprintf("is larger than %d MB, the limit for a hand-kept file", MaxYAMLBytes>>20)}
	}
	dec := yaml.NewDecoder(strings.NewReader(strings.TrimPrefix(string(data), "\uFEFF")))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &Error{File: file, Msg: "is empty"}
		}
		return nil, syntaxError(file, err)
	}
	var second yaml.Node
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, syntaxError(file, err)
		}
		return nil, &Error{File: file, Line: second.Line, Msg: "holds a second document: keep one per file"}
	}
	d := &decoder{file: file}
	root := doc.Content[0]
	if err := d.check(root, 0); err != nil {
		return nil, err
	}
	if err := d.value(root, reflect.ValueOf(into).Elem(), ""); err != nil {
		return nil, err
	}
	return &Doc{File: file, root: root}, nil
}

// Find returns the location of the value at the path of keys and list indexes, or of the
// nearest parent that exists.
func (d *Doc) Find(path ...string) Location {
	node, line := d.root, d.root.Line
	for _, key := range path {
		next := (*yaml.Node)(nil)
		switch node.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(node.Content); i += 2 {
				if node.Content[i].Value == key {
					next, line = node.Content[i+1], node.Content[i].Line
				}
			}
		case yaml.SequenceNode:
			if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(node.Content) {
				next = node.Content[i]
				line = next.Line
			}
		}
		if next == nil {
			break
		}
		node = next
	}
	return Location{File: d.File, Line: line}
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func syntaxError(file string, err error) error {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		line, _ = strconv.Atoi(m[1])
		msg = strings.TrimPrefix(msg, m[0]+": ")
	}
	return &Error{File: file, Line: line, Msg: "not valid YAML: " + strings.ReplaceAll(msg, "\n", " ")}
}

type decoder struct {
	file  string
	nodes int
}

func (d *decoder) fail(n *yaml.Node, path, format string, args ...any) error {
	return &Error{File: d.file, Line: n.Line, Path: path, Msg: fmt.Sprintf(format, args...)}
}

// check refuses what no inventory needs and an attacker would use: aliases, depth, mass.
func (d *decoder) check(n *yaml.Node, depth int) error {
	d.nodes++
	switch {
	case n.Kind == yaml.AliasNode:
		return d.fail(n, "", "YAML aliases (*%s) are not accepted: write the value out", n.Value)
	case depth > maxYAMLDepth:
		return d.fail(n, "", "is nested deeper than %d levels", maxYAMLDepth)
	case d.nodes > maxYAMLNodes:
		return d.fail(n, "", "holds more than %d values", maxYAMLNodes)
	}
	for _, c := range n.Content {
		if err := d.check(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

var (
	locationType = reflect.TypeFor[Location]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func (d *decoder) value(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil // "key:" with nothing behind it says nothing: the field stays unset
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(n, v.Elem(), path)
	}
	if v.CanAddr() && v.Addr().Type().Implements(textType) {
		if n.Kind != yaml.ScalarNode {
			return d.fail(n, path, "wants a single value, not a %s", kindName(n))
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
		if n.Kind != yaml.SequenceNode {
			return d.fail(n, path, "wants a list, not %s", kindName(n))
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			if err := d.value(c, v.Index(i), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
		return nil
	case reflect.Interface:
		var any any
		if err := n.Decode(&any); err != nil {
			return d.fail(n, path, "%v", err)
		}
		if any != nil {
			v.Set(reflect.ValueOf(any))
		}
		return nil
	}
	return d.scalar(n, v, path)
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.MappingNode && n.Kind != yaml.ScalarNode {
		return d.fail(n, path, "wants a mapping of keys, not %s", kindName(n))
	}
	fields, shorthand := map[string]int{}, -1
	var names []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Type == locationType && name == "location" {
			v.Field(i).Set(reflect.ValueOf(Location{File: d.file, Line: n.Line}))
			continue
		}
		if f.Tag.Get("yaml") == "shorthand" {
			shorthand = i
		}
		if f.Tag.Get("yaml") == "-" || name == "" || name == "-" {
			continue
		}
		fields[name] = i
		names = append(names, name)
	}
	if n.Kind == yaml.ScalarNode {
		if shorthand < 0 {
			return d.fail(n, path, "wants a mapping of keys, not %s", kindName(n))
		}
		return d.value(n, v.Field(shorthand), path)
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if line, ok := seen[key.Value]; ok {
			return d.fail(key, join(path, key.Value), "is given twice (first on line %d)", line)
		}
		seen[key.Value] = key.Line
		index, ok := fields[key.Value]
		if !ok {
			return d.fail(key, path, "unknown key %q%s", key.Value, Suggest(key.Value, names))
		}
		if err := d.value(n.Content[i+1], v.Field(index), join(path, key.Value)); err != nil {
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
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		k := reflect.ValueOf(key.Value).Convert(v.Type().Key())
		if v.MapIndex(k).IsValid() {
			return d.fail(key, join(path, key.Value), "is given twice")
		}
		item := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(n.Content[i+1], item, join(path, key.Value)); err != nil {
			return err
		}
		v.SetMapIndex(k, item)
	}
	return nil
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.ScalarNode {
		return d.fail(n, path, "wants a single value, not %s", kindName(n))
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Bool:
		if n.Tag != "!!bool" {
			return d.fail(n, path, "wants true or false, not %q", n.Value)
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(strings.ReplaceAll(n.Value, "_", ""), 10, 64)
		if err != nil {
			return d.fail(n, path, "wants a whole number, not %q", n.Value)
		}
		if i > 1<<53 || i < -1<<53 {
			return d.fail(n, path, "number %s is too large (limit 2^53)", n.Value)
		}
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(strings.ReplaceAll(n.Value, "_", ""), 64)
		if err != nil || f != f || f > 1<<53 || f < -1<<53 {
			return d.fail(n, path, "wants a number below 2^53, not %q", n.Value)
		}
		v.SetFloat(f)
	default:
		return d.fail(n, path, "cannot hold a %s", v.Type())
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
	return fmt.Sprintf("%q", n.Value)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// Suggest returns ` (did you mean "x"?)` for the nearest of the names, or what the names
// are when none is near, ready to stand behind an "unknown ..." message.
func Suggest(word string, names []string) string {
	best, distance := "", len(word)/2+1
	for _, name := range names {
		if d := editDistance(strings.ToLower(word), strings.ToLower(name)); d < distance {
			best, distance = name, d
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf(" (did you mean %q?)", best)
	case len(names) == 0 || len(names) > 30:
		return ""
	}
	sorted := slices.Clone(names)
	slices.Sort(sorted)
	return " (known: " + strings.Join(sorted, ", ") + ")"
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
