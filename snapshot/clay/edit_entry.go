package clay

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// add notes a new entry of a list; flush writes all of a list at once.
func (e *editor) add(section string, items *yaml.Node, id string, fields []pair) {
	var words []string
	keyed := items != nil && items.Kind == yaml.MappingNode
	for _, f := range fields {
		if keyed && f.key == "id" || section == "members" && f.key == "id" && f.value == id {
			continue
		}
		words = append(words, f.key+": "+flow(f.value))
	}
	text := "{" + strings.Join(words, ", ") + "}"
	if keyed {
		text = flow(id) + ": " + text
	}
	if items == nil {
		e.fresh = append(e.fresh, text)
		return
	}
	e.added[items] = append(e.added[items], text)
}

// gaps are what a list that a source gave leaves out.
var gaps = map[string]string{
	"tables": "owners, auto_run and what each may use", "workbooks": "owners and edit access", "api_keys": "the keys of everybody else, purposes and consumers",
	"connections": "principals, access and rotation", "webhooks": "submissions and limits", "members": "groups",
}

// flush writes the new entries of a list.
func (e *editor) flush(section string, items *yaml.Node) {
	if items == nil {
		switch {
		case len(e.fresh) == 0:
		case e.root.Style&yaml.FlowStyle != 0:
			e.notes = append(e.notes, fmt.Sprintf("%s: add by hand: %s", section, strings.Join(e.fresh, ", ")))
		default:
			e.edits = append(e.edits, edit{len(e.text), 0, "\n# Listed by Clay. To be added by hand: " + gaps[section] + ".\n" +
				section + ":\n  - " + strings.Join(e.fresh, "\n  - ") + "\n"})
			e.notes = append(e.notes, fmt.Sprintf("%s is a new section: add %s by hand", section, gaps[section]))
		}
		e.fresh = nil
		return
	}
	texts := e.added[items]
	delete(e.added, items)
	if len(texts) == 0 {
		return
	}
	dash := "- "
	if items.Kind == yaml.MappingNode {
		dash = ""
	}
	at := 0
	switch {
	case items.Kind == yaml.ScalarNode: // "tables:" with nothing behind it
		e.notes = append(e.notes, fmt.Sprintf("%s: add by hand, since the section is empty: %s", section, strings.Join(texts, ", ")))
		return
	case items.Style&yaml.FlowStyle != 0 && len(items.Content) == 0:
		at = e.offset(items)
		end, ok := e.closing(at)
		if !ok {
			e.notes = append(e.notes, fmt.Sprintf("%s: add by hand: %s", section, strings.Join(texts, ", ")))
			return
		}
		if section == "columns" || e.root.Style&yaml.FlowStyle != 0 { // in braces nothing but brackets may stand
			e.edits = append(e.edits, edit{at, end - at, "[" + strings.Join(texts, ", ") + "]"})
			return
		}
		indent := "\n" + strings.Repeat(" ", e.indent(items)+2) + dash
		for at > 0 && e.text[at-1] == ' ' {
			at--
		}
		e.edits = append(e.edits, edit{at, end - at, indent + strings.Join(texts, indent)})
	case items.Style&yaml.FlowStyle != 0:
		e.edits = append(e.edits, edit{e.offset(items) + 1, 0, strings.Join(texts, ", ") + ", "})
	default:
		indent := "\n" + strings.Repeat(" ", items.Column-1) + dash
		e.edits = append(e.edits, edit{e.endOfBlock(items), 0, indent + strings.Join(texts, indent)})
	}
}

// indent is how far the line of a node is indented.
func (e *editor) indent(n *yaml.Node) int {
	line := e.text[e.lines[n.Line-1]:]
	return len(line) - len(strings.TrimLeft(line, " -"))
}

// endOfBlock is the end of the last line of a block list or mapping: the lines behind its last
// entry that are indented deeper belong to it.
func (e *editor) endOfBlock(items *yaml.Node) int {
	last := items.Content[len(items.Content)-1]
	if items.Kind == yaml.MappingNode {
		last = items.Content[len(items.Content)-2]
	}
	end := last.Line - 1
	for i := last.Line; i < len(e.lines); i++ {
		line := e.text[e.lines[i]:e.endOfLine(e.lines[i])]
		text := strings.TrimLeft(line, " ")
		switch {
		case text == "":
			continue
		case len(line)-len(text) < items.Column:
			return e.endOfLine(e.lines[end])
		}
		end = i
	}
	return e.endOfLine(e.lines[end])
}
