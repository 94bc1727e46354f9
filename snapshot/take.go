package snapshot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// ErrNoSource is the error of a Config that asks for nothing.
var ErrNoSource = errors.New("no source is configured: add sources.clay, sources.salesforce or sources.roster to leastwise.yaml")

// Options is what a collection needs beside its sources.
type Options struct {
	Dir     string    // directory that the paths of a Config are relative to
	TakenAt time.Time // the snapshot's clock
	Tool    Tool
	Inputs  []evidence.Input // what the caller read beside the files of a Config

	Salesforce salesforce.Deps // what a running org is reached with
}

// Take collects every source of c, one after the other. A source that fails part-way is a gap in
// the coverage; a file that is missing or malformed is an error naming it. Every known section
// has a coverage in the result: a source that was not asked for is not_requested, and a section
// that a source does not speak of is unavailable.
//
// With Options.Salesforce.Packed a snapshot of a large org takes little memory: Write, Digest,
// Stream, Excerpt and a Redactor take it as it is.
func Take(ctx context.Context, c Config, o Options) (*Snapshot, error) {
	if c.Clay == nil && c.Salesforce == nil && c.Roster == nil {
		return nil, ErrNoSource
	}
	if o.TakenAt.IsZero() {
		return nil, errors.New("take snapshot: no time is given")
	}
	s := &Snapshot{Version: Version, TakenAt: evidence.NewTime(o.TakenAt), Tool: o.Tool, Coverage: evidence.Sections{}}
	ctx, inputs := evidence.WithInputs(ctx)
	var err error
	if s.Clay, err = collect(ctx, s, "clay", c.Clay, func(c *clay.Config) (*clay.Workspace, evidence.Sections, error) {
		return clay.Read(ctx, o.Dir, c, s.TakenAt.Time())
	}); err != nil {
		return nil, err
	}
	if s.Salesforce, err = collect(ctx, s, "salesforce", c.Salesforce, func(c *salesforce.Config) (*salesforce.Org, evidence.Sections, error) {
		return salesforce.Collect(ctx, o.Dir, c, s.TakenAt.Time(), o.Salesforce)
	}); err != nil {
		return nil, err
	}
	if s.Salesforce != nil {
		s.Salesforce.Privileged = salesforce.PrivilegedUsers(s.Salesforce, s.TakenAt.Time())
	}
	if s.Roster, err = collect(ctx, s, "roster", c.Roster, func(c *roster.Config) (*roster.Roster, evidence.Sections, error) {
		return roster.Read(ctx, o.Dir, c, s.TakenAt.Time())
	}); err != nil {
		return nil, err
	}
	s.match(c.Roster)
	if err := s.compare(ctx, o.Dir, c.Previous); err != nil {
		return nil, err
	}
	s.complete(map[string]bool{"clay": c.Clay != nil, "salesforce": c.Salesforce != nil, "roster": c.Roster != nil})
	if err := s.declare(c.NotKept); err != nil {
		return nil, err
	}
	s.doubt()
	s.Inputs = append(inputs.All(), o.Inputs...)
	s.tidy()
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("take snapshot: %w", err)
	}
	return s, nil
}

// collect reads one source, where it is configured, and takes over what it says of its sections.
func collect[C, T any](ctx context.Context, s *Snapshot, source string, c *C, read func(*C) (*T, evidence.Sections, error)) (*T, error) {
	if c == nil {
		return nil, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", source, err)
	}
	part, sections, err := read(c)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", source, err)
	}
	if err := ctx.Err(); err != nil { // what a source returns after the end may be half
		return nil, fmt.Errorf("read %s: %w", source, err)
	}
	for _, section := range slices.Sorted(maps.Keys(sections)) {
		if !strings.HasPrefix(section, source+".") {
			return nil, fmt.Errorf("read %s: it reports on section %s, which is not its own", source, evidence.Quote(section))
		}
		c := sections[section]
		c.Reason = evidence.Withhold(c.Reason) // it names what was not read as the input does
		s.Coverage[section] = c
	}
	return part, nil
}

// complete gives a coverage to every section that has none.
func (s *Snapshot) complete(configured map[string]bool) {
	for _, path := range Sections() {
		if _, ok := s.Coverage[path]; ok {
			continue
		}
		source, _, _ := strings.Cut(path, ".")
		if configured[source] {
			s.Coverage[path] = evidence.Coverage{State: evidence.Unavailable, Reason: "sources." + source + " says nothing about it"}
			continue
		}
		s.Coverage[path] = evidence.Coverage{State: evidence.NotRequested, Reason: "sources." + source + " is not configured"}
	}
}

// tidy sorts every list that has an order and makes every list and map that is not optional one
// that is empty rather than nil.
func (s *Snapshot) tidy() {
	fill(reflect.ValueOf(s).Elem(), shapes{}.of(reflect.TypeFor[Snapshot]()))
	for _, l := range s.lists() {
		l.sort()
	}
}

func fill(v reflect.Value, s *shape) {
	switch {
	case s.form == pointer && !v.IsNil():
		fill(v.Elem(), s.elem)
	case s.form == object:
		for _, f := range s.fields {
			value := v.Field(f.index)
			switch {
			case f.optional && zero(value):
			case f.shape.form == table && value.IsNil():
				value.Set(reflect.MakeMap(value.Type()))
			case f.shape.form == list && value.IsNil():
				value.Set(reflect.MakeSlice(value.Type(), 0, 0))
			default:
				fill(value, f.shape)
			}
		}
	case s.form == table && s.elem.form == list:
		for _, key := range v.MapKeys() {
			if v.MapIndex(key).IsNil() {
				v.SetMapIndex(key, reflect.MakeSlice(v.Type().Elem(), 0, 0))
			}
		}
	case s.form == table && s.elem.form == table:
		for _, key := range v.MapKeys() {
			if v.MapIndex(key).IsNil() {
				v.SetMapIndex(key, reflect.MakeMap(v.Type().Elem()))
			}
		}
	case s.form == list && (s.elem.form == object || s.elem.form == pointer):
		for i := range v.Len() {
			fill(v.Index(i), s.elem)
		}
	}
}
