package snapshot

import (
	"bufio"
	"bytes"
	"reflect"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// setReader checks permission sets as Read would and gives their canonical form. One goroutine
// uses one.
type setReader struct {
	shape *shape
	words map[string]string
	light bytes.Buffer // the set in hand without its field permissions and lines
	bulk  [2]bulk
	out   *bufio.Writer
}

func newSetReader() *setReader {
	return &setReader{shape: setShape(), words: map[string]string{}, out: bufio.NewWriterSize(nil, 1<<12)}
}

// read checks one set and writes its canonical form to b, with the indent it has in a snapshot.
// It returns what is kept of a set, false where Read would refuse it. Field permissions and lines
// in plain words and in order are checked as they pass; whatever else a set holds, and a set that
// is written in another way, is decoded and encoded as Read and Write do it.
func (r *setReader) read(raw []byte, b *bytes.Buffer) (salesforce.PermissionSet, bool) {
	fields, lines := &r.bulk[bulkFields], &r.bulk[bulkLines]
	fields.reset()
	lines.reset()
	if r.lighten(raw) {
		set, ok := r.decode(r.light.Bytes())
		if !ok || set.Kind == salesforce.KindMuting && fields.both || set.Kind != salesforce.KindMuting && fields.write {
			return set, false
		}
		r.encode(b, &set, fields, lines)
		return head(&set), true
	}
	set, ok := r.decode(raw)
	if ok {
		r.encode(b, &set, nil, nil)
	}
	return head(&set), ok
}

func head(set *salesforce.PermissionSet) salesforce.PermissionSet {
	return salesforce.PermissionSet{
		Name: set.Name, Label: set.Label, Kind: set.Kind, License: set.License, Location: set.Location,
		Permissions: []string{}, Objects: map[string][]string{}, Fields: map[string]map[string]string{},
	}
}

// decode reads one set strictly and checks what Validate checks of it.
func (r *setReader) decode(raw []byte) (salesforce.PermissionSet, bool) {
	var set salesforce.PermissionSet
	d := decoder{scanner: scanner{data: raw}, words: r.words}
	if d.value(reflect.ValueOf(&set).Elem(), r.shape, 0) != nil {
		return set, false
	}
	if d.peek(); d.pos < len(raw) {
		return set, false
	}
	c := &checker{}
	c.order(setLists(path{"salesforce", "permission_sets", 0}, &set))
	c.permissionSet(path{"salesforce", "permission_sets", 0}, &set)
	return set, c.first == nil
}

// setDepth is how deep a permission set stands in a snapshot.
const setDepth = 3

// encode writes a set. Where bulk is given it stands for the fields and lines of the set.
func (r *setReader) encode(b *bytes.Buffer, set *salesforce.PermissionSet, fields, lines *bulk) {
	r.out.Reset(b)
	e := encoder{w: r.out}
	v, written := unpacked(reflect.ValueOf(set).Elem()), 0
	for _, f := range r.shape.fields {
		value := v.Field(f.index)
		var ready []byte
		switch {
		case f.name == "fields" && fields != nil:
			ready = fields.text
		case f.name == "lines" && lines != nil && len(lines.text) > len("{}"):
			ready = lines.text
		case f.optional && zero(value):
			continue
		}
		e.open('{', written, setDepth)
		e.key(f.name)
		written++
		if ready != nil {
			e.w.Write(ready)
			continue
		}
		_ = e.value(value, f.shape, setDepth+1) // a set holds no number that JSON cannot
	}
	e.close("{}", written, setDepth)
	_ = e.w.Flush() // b does not fail
}
