package salesforce

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// A metadata file is read as a stream of the root's children, each a small tree that is
// dropped when it has been looked at, so that a file at the limit costs little more than its
// bytes. The limits are far above what any org exports.
const (
	maxFileBytes = 25 << 20
	maxDepth     = 32
	maxElements  = 100_000 // below one child of the root
)

// document is one metadata file while it is read. The first mistake found in it stays in err,
// so that a reader may ask for what it wants and look at err once.
type document struct {
	file string
	root string
	err  error
}

// element is one XML element with its text (where it has no children) and its line.
type element struct {
	doc      *document
	parent   *element
	name     string
	text     string
	line     int
	children []*element
}

// shape names the children of a root that are wanted; true: it may stand more than once. A nil
// one wants them all.
type shape map[string]bool

// parse hands each wanted child of the root to each, in file order, and returns the line of
// the root. Namespaces and attributes say nothing in metadata and are not looked at. A
// DOCTYPE, and with it every entity of one's own, is refused.
func parse(file string, data []byte, root string, wanted shape, each func(*element)) (int, error) {
	doc := &document{file: file, root: root}
	if len(data) > maxFileBytes {
		return 0, doc.errorf(0, "", "is larger than %d MB, the limit for a metadata file", maxFileBytes>>20)
	}
	dec := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	var (
		open         *element // innermost wanted element
		rootLine     int
		depth, count int
		first        = map[string]int{}
	)
	for {
		line, _ := dec.InputPos() // where the token begins: the text before it has been read
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, doc.syntaxError(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return 0, doc.errorf(line, "", "holds a <!DOCTYPE> or other declaration: metadata files have none, remove it")
		case xml.StartElement:
			depth++
			if depth == 1 {
				if rootLine > 0 {
					return 0, doc.errorf(line, "", "holds a second root element <%s>", t.Name.Local)
				}
				if t.Name.Local != root {
					return 0, doc.errorf(line, "", "the root element is <%s>, not <%s>", t.Name.Local, root)
				}
				rootLine = line
				continue
			}
			if depth > maxDepth {
				return 0, doc.errorf(line, "", "is nested deeper than %d levels", maxDepth)
			}
			name := t.Name.Local
			if depth == 2 {
				repeats, ok := wanted[name]
				if wanted == nil {
					repeats, ok = true, true
				}
				if !ok {
					continue
				}
				if before := first[name]; before > 0 && !repeats {
					return 0, doc.errorf(line, name, "is given twice (first on line %d)", before)
				}
				first[name], count = line, 0
			} else if open == nil {
				continue
			}
			if count++; count > maxElements {
				return 0, doc.errorf(line, "", "holds more than %d elements in one", maxElements)
			}
			e := &element{doc: doc, parent: open, name: name, line: line}
			if open != nil {
				open.children = append(open.children, e)
			}
			open = e
		case xml.CharData:
			text := bytes.TrimSpace(t)
			if len(text) == 0 {
				continue
			}
			if depth == 0 {
				return 0, doc.errorf(line, "", "holds text outside its root element")
			}
			if open != nil {
				open.text += string(t)
			}
		case xml.EndElement:
			depth--
			if open == nil {
				continue
			}
			open.text = strings.TrimSpace(open.text)
			if open.parent == nil {
				each(open)
				if doc.err != nil {
					return 0, doc.err
				}
			}
			open = open.parent
		}
	}
	if rootLine == 0 {
		return 0, doc.errorf(0, "", "holds no XML element: it is empty or not metadata")
	}
	return rootLine, nil
}

// errorf makes the error of one place; path is below the root, "" for the file as a whole.
func (d *document) errorf(line int, path, format string, args ...any) *evidence.Error {
	if path != "" {
		path = d.root + "." + path
	}
	return &evidence.Error{File: d.file, Line: line, Path: path, Msg: fmt.Sprintf(format, args...)}
}

func (d *document) syntaxError(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return d.errorf(syntax.Line, "", "not valid XML: %s", syntax.Msg)
	}
	if strings.Contains(err.Error(), "encoding") {
		return d.errorf(1, "", "declares another encoding than UTF-8: save it as UTF-8")
	}
	return d.errorf(0, "", "not valid XML: %v", err)
}
