package salesforce

import (
	"net/netip"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// The methods below read what a metadata element says. A mistake goes to the document's err
// and the zero value comes back.

func (e *element) fail(child, format string, args ...any) {
	if e.doc.err != nil {
		return
	}
	path := e.name
	for up := e.parent; up != nil; up = up.parent {
		path = up.name + "." + path
	}
	if child != "" {
		path += "." + child
	}
	e.doc.err = e.doc.errorf(e.line, path, format, args...)
}

// all are the children of a name.
func (e *element) all(name string) []*element {
	var found []*element
	for _, child := range e.children {
		if child.name == name {
			found = append(found, child)
		}
	}
	return found
}

// child is the one child of a name, nil where there is none.
func (e *element) child(name string) *element {
	var found *element
	for _, child := range e.children {
		if child.name != name {
			continue
		}
		if found != nil {
			child.fail("", "is given twice (first on line %d)", found.line)
		}
		found = child
	}
	return found
}

// str is the text of a child, "" where there is none.
func (e *element) str(name string) string {
	if child := e.child(name); child != nil {
		return child.text
	}
	return ""
}

// need is the text of a child that must be there.
func (e *element) need(name string) string {
	text := e.str(name)
	if text == "" {
		e.fail(name, "is missing: every <%s> has one", e.name)
	}
	return text
}

// is reads the element's own text as xsd:boolean.
func (e *element) is() bool {
	switch e.text {
	case "true", "1":
		return true
	case "false", "0":
		return false
	}
	e.fail("", "wants true or false, not %s", evidence.Quote(e.text))
	return false
}

// flag is the boolean of a child, nil where there is none.
func (e *element) flag(name string) *bool {
	child := e.child(name)
	if child == nil {
		return nil
	}
	value := child.is()
	return &value
}

// on says whether a child is there and true.
func (e *element) on(name string) bool {
	value := e.flag(name)
	return value != nil && *value
}

// needFlag is the boolean of a child that must be there.
func (e *element) needFlag(name string) bool {
	value := e.flag(name)
	if value == nil {
		e.fail(name, "is missing: every <%s> has one", e.name)
		return false
	}
	return *value
}

// ipRange reads a range of addresses from the children that name its ends.
func (e *element) ipRange(start, end string) IPRange {
	from, to := e.address(start), e.address(end)
	if e.doc.err == nil && (from.Is4() != to.Is4() || to.Less(from)) {
		e.fail("", "ends at %s, before it starts at %s", to, from)
	}
	return IPRange{Start: e.str(start), End: e.str(end), Description: e.str("description"), Location: e.location()}
}

func (e *element) address(name string) netip.Addr {
	text := e.need(name)
	addr, err := netip.ParseAddr(text)
	if err != nil {
		e.fail(name, "wants an IP address, not %s", evidence.Quote(text))
	}
	return addr
}

func (e *element) location() evidence.Location {
	return evidence.Location{File: e.doc.file, Line: e.line}
}
