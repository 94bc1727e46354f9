package snapshot

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// invalid is what is wrong at one place of a snapshot in memory.
type invalid struct {
	path path
	msg  string
}

func (i *invalid) Error() string {
	if len(i.path) == 0 {
		return i.msg
	}
	return i.path.String() + ": " + i.msg
}

// Validate reports the first thing that keeps s from being a snapshot, in one line that begins
// with its JSON path, such as `clay.members[3].email: "Ann@acme.com" is not in lower case`. It
// checks all that the package promises; a snapshot that was read or taken has passed.
func (s *Snapshot) Validate() error {
	if i := values(reflect.ValueOf(s).Elem(), shapes{}.of(reflect.TypeFor[Snapshot]())); i != nil {
		slices.Reverse(i.path)
		return i
	}
	if i := s.meaning(); i != nil {
		return i
	}
	return nil
}

// values checks what the reader checks of a document: no list or map is nil that has to be
// there, times are moments, numbers are exact, text is UTF-8. The path of what it returns runs
// from the inside out.
func values(v reflect.Value, s *shape) *invalid {
	switch s.form {
	case pointer:
		return values(v.Elem(), s.elem)
	case object:
		v = unpacked(v)
		for _, f := range s.fields {
			value := v.Field(f.index)
			if f.optional && zero(value) {
				continue
			}
			if i := values(value, f.shape); i != nil {
				i.path = append(i.path, f.name)
				return i
			}
		}
	case table:
		return tableValues(v, s)
	case list:
		if v.IsNil() {
			return &invalid{msg: "is missing"}
		}
		for n := range v.Len() {
			if i := values(v.Index(n), s.elem); i != nil {
				i.path = append(i.path, n)
				return i
			}
		}
	case text:
		if !utf8.ValidString(v.String()) {
			return &invalid{msg: "is not valid UTF-8"}
		}
	case moment:
		if msg := badTime(v.String()); msg != "" {
			return &invalid{msg: msg}
		}
	case whole:
		if n := v.Int(); n > maxNumber || n < -maxNumber {
			return &invalid{msg: fmt.Sprintf("wants a whole number up to 2^53, not %d", n)}
		}
	case decimal:
		if n := v.Float(); math.IsNaN(n) || math.Abs(n) > maxNumber {
			return &invalid{msg: fmt.Sprintf("wants a number up to 2^53, not %g", n)}
		}
	}
	return nil
}

// tableValues returns what is wrong under the first key in order, without sorting the keys.
func tableValues(v reflect.Value, s *shape) *invalid {
	if v.IsNil() {
		return &invalid{msg: "is missing"}
	}
	var first *invalid
	key := ""
	for entry := v.MapRange(); entry.Next(); {
		name := entry.Key().String()
		wrong := values(entry.Value(), s.elem)
		if !utf8.ValidString(name) {
			wrong = &invalid{msg: "is not valid UTF-8"}
		}
		if wrong != nil && (first == nil || name < key) {
			first, key = wrong, name
		}
	}
	if first != nil {
		first.path = append(first.path, key)
	}
	return first
}

// meaning checks what the shape of a document does not show.
func (s *Snapshot) meaning() *invalid {
	switch {
	case s.Version != Version:
		return &invalid{path{"version"}, fmt.Sprintf("snapshot version %d is not one this program reads (%d): take it again", s.Version, Version)}
	case s.Trimmed:
		return &invalid{path{"trimmed"}, "is an excerpt for reports and would pass too much: use the snapshot it was made from"}
	}
	c := &checker{}
	c.coverage(s)
	c.order(s.lists())
	c.clay(s.Clay)
	c.salesforce(s.Salesforce)
	c.roster(s.Roster)
	c.changes(s.Changes)
	c.inputs(s.Inputs)
	return c.first
}

// checker keeps the first thing that is wrong.
type checker struct{ first *invalid }

func (c *checker) fail(p path, format string, args ...any) {
	if c.first == nil {
		c.first = &invalid{slices.Clone(p), fmt.Sprintf(format, args...)}
	}
}

func (c *checker) word(p path, word string, of []string) {
	if c.first == nil && !slices.Contains(of, word) {
		c.fail(p, "%s is not one of %s", evidence.Quote(word), strings.Join(of, ", "))
	}
}

// known checks a name that stands in a list too long to be shown.
func (c *checker) known(p path, what, name string, of []string) {
	if c.first == nil && !slices.Contains(of, name) {
		c.fail(p, "%s is no %s%s", evidence.Quote(name), what, suggest(name, of))
	}
}

func (c *checker) lower(p path, value string) {
	if c.first == nil && value != strings.ToLower(value) {
		c.fail(p, "%s is not in lower case", evidence.Quote(value))
	}
}

// address is lower for a value that may be an email or another name.
func (c *checker) address(p path, value string) {
	if strings.Contains(value, "@") {
		c.lower(p, value)
	}
}

func (c *checker) filled(p path, value string) {
	if value == "" {
		c.fail(p, "is empty")
	}
}

func (c *checker) coverage(s *Snapshot) {
	missing := map[string]bool{"clay": s.Clay == nil, "salesforce": s.Salesforce == nil, "roster": s.Roster == nil, "changes": s.Changes == nil}
	all := Sections()
	for _, section := range slices.Sorted(maps.Keys(s.Coverage)) {
		c.known(path{"coverage", section}, "section of a snapshot", section, all)
	}
	for _, section := range all {
		cov, ok := s.Coverage[section]
		at := path{"coverage", section}
		source, _, _ := strings.Cut(section, ".")
		read := cov.State == evidence.Complete || cov.State == evidence.Partial
		switch {
		case !ok:
			c.fail(path{"coverage"}, "section %s is missing", evidence.Quote(section))
		case cov.State != evidence.Complete && cov.Reason == "" && slices.Contains(states(), string(cov.State)):
			c.fail(at, "is %s and gives no reason", cov.State)
		case read && missing[source]:
			c.fail(at, "is %s, but the snapshot holds no %s", cov.State, source)
		case cov.NotKept != "" && (cov.State == evidence.Complete || !slices.Contains(declarable(), section)):
			c.fail(append(at, "not_kept"), "stands beside a section that is complete, or that has to be kept: only %s may be declared", strings.Join(declarable(), ", "))
		}
		c.word(append(at, "state"), string(cov.State), states())
	}
}

// hexDigest is a SHA-256 as an input has it.
var hexDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (c *checker) inputs(all []evidence.Input) {
	for i, in := range all {
		at := path{"inputs", i}
		if (in.File == "") == (in.API == "") {
			c.fail(at, "wants either a file or an api")
		}
		if !hexDigest.MatchString(in.SHA256) {
			c.fail(append(at, "sha256"), "is not a SHA-256 in lower-case hex")
		}
	}
}

func (c *checker) order(lists []ordered) {
	for _, l := range lists {
		for i := range l.len {
			k := l.key(i)
			if k[0] == "" {
				c.fail(append(slices.Clip(l.path), i), "has an empty id")
			}
			if i == 0 {
				continue
			}
			switch order := l.key(i - 1).compare(k); {
			case order == 0 && !l.repeat:
				c.fail(append(slices.Clip(l.path), i), "%s is there twice", evidence.Quote(k.String()))
			case order > 0:
				c.fail(append(slices.Clip(l.path), i), "%s is out of order: the list has to be sorted", evidence.Quote(k.String()))
			}
		}
		if c.first != nil {
			return
		}
	}
}
