package roster

import "github.com/leastwise/leastwise/snapshot/evidence"

// Roster is who works here: input.roster to the rules. People are sorted by email.
type Roster struct {
	People []Person `json:"people"`
}

// Person is one line of the roster. A person is employed who is on the roster with a status
// other than "terminated" and whose end, where there is one, is not past at taken_at: the end
// date is the last day of work, so the person is employed until its midnight UTC has passed
// (until end + 24 h).
type Person struct {
	Email    string            `json:"email"` // lower case
	Aliases  []string          `json:"aliases,omitempty"`
	Name     string            `json:"name,omitempty"`
	Title    string            `json:"title,omitempty"`
	Status   string            `json:"status,omitempty"` // active, contractor, leave, terminated, ...
	Start    evidence.Time     `json:"start,omitempty"`
	End      evidence.Time     `json:"end,omitempty"`
	Location evidence.Location `json:"location"`
}

// Config says where the roster is read from: sources.roster of leastwise.yaml.
type Config struct {
	CSV      string            `json:"csv,omitempty"`
	YAML     string            `json:"yaml,omitempty"`
	Location evidence.Location `json:"location"`
}
