package roster

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Terminated is the status of everybody who has left, whatever word the source used.
const Terminated = "terminated"

// meansLeft knows the words, in lower case, for a person who has left.
func meansLeft(status string) bool {
	switch status {
	case "terminated", "former", "left", "inactive", "leaver", "resigned", "retired", "dismissed", "deceased", "deactivated", "separated",
		"offboarded", "ended", "departed", "former employee", "ex-employee", "laid off", "no longer employed":
		return true
	}
	return false
}

// meansEmployed knows the words, in lower case, for a person who works here.
func meansEmployed(status string) bool {
	switch status {
	case "active", "employed", "employee", "current", "contractor", "consultant", "freelancer", "temporary", "intern", "apprentice",
		"permanent", "full-time", "part-time", "full time", "part time", "probation", "on probation", "leave", "on leave",
		"leave of absence", "parental leave", "sick leave", "sabbatical", "notice", "on notice":
		return true
	}
	return false
}

// day is a date as written: the hour and the zone behind it do not move it.
type day evidence.Time

// UnmarshalText reads a date, or the date of a timestamp.
func (d *day) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	var t evidence.Time
	if err := t.UnmarshalText([]byte(s)); err != nil {
		return err
	}
	*d = day(s[:len("2026-01-31")] + "T00:00:00Z")
	return nil
}

// setStatus keeps the word of the source and what it means.
func (p *Person) setStatus(word string) {
	p.StatusRaw = strings.TrimSpace(word)
	p.Status = strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(word, "_", " "))), " ")
	if meansLeft(p.Status) {
		p.Status = Terminated
	}
}

// finish checks what CSV and YAML have in common. It returns the field that is wrong.
func (p *Person) finish(start, end day) (field string, problem string) {
	p.Start, p.End = evidence.Time(start), evidence.Time(end)
	if strings.TrimSpace(p.Email) == "" {
		return "email", "is missing"
	}
	email, err := evidence.Email(p.Email)
	if err != nil {
		return "email", err.Error()
	}
	p.Email = email
	var aliases []string
	for _, alias := range p.Aliases {
		if strings.TrimSpace(alias) == "" {
			continue // "a@acme.com;" ends in nothing
		}
		alias, err := evidence.Email(alias)
		if err != nil {
			return "aliases", err.Error()
		}
		if alias != email {
			aliases = append(aliases, alias)
		}
	}
	slices.Sort(aliases)
	p.Aliases = slices.Compact(aliases)
	if p.End != "" && p.End < p.Start {
		return "end", "is before start"
	}
	p.Name, p.Title = strings.TrimSpace(p.Name), strings.TrimSpace(p.Title)
	return "", ""
}
