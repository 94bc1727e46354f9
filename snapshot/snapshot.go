package snapshot

import (
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Version is the version of the snapshot format that this package reads and writes.
const Version = 1

// Snapshot is what was seen, and how completely: the one document the rules judge.
type Snapshot struct {
	Version    int               `json:"version"`
	TakenAt    evidence.Time     `json:"taken_at"` // the only clock the rules have
	Tool       Tool              `json:"tool"`
	Trimmed    bool              `json:"trimmed,omitempty"`  // an Excerpt: for reports to show, not for rules to judge
	Redacted   string            `json:"redacted,omitempty"` // people are pseudonyms: the name of the key, see Redactor
	Coverage   evidence.Sections `json:"coverage"`           // section path, such as "clay.members" -> how it was read
	Inputs     []evidence.Input  `json:"inputs,omitempty"`   // what it was made from: files, then services
	Clay       *clay.Workspace   `json:"clay,omitempty"`
	Salesforce *salesforce.Org   `json:"salesforce,omitempty"`
	Roster     *roster.Roster    `json:"roster,omitempty"`
	Changes    *Changes          `json:"changes,omitempty"` // since the snapshot that sources.previous names
}

// Tool names the program that took a snapshot.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Config says what to collect: the sources of leastwise.yaml. A nil source was not requested.
type Config struct {
	Clay       *clay.Config       `json:"clay,omitempty"`
	Salesforce *salesforce.Config `json:"salesforce,omitempty"`
	Roster     *roster.Config     `json:"roster,omitempty"`
	Previous   string             `json:"previous,omitempty"` // an earlier snapshot, to tell what is new since
	NotKept    *NotKept           `json:"not_kept,omitempty"` // what nobody keeps, and is no gap
}
