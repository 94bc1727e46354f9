package roster

import (
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Terminated is the status of everybody who has left, whatever word the source used.
const Terminated = "terminated"

// meansLeft knows the words, in lower case, for a person who has left, and for an account that was
// switched off for good.
func meansLeft(status string) bool {
	switch status {
	case "terminated", "former", "left", "inactive", "leaver", "resigned", "retired", "dismissed", "deceased", "deactivated", "separated",
		"offboarded", "ended", "departed", "former employee", "ex-employee", "laid off", "no longer employed",
		"deprovisioned", "disabled", "deleted", "archived", "blocked",
		"inaktiv", "ausgeschieden", "ausgetreten", "deaktiviert", "inactif", "sorti", "parti":
		return true
	}
	return false
}

// meansEmployed knows the words, in lower case, for a person who works here, and for an account
// that is in use or about to be.
func meansEmployed(status string) bool {
	switch status {
	case "active", "employed", "employee", "current", "contractor", "consultant", "freelancer", "temporary", "intern", "apprentice",
		"permanent", "full-time", "part-time", "full time", "part time", "regular", "fixed-term", "fixed term", "probation", "on probation",
		"leave", "on leave", "leave of absence", "parental leave", "maternity leave", "paternity leave", "sick leave", "medical leave",
		"paid leave", "unpaid leave", "garden leave", "gardening leave", "sabbatical", onNotice, "on notice",
		"enabled", "provisioned", "recovery", "password expired", "locked out",
		"aktiv", "beurlaubt", "elternzeit", "mutterschutz", "actif", "en poste":
		return true
	}
	return false
}

// meansToCome knows the words, in lower case, for a person who was hired for a day to come. They
// say nothing without that day: an export may be older than it.
func meansToCome(status string) bool {
	switch status {
	case "hired", "onboarding", "pre-hire", "prehire":
		return true
	}
	return false
}

// onNotice is the status of somebody who is said to have left by a day that is not over.
const onNotice = "notice"

// longestNotice is how far ahead the last day may lie of somebody who is said to have left
// already. One further ahead is a mistake, or stands for no day at all, and the word counts.
const longestNotice = 366 * 24 * time.Hour

// day is a date as written: the hour and the zone behind it do not move it.
type day evidence.Time

// String is the date alone.
func (d day) String() string { return string(d)[:len("2026-01-31")] }

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

// normal is a status as words are compared: PASSWORD_EXPIRED is "password expired".
func normal(word string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(word, "_", " "))), " ")
}

// setStatus keeps the word of the source and what it means.
func (p *Person) setStatus(word string) {
	p.StatusRaw = strings.TrimSpace(word)
	p.Status = normal(word)
	if meansLeft(p.Status) {
		p.Status = Terminated
	}
}

// settle makes notice of a word for having left that is ahead of the last day, for until the end of
// that day the person works here.
func (p *Person) settle(at time.Time) {
	if p.Status != Terminated || p.End == "" {
		return
	}
	if left := p.End.Time().Add(24 * time.Hour).Sub(at); left > 0 && left <= longestNotice {
		p.Status = onNotice
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
		return "end", "is before start: write the days of the employment that lasts"
	}
	p.Name, p.Title = strings.TrimSpace(p.Name), strings.TrimSpace(p.Title)
	return "", ""
}
