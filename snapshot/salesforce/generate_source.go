package salesforce

import (
	"os"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// source is a file of the project as an element to write again, so that what is generated from
// it keeps all that the policy does not speak of. why says why there is none.
func (g *generator) source(at evidence.Location, root string) (n node, why string) {
	c := g.options.Project
	if c == nil || c.Project == "" || at.File == "" {
		return node{}, "its file was not read from a metadata project"
	}
	name, ok := below(label(g.options.Dir, c.Project), at.File)
	if !ok {
		return node{}, at.File + " does not lie in the project"
	}
	project, err := os.OpenRoot(resolve(g.options.Dir, c.Project))
	if err != nil {
		return node{}, "the project cannot be opened: " + cause(err)
	}
	defer project.Close()
	data, err := readFile(project, name, at.File)
	if err != nil {
		return node{}, err.Error()
	}
	whole := &element{name: root}
	if _, err = parse(at.File, data, root, nil, func(e *element) { whole.children = append(whole.children, e) }); err != nil {
		return node{}, err.Error()
	}
	n = whole.node()
	return n.without("fullName"), "" // the name of the file says it
}

// below is the path of a file under the folder that evidence calls prefix.
func below(prefix, file string) (name string, ok bool) {
	if prefix == "." {
		return file, true
	}
	return strings.CutPrefix(file, prefix+"/")
}

// node is the element as one to write. Elements that say nothing are left out: some stand for
// xsi:nil, which is not kept.
func (e *element) node() node {
	n := leaf(e.name, e.text)
	for _, child := range e.children {
		if child.text != "" || len(child.children) > 0 {
			n.children = append(n.children, child.node())
		}
	}
	return n
}

// child is the first child of a name.
func (n node) child(tag string) (node, bool) {
	i := slices.IndexFunc(n.children, func(c node) bool { return c.tag == tag })
	if i < 0 {
		return node{}, false
	}
	return n.children[i], true
}

// without is the element less its children of some names.
func (n node) without(tags ...string) node {
	n.children = slices.DeleteFunc(slices.Clone(n.children), func(c node) bool { return slices.Contains(tags, c.tag) })
	return n
}

// with is the element with children in the place of those of their names, in the order of the
// schema, which is that of the alphabet.
func (n node) with(inside ...node) node {
	for _, child := range inside {
		n = n.without(child.tag)
	}
	n.children = append(n.children, inside...)
	return n.sorted()
}
