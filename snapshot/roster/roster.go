package roster

import (
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Roster is who works here: input.roster to the rules. People are sorted by email.
type Roster struct {
	People  []Person `json:"people"`
	Matches []Match  `json:"matches,omitempty"` // the addresses of the other sources that are somebody's, sorted by email
	Match   *Rules   `json:"match,omitempty"`   // by what they were found, in lower case: for addresses that no source holds
}

// Person is one line of the roster. Start and End are days: midnight UTC of the day as it was
// written, whatever its hour and zone.
type Person struct {
	Email     string        `json:"email"` // lower case
	Aliases   []string      `json:"aliases,omitempty"`
	Name      string        `json:"name,omitempty"`
	Title     string        `json:"title,omitempty"`
	Status    string        `json:"status,omitempty"`     // lower case; "terminated" for every word that says so
	StatusRaw string        `json:"status_raw,omitempty"` // the word the source used
	Start     evidence.Time `json:"start,omitempty"`
	End       evidence.Time `json:"end,omitempty"` // the last day of work

	Department     string            `json:"department,omitempty"`
	Manager        string            `json:"manager,omitempty"` // email where the source knows it, else a name
	EmployeeNumber string            `json:"employee_number,omitempty"`
	Provenance     map[string]string `json:"provenance,omitempty" yaml:"-"` // field -> source, where several sources know the person
	Note           string            `json:"note,omitempty" yaml:"-"`       // what the sources contradict each other about
	Location       evidence.Location `json:"location"`
}

// Match says whose an address is, and how that was found out.
type Match struct {
	Email  string `json:"email"`  // lower case
	Person string `json:"person"` // email of a Person
	How    How    `json:"how"`
}

// How is a way to match an address with a person.
type How string

// The ways to match, from the one that is tried first.
const (
	Exact      How = "exact"       // the email of the person
	Alias      How = "alias"       // an alias of the person, or one of match.aliases
	Domain     How = "domain"      // the email or alias in another domain, by match.domains
	Plus       How = "plus"        // the email or alias without what stands behind "+"
	PlusDomain How = "plus_domain" // both
	Sandbox    How = "sandbox"     // any of these, without the .invalid that a sandbox puts behind the email of a user
)

// Hows are all ways to match.
var Hows = []string{string(Exact), string(Alias), string(Domain), string(Plus), string(PlusDomain), string(Sandbox)}

// Employed tells whether a person works here at a moment: the status is not "terminated", the
// first day has begun and the last day is not over. A person works through the whole last day
// in UTC, and does not work here before the first. A day that is not known excludes nothing.
func (p Person) Employed(at time.Time) bool {
	return p.Status != Terminated &&
		(p.Start == "" || !at.Before(p.Start.Time())) &&
		(p.End == "" || at.Before(p.End.Time().Add(24*time.Hour)))
}
