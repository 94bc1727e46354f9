package roster

import (
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// state gives a person the status of their row. Of several columns the one that tells most against
// the person counts, and the note says what each of them says.
func (r *reader) state(p *Person) (note string) {
	var said []string
	var left, employed bool
	for i := range r.row {
		word, ok := r.word(i)
		if !ok {
			continue
		}
		var q Person
		r.setStatus(&q, word)
		if p.StatusRaw == "" || weight(q.Status) > weight(p.Status) {
			p.Status, p.StatusRaw = q.Status, q.StatusRaw
		}
		left = left || q.Status == Terminated
		employed = employed || meansEmployed(q.Status)
		said = append(said, strings.TrimSpace(r.row[i])+" by column "+evidence.Quote(r.columns.header[i]))
	}
	if left && employed {
		return strings.Join(said, ", ")
	}
	return ""
}

// setStatus gives a person a status by what the operator says of its word, if anything, and else by
// what it means.
func (r *reader) setStatus(p *Person, word string) {
	p.setStatus(word)
	for from, to := range r.statuses {
		if normal(from) == normal(word) {
			p.setStatus(to)
			p.StatusRaw = word
		}
	}
}

// word is what a column says of whether somebody works here; false where it is about something
// else, or blank. A column of yes and no may as well hold a word.
func (r *reader) word(i int) (string, bool) {
	cell := strings.TrimSpace(r.row[i])
	if cell == "" {
		return "", false
	}
	yes, ok := yesOrNo(cell)
	is := func(f field) bool { return slices.Contains(r.columns.of[f], i) }
	switch {
	case is(fieldStatus), !ok && (is(fieldActive) || is(fieldGone) || is(fieldResting)):
		return cell, true
	case is(fieldActive) && yes, is(fieldGone) && !yes, is(fieldResting) && !yes:
		return "active", true
	case is(fieldActive), is(fieldGone):
		return "inactive", true
	case is(fieldResting):
		return "suspended", true
	}
	return "", false
}

// dates are the first and the last day of a row: the later of several starts, the earlier of
// several ends. An end before the start is of an earlier employment: the person was hired again.
func (r *reader) dates() (start, end day, note string, err error) {
	read := func(f field) (days []day, err error) {
		for _, i := range r.columns.of[f] {
			if strings.TrimSpace(r.row[i]) == "" {
				continue
			}
			var d day
			if err := d.UnmarshalText([]byte(r.row[i])); err != nil {
				return nil, r.fail(i, f, err.Error())
			}
			days = append(days, d)
		}
		slices.Sort(days)
		return slices.Compact(days), nil
	}
	starts, err := read(fieldStart)
	if err != nil {
		return "", "", "", err
	}
	if len(starts) > 0 {
		start = starts[len(starts)-1]
	}
	ends, err := read(fieldEnd)
	if err != nil {
		return "", "", "", err
	}
	var notes []string
	for len(ends) > 0 && ends[0] < start {
		notes = append(notes, "ended "+ends[0].String()+" and was hired again for "+start.String())
		ends = ends[1:]
	}
	if len(ends) > 0 {
		end = ends[0]
	}
	for _, later := range ends[min(1, len(ends)):] {
		notes = append(notes, "another column ends "+later.String())
	}
	return start, end, strings.Join(notes, ", "), nil
}

// oncePerson makes one person of the rows of one address, as exports have them of people who were
// hired again: employed if either row says so. The note says what the rows contradict each other about.
func oncePerson(people []Person, at time.Time) []Person {
	rows := map[string][]Person{}
	for _, p := range people {
		rows[p.Email] = append(rows[p.Email], p)
	}
	once := []Person{}
	for _, p := range people {
		group := rows[p.Email]
		if len(group) == 0 {
			continue // it stands where its first row stood
		}
		delete(rows, p.Email)
		if len(group) > 1 {
			p = presentOf(group, at)
		}
		once = append(once, p)
	}
	return once
}

// presentOf is the row that says most for a person, with the addresses of all of them.
func presentOf(rows []Person, at time.Time) Person {
	best := slices.MaxFunc(rows, func(a, b Person) int {
		if c := standing(a, at) - standing(b, at); c != 0 {
			return c
		}
		return strings.Compare(string(a.Start), string(b.Start))
	})
	var places []string
	for _, row := range rows {
		places = append(places, row.Location.String())
		best.Aliases = append(slices.Clip(best.Aliases), row.Aliases...)
	}
	slices.Sort(best.Aliases)
	best.Aliases = slices.Compact(best.Aliases)
	if note := contradiction(rows, places); note != "" {
		best.Note = strings.TrimPrefix(best.Note+"; "+note, "; ")
	}
	return best
}

// standing orders rows by how much they say that the person works here.
func standing(p Person, at time.Time) int {
	switch {
	case p.Employed(at) && weight(p.Status) < 2:
		return 3
	case p.Employed(at):
		return 2 // a word that nobody knows
	case p.Status != Terminated && p.Start != "" && at.Before(p.Start.Time()):
		return 1
	}
	return 0
}
