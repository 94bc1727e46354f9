package rego

import (
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// yamlMap is a mapping that keeps the order in which it was filled.
type yamlMap struct{ node *yaml.Node }

func mapping() yamlMap { return yamlMap{&yaml.Node{Kind: yaml.MappingNode}} }

// put adds an entry. The comment goes behind the key of a block, and behind a value on one line.
func (m yamlMap) put(key string, value any, comment string) {
	name, node := scalar(key), (*yaml.Node)(nil)
	switch v := value.(type) {
	case yamlMap:
		node = v.node
		if len(node.Content) == 0 {
			node.Style = yaml.FlowStyle
		}
	case *yaml.Node:
		node = v
	}
	if node.Kind == yaml.ScalarNode || node.Style == yaml.FlowStyle {
		node.LineComment = remark(comment)
	} else {
		name.LineComment = remark(comment)
	}
	m.node.Content = append(m.node.Content, name, node)
}

func scalar(text string) *yaml.Node {
	var n yaml.Node
	n.SetString(text)
	return &n
}

// sequence is a list: on one line without comments, on a line for each with them.
func sequence(items []string, comments map[string]string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	if comments == nil {
		n.Style = yaml.FlowStyle
	}
	for _, item := range items {
		entry := scalar(item)
		entry.LineComment = remark(comments[item])
		n.Content = append(n.Content, entry)
	}
	return n
}

// remark makes a text fit a comment: one line, and nothing in it that ends it.
func remark(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, strings.TrimSpace(text))
}
