package snapshot

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// path leads from the root of a snapshot to one value: field names and map keys as string,
// list indexes as int.
type path []any

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// String is the path as Rego writes it behind "input.": clay.members[3].email, or
// coverage["clay.members"].state. A key too long to read is cut.
func (p path) String() string {
	var b strings.Builder
	for _, step := range p {
		switch step := step.(type) {
		case int:
			b.WriteString("[" + strconv.Itoa(step) + "]")
		case string:
			if !identifier.MatchString(step) {
				b.WriteString("[" + evidence.Quote(step) + "]")
				continue
			}
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(step)
		}
	}
	return b.String()
}
