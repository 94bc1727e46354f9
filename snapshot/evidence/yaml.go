package evidence

import (
	"errors"
	"fmt"
	"io"
	"reflect"
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

// Doc is a decoded YAML file that still knows its lines.
type Doc struct {
	File string
	root *yaml.Node
}

// DecodeYAML reads one strict YAML document into the struct that into points at. Keys are
// the json names of the fields, those of embedded structs included; a field tagged
// `yaml:"-"` is not read from YAML. Every struct field of type Location named "location" is
// set to the line its mapping starts on. Unknown and duplicate keys, wrong types, aliases,
// tags, merge keys, a file that says nothing and a second document are errors of type *Error.
//
// Two tags let people write less. A struct may mark a field `yaml:"shorthand"`: a single value,
// or a list where the field is one, stands for the mapping that sets it alone (one of each may
// be marked). A list
// whose elements mark a field `yaml:"key"` may be written as a mapping from that field to the
// rest of the element; the element's location is then the line of its key. A field tagged
// `yaml:"hidden"` is read but never suggested: its type is there to refuse what is put in it.
func DecodeYAML(file string, data []byte, into any) (doc *Doc, err error) {
	// yaml.v3 has panicked on malformed input before. To us that is a malformed file, not a crash.
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, &Error{File: file, Msg: "not valid YAML: it cannot be parsed"}
		}
	}()
	text, err := checkText(file, data)
	if err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(strings.NewReader(text))
	var first, second yaml.Node
	if err := dec.Decode(&first); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &Error{File: file, Msg: "is empty"}
		}
		return nil, syntaxError(file, text, err)
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, syntaxError(file, text, err)
		}
		return nil, &Error{File: file, Line: second.Line, Msg: "holds a second document: keep one per file"}
	}
	root := first.Content[0]
	d := &decoder{file: file}
	if err := d.check(root, 0); err != nil {
		return nil, err
	}
	if isNull(root) {
		return nil, &Error{File: file, Msg: "is empty"}
	}
	if err := d.value(root, reflect.ValueOf(into).Elem(), ""); err != nil {
		return nil, err
	}
	return &Doc{File: file, root: root}, nil
}

// Find returns the location of the value at the path of keys and list indexes, or of the
// nearest parent that exists.
func (d *Doc) Find(path ...string) Location {
	_, line, _ := d.walk(path)
	return Location{File: d.File, Line: line}
}

// Errorf is a mistake in the value at the path, or in its nearest parent that exists.
func (d *Doc) Errorf(path []string, format string, args ...any) *Error {
	_, line, dotted := d.walk(path)
	return &Error{File: d.File, Line: line, Path: dotted, Msg: fmt.Sprintf(format, args...)}
}

// Entries returns the path of every entry of the list or mapping at the path, in the order
// of the file; nil where there is neither.
func (d *Doc) Entries(path ...string) [][]string {
	node, _, _ := d.walk(path)
	if node == nil || node.Kind == yaml.ScalarNode {
		return nil
	}
	entry := func(name string) []string { return append(append([]string{}, path...), name) }
	entries := [][]string{}
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			entries = append(entries, entry(node.Content[i].Value))
		}
	case yaml.SequenceNode:
		for i := range node.Content {
			entries = append(entries, entry(strconv.Itoa(i)))
		}
	}
	return entries
}

// walk follows the path and returns the node at its end (nil when the path leaves the
// document), the line of the last step that exists, and the path as people write it.
func (d *Doc) walk(path []string) (node *yaml.Node, line int, dotted string) {
	node, line = d.root, d.root.Line
	for _, step := range path {
		next := (*yaml.Node)(nil)
		index, err := strconv.Atoi(step)
		switch {
		case node == nil:
		case node.Kind == yaml.MappingNode:
			for i := 0; i+1 < len(node.Content); i += 2 {
				if node.Content[i].Value == step {
					next, line = node.Content[i+1], node.Content[i].Line
				}
			}
		case node.Kind == yaml.SequenceNode && err == nil && index >= 0 && index < len(node.Content):
			next = node.Content[index]
			line = next.Line
		}
		if node != nil && node.Kind == yaml.SequenceNode {
			dotted += "[" + step + "]"
		} else {
			dotted = join(dotted, step)
		}
		node = next
	}
	return node, line, dotted
}
