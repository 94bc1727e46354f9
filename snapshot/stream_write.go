package snapshot

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// WriteSets writes s as Write does, with the permission sets of sets in the place of its own.
// They are taken one after the other and none is kept, so that a source which can give them in
// the order of a snapshot (by name, then kind) needs no room for more than one. What Read would
// refuse is an error; w then holds the beginning of a document.
func WriteSets(w io.Writer, s *Snapshot, sets iter.Seq[*salesforce.PermissionSet]) error {
	stream := &Stream{snapshot: s}
	if err := stream.encodeRest(); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	before, behind := stream.restAround()
	if behind == nil {
		return errors.New("write snapshot: there is no org to hold permission sets: set Salesforce")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.Write(before)
	reader := newSetReader()
	heads := []salesforce.PermissionSet{}
	var b bytes.Buffer
	for set := range sets {
		n := len(heads)
		if err := validSet(set, n); err != nil {
			return fmt.Errorf("write snapshot: %w", err)
		}
		b.Reset()
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n      ")
		reader.encode(&b, set, nil, nil)
		out.Write(b.Bytes())
		heads = append(heads, head(set))
	}
	org, whole := *s.Salesforce, *s
	org.PermissionSets = heads
	whole.Salesforce = &org
	if err := whole.Validate(); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	if len(heads) > 0 {
		out.WriteString("\n    ")
	}
	out.Write(behind)
	if err := out.Flush(); err != nil { // bufio keeps the first error of all writes
		return fmt.Errorf("write snapshot: %w", err)
	}
	return nil
}

// validSet checks the n-th set as Validate would.
func validSet(set *salesforce.PermissionSet, n int) error {
	at := path{"salesforce", "permission_sets", n}
	if i := values(reflect.ValueOf(set).Elem(), setShape()); i != nil {
		slices.Reverse(i.path)
		i.path = append(at, i.path...)
		return i
	}
	c := &checker{}
	c.order(setLists(at, set))
	c.permissionSet(at, set)
	if c.first != nil {
		return c.first
	}
	return nil
}
