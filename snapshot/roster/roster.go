package roster

import (
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Roster is who works here: input.roster to the rules. People are sorted by email.
type Roster struct {
	People []Person `json:"people"`
}

// Person is one line of the roster. Start and End are days: midnight UTC of the day as it was
// written, whatever its hour and zone.
type Person struct {
	Email     string            `json:"email"` // lower case
	Aliases   []string          `json:"aliases,omitempty"`
	Name      string            `json:"name,omitempty"`
	Title     string            `json:"title,omitempty"`
	Status    string            `json:"status,omitempty"`     // lower case; "terminated" for every word that says so
	StatusRaw string            `json:"status_raw,omitempty"` // the word the source used
	Start     evidence.Time     `json:"start,omitempty"`
	End       evidence.Time     `json:"end,omitempty"` // the last day of work
	Location  evidence.Location `json:"location"`
}

// Employed tells whether a person works here at a moment: the status is not "terminated", the
// first day has begun and the last day is not over. A person works through the whole last day
// in UTC, and does not work here before the first. A day that is not known excludes nothing.
func (p Person) Employed(at time.Time) bool {
	return p.Status != Terminated &&
		(p.Start == "" || !at.Before(p.Start.Time())) &&
		(p.End == "" || at.Before(p.End.Time().Add(24*time.Hour)))
}

// Config says where the roster is read from: sources.roster of leastwise.yaml.
type Config struct {
	CSV      string            `json:"csv,omitempty"`
	YAML     string            `json:"yaml,omitempty"`
	Location evidence.Location `json:"location"`
}
