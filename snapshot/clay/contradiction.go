package clay

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// lists is what a source says of a thing that it has in its own list.
const lists = "lists it"

// missing records that a source knows a thing and another, which would have to, does not.
func (m *merger) missing(section, id, name, in, source, says string, at evidence.Location) {
	key := section + "\x00" + id + "\x00"
	c, ok := m.found[key]
	if !ok {
		c = Contradiction{Section: section, Kind: kinds[section], ID: id, Name: name, Values: map[string]string{}, Location: at}
	}
	if c.Values[source] == "" {
		c.Values[source] = says
	}
	c.MissingIn = set(append(c.MissingIn, in))
	m.found[key] = c
}

// disagree records that two sources say different things of one field.
func (m *merger) disagree(section, id, name, field, source, value, otherSource, otherValue string, at evidence.Location) {
	key := section + "\x00" + id + "\x00" + field
	c, ok := m.found[key]
	if !ok {
		c = Contradiction{Section: section, Kind: kinds[section], ID: id, Name: name, Field: field, Values: map[string]string{}, Location: at}
	}
	for word := range strings.SplitSeq(source, ", ") {
		if c.Values[word] == "" {
			c.Values[word] = value
		}
	}
	c.Values[otherSource] = otherValue
	m.found[key] = c
}

// refers records a reference to a thing that the inventory would have to list.
func (m *merger) refers(f *facts, section, id, says string, at evidence.Location) {
	if id == "" || !m.held[section] || m.clayManaged[id] {
		return
	}
	known := false
	switch section {
	case "workbooks":
		known = slices.ContainsFunc(m.ws.Workbooks, func(x Workbook) bool { return x.ID == id })
	case "connections":
		known = slices.ContainsFunc(m.ws.Connections, func(x Connection) bool { return x.ID == id })
	}
	if !known {
		m.missing(section, id, "", "inventory", f.source, says, at)
	}
}

// owner records an owner of a table who is none of the members.
func (m *merger) owner(f *facts, id string, t *Table) {
	who := id
	if t.Owner != "" {
		who = t.Owner
	}
	if m.held["members"] && !slices.ContainsFunc(m.ws.Members, func(x Member) bool { return x.Email == t.Owner }) {
		m.missing("members", who, "", "inventory", f.source, "names it as the owner of table "+t.ID, t.Location)
	}
}

// contradictions gives them their order.
func (m *merger) contradictions() []Contradiction {
	list := []Contradiction{}
	for _, c := range m.found {
		list = append(list, c)
	}
	return sorted(list, func(c Contradiction) string { return c.Section + "\x00" + c.ID + "\x00" + c.Field })
}

// same compares two values as a person would: of two times, one that is a whole day agrees
// with any time of that day.
func same(a, b reflect.Value) bool {
	x, isTime := a.Interface().(evidence.Time)
	if !isTime {
		return reflect.DeepEqual(a.Interface(), b.Interface())
	}
	y := b.Interface().(evidence.Time)
	return x == y || len(x) == len(y) && x[:10] == y[:10] && (midnight(x) || midnight(y))
}

func midnight(t evidence.Time) bool { return strings.HasSuffix(string(t), "T00:00:00Z") }

// exact says that b is the more exact of two times that agree.
func exact(a, b reflect.Value) bool {
	x, ok := a.Interface().(evidence.Time)
	return ok && midnight(x) && x != b.Interface().(evidence.Time)
}

// text is a value for a person.
func text(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	case reflect.Slice:
		words := make([]string, v.Len())
		for i := range words {
			words[i] = text(v.Index(i))
		}
		return strings.Join(words, ", ")
	}
	return fmt.Sprint(v.Interface())
}
