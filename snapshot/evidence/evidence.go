package evidence

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Location says where one fact was read: a line of a file, or an object of an API.
// The zero Location means that the place is not known.
type Location struct {
	File string `json:"file,omitempty"` // slash path, relative to the directory of leastwise.yaml
	Line int    `json:"line,omitempty"` // 1-based; 0 when the fact is the whole file
	API  string `json:"api,omitempty"`  // e.g. "PermissionSet/0PS000000000001": no file to point at
}

// String is what a person reads: "clay.yaml:12", or the API object.
func (l Location) String() string {
	switch {
	case l.File != "" && l.Line > 0:
		return fmt.Sprintf("%s:%d", l.File, l.Line)
	case l.File != "":
		return l.File
	}
	return l.API
}

// State is how completely a section of the snapshot was read.
type State string

// The states of a section. Only Complete lets a rule that needs the section pass or fail.
const (
	Complete     State = "complete"
	Partial      State = "partial"
	Unavailable  State = "unavailable"
	NotRequested State = "not_requested"
)

// Coverage is the record of how one section was read.
type Coverage struct {
	State      State  `json:"state"`
	Source     string `json:"source,omitempty"`      // inventory, project, org, csv, cli, ...
	ObservedAt Time   `json:"observed_at,omitempty"` // when somebody looked
	ObservedBy string `json:"observed_by,omitempty"` // who looked, where a person did
	Reason     string `json:"reason,omitempty"`      // why it is not complete
	NotKept    string `json:"not_kept,omitempty"`    // why nobody keeps what is missing, as sources.not_kept declares

	ObservedWith string    `json:"observed_with,omitempty"` // what shares that date: a section, clay.inventory or salesforce.project
	Location     *Location `json:"location,omitempty"`      // of the date, or where it is missing, in a file that is kept by hand
}

// Why says why the section is not complete, and what the operator declared of it.
func (c Coverage) Why() string {
	switch {
	case c.NotKept == "":
		return c.Reason
	case c.Reason == "":
		return "not kept, as leastwise.yaml declares: " + c.NotKept
	}
	return c.Reason + "; not kept, as leastwise.yaml declares: " + c.NotKept
}

// Sections collects the coverage of every section a source knows, by its path in the
// snapshot, such as "clay.members".
type Sections map[string]Coverage

// Time is a moment as a snapshot holds it: RFC 3339 in UTC, whole seconds, "" when not known.
// Its UnmarshalText takes what people write by hand; a date alone is midnight UTC.
type Time string

// timeLayouts are the ways people write a moment by hand.
var timeLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"}

var ambiguousDate = regexp.MustCompile(`^\d{1,2}([/.-])\d{1,2}([/.-])\d{2,4}\b`)

// UnmarshalText reads a hand-written date or timestamp. Fractions of a second are dropped; a
// timestamp without a zone is UTC.
func (t *Time) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	for _, layout := range timeLayouts {
		if parsed, err := time.Parse(layout, s); err == nil {
			if year := parsed.UTC().Year(); year < 1970 || year > 9998 {
				return fmt.Errorf("date %s is out of range (years 1970 to 9998)", Quote(s))
			}
			*t = NewTime(parsed)
			return nil
		}
	}
	if ambiguousDate.MatchString(s) {
		return fmt.Errorf("date %s is ambiguous: write it year first, as 2026-01-31", Quote(s))
	}
	return fmt.Errorf("%s is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z", Quote(s))
}

// NewTime is t as a snapshot holds it.
func NewTime(t time.Time) Time { return Time(t.UTC().Format(time.RFC3339)) }

// Time returns the moment; the zero time when it is not known.
func (t Time) Time() time.Time {
	parsed, _ := time.Parse(time.RFC3339, string(t))
	return parsed
}
