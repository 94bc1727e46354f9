package salesforce

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
)

// node is an element to be written: text or children.
type node struct {
	tag      string
	text     string
	children []node
}

func leaf(tag, text string) node             { return node{tag: tag, text: text} }
func flag(tag string, on bool) node          { return leaf(tag, strconv.FormatBool(on)) }
func branch(tag string, inside ...node) node { return node{tag: tag, children: inside} }

// on tells whether the text is true, as xsd:boolean spells it.
func (n node) on() bool { return n.text == "true" || n.text == "1" }

// sorted puts the children in the order of their names, which is the order that the schema
// wants of permission sets and profiles; children of one name keep theirs.
func (n node) sorted() node {
	n.children = slices.Clone(n.children)
	slices.SortStableFunc(n.children, func(a, b node) int { return strings.Compare(a.tag, b.tag) })
	return n
}

// document is the element as a file, laid out as Salesforce's own tools lay it out.
func (n node) document() []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	n.write(&b, "", ` xmlns="http://soap.sforce.com/2006/04/metadata"`)
	return b.Bytes()
}

func (n node) write(b *bytes.Buffer, indent, attributes string) {
	b.WriteString(indent + "<" + n.tag + attributes + ">")
	if len(n.children) == 0 {
		_ = xml.EscapeText(b, []byte(n.text)) // a bytes.Buffer takes every write
	} else {
		b.WriteByte('\n')
		for _, child := range n.children {
			child.write(b, indent+"    ", "")
		}
		b.WriteString(indent)
	}
	b.WriteString("</" + n.tag + ">\n")
}
