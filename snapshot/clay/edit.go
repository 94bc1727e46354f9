package clay

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// editor changes single values in the text of a YAML file and leaves every other byte as it
// is: to write the parsed document again would lose blank lines and the layout of comments.
type editor struct {
	text  string
	lines []int // offset of the start of each line
	root  *yaml.Node
	edits []edit
	added map[*yaml.Node][]string // by list: its new entries, as they are written
	fresh []string                // new entries of a section that is not there
	notes []string
}

// edit replaces length bytes at an offset.
type edit struct {
	at, length int
	text       string
}

func newEditor(file string, text []byte) (*editor, error) {
	e := &editor{text: string(text), lines: []int{0}, root: &yaml.Node{Kind: yaml.MappingNode}, added: map[*yaml.Node][]string{}}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil || doc.Kind != 0 { // comments alone are an inventory to be
		var in inventory
		if _, err := evidence.DecodeYAML(file, text, &in); err != nil {
			return nil, err
		}
		e.root = doc.Content[0]
	}
	for i, r := range e.text {
		if r == '\n' {
			e.lines = append(e.lines, i+1)
		}
	}
	return e, nil
}

// apply carries out the edits; those at one place in the order they were made.
func (e *editor) apply() []byte {
	slices.SortStableFunc(e.edits, func(a, b edit) int { return cmp.Compare(a.at, b.at) })
	var b strings.Builder
	at := 0
	for _, x := range e.edits {
		b.WriteString(e.text[at:x.at])
		b.WriteString(x.text)
		at = x.at + x.length
	}
	b.WriteString(e.text[at:])
	return []byte(b.String())
}

// offset is the byte at which a node starts. Columns count characters.
func (e *editor) offset(n *yaml.Node) int {
	at := e.lines[n.Line-1]
	if n.Line == 1 {
		at += len(e.text) - len(strings.TrimPrefix(e.text, "\uFEFF"))
	}
	for range n.Column - 1 {
		_, size := utf8.DecodeRuneInString(e.text[at:])
		at += size
	}
	return at
}

// child is the value under a key of a mapping, nil where there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// items is the list of a section, with or without its own observation.
func (e *editor) items(section string) *yaml.Node {
	n := child(e.root, section)
	if items := child(n, "items"); items != nil {
		return items
	}
	return n
}

// entry finds the entry of a list by its id, by the name that stands for one, or by its key.
func (e *editor) entry(items *yaml.Node, section, id string) *yaml.Node {
	switch {
	case items == nil:
		return nil
	case items.Kind == yaml.MappingNode:
		return child(items, id)
	case items.Kind != yaml.SequenceNode:
		return nil
	}
	for _, n := range items.Content {
		key := child(n, "id")
		switch {
		case section == "members":
			key = child(n, "email")
		case key == nil:
			key = child(n, "name")
		}
		if key != nil && strings.EqualFold(strings.TrimSpace(key.Value), id) {
			return n
		}
	}
	return nil
}

// simple is the length of a scalar as it stands in the text; false where it is on several lines.
func (e *editor) simple(n *yaml.Node) (length int, ok bool) {
	if n.Kind != yaml.ScalarNode || n.Line == 0 {
		return 0, false
	}
	rest := e.text[e.offset(n):]
	if end := strings.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	switch n.Style &^ yaml.TaggedStyle {
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		quote := rest[0]
		for i := 1; i < len(rest); i++ {
			switch {
			case quote == '"' && rest[i] == '\\':
				i++
			case rest[i] == quote && quote == '\'' && i+1 < len(rest) && rest[i+1] == quote:
				i++
			case rest[i] == quote:
				return i + 1, true
			}
		}
		return 0, false
	case 0:
		return len(n.Value), n.Value != "" && strings.HasPrefix(rest, n.Value)
	}
	return 0, false
}

// set gives a field of an entry its value.
func (e *editor) set(what string, entry *yaml.Node, f pair) {
	if entry.Kind != yaml.MappingNode {
		e.byHand(what, f)
		return
	}
	value := flow(f.value)
	if old := child(entry, f.key); old != nil {
		if length, ok := e.simple(old); ok {
			e.edits = append(e.edits, edit{e.offset(old), length, value})
			return
		}
		if old.Kind == yaml.SequenceNode && old.Style&yaml.FlowStyle != 0 {
			at := e.offset(old)
			if end, ok := e.closing(at); ok {
				e.edits = append(e.edits, edit{at, end - at, value})
				return
			}
		}
		e.byHand(what, f)
		return
	}
	for i := len(entry.Content) - 2; i >= 0; i -= 2 { // behind the last key that has a simple value
		key, last := entry.Content[i], entry.Content[i+1]
		length, ok := e.simple(last)
		if !ok || key.Line != last.Line {
			continue
		}
		end := e.offset(last) + length
		if entry.Style&yaml.FlowStyle != 0 {
			e.edits = append(e.edits, edit{end, 0, ", " + f.key + ": " + value})
			return
		}
		e.edits = append(e.edits, edit{e.endOfLine(end), 0, "\n" + strings.Repeat(" ", key.Column-1) + f.key + ": " + value})
		return
	}
	e.byHand(what, f)
}

func (e *editor) byHand(what string, f pair) {
	e.notes = append(e.notes, fmt.Sprintf("%s: set %s to %s by hand: its place is not one that can be edited", what, f.key, flow(f.value)))
}

func (e *editor) endOfLine(at int) int {
	if end := strings.IndexByte(e.text[at:], '\n'); end >= 0 {
		return at + len(strings.TrimSuffix(e.text[at:at+end], "\r"))
	}
	return len(e.text)
}

// closing is the byte behind the bracket that closes the one at an offset, if it stands on
// the same line.
func (e *editor) closing(at int) (end int, ok bool) {
	quote := byte(0)
	for i := at + 1; i < len(e.text) && e.text[i] != '\n'; i++ {
		switch c := e.text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' || c == '{':
			return 0, false
		case c == ']' || c == '}':
			return i + 1, true
		}
	}
	return 0, false
}

// flow is a value on one line, as it stands among others: what would end it is in quotes.
func flow(value any) string {
	if t, ok := value.(evidence.Time); ok { // plain, and a day where it is one
		return strings.TrimSuffix(string(t), "T00:00:00Z")
	}
	node := &yaml.Node{}
	if node.Encode([]any{value}) != nil {
		return `""`
	}
	node.Style, node.Content[0].Style = yaml.FlowStyle, node.Content[0].Style|yaml.FlowStyle
	text, err := yaml.Marshal(node)
	if err != nil {
		return `""`
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(string(text)), "["), "]")
}
