package roster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// merge makes one person of all who share an address, across sources. Earlier sources win a
// field, except where the sources contradict each other about employment: then whoever says
// that the person has left, or is not there yet, is believed, and the note says so. Two
// people of one source who turn out to share an address through another source are a doubt.
func merge(readings []*reading) (people []Person, doubts []string) {
	type entry struct {
		source string
		Person
	}
	var entries []entry
	for _, r := range readings {
		for _, p := range r.people {
			entries = append(entries, entry{r.source, p})
		}
		doubts = append(doubts, r.doubts...)
	}
	// same[i] leads towards the first entry that shares an address with entry i.
	same := make([]int, len(entries))
	root := func(i int) int {
		for same[i] != i {
			same[i] = same[same[i]]
			i = same[i]
		}
		return i
	}
	owner := map[string]int{}
	for i, e := range entries {
		same[i] = i
		for _, address := range append([]string{e.Email}, e.Aliases...) {
			first, ok := owner[address]
			if !ok {
				owner[address] = i
				continue
			}
			a, b := root(first), root(i)
			same[max(a, b)] = min(a, b)
		}
	}
	groups := map[int][]entry{}
	for i, e := range entries {
		groups[root(i)] = append(groups[root(i)], e)
	}
	people = []Person{}
	for _, i := range slices.Sorted(maps.Keys(groups)) {
		group := groups[i]
		whole := group[0].Person
		if len(group) > 1 {
			parts, sources := []Person{}, []string{}
			for _, e := range group {
				parts, sources = append(parts, e.Person), append(sources, e.source)
			}
			whole = join(parts, sources)
			for j, e := range group {
				for _, other := range group[:j] {
					if other.source == e.source && other.Email != e.Email {
						doubts = append(doubts, fmt.Sprintf("%s lists %s and %s, who share an address: say which of them it belongs to",
							e.source, evidence.Quote(other.Email), evidence.Quote(e.Email)))
					}
				}
			}
		}
		people = append(people, whole)
	}
	slices.SortFunc(people, func(a, b Person) int { return cmp.Compare(a.Email, b.Email) })
	return people, doubts
}

// join makes one person of several that are the same.
func join(parts []Person, sources []string) Person {
	p := Person{Email: parts[0].Email, Location: parts[0].Location, Provenance: map[string]string{"email": sources[0]}}
	aliases := map[string]bool{}
	for i, part := range parts {
		for _, address := range append([]string{part.Email}, part.Aliases...) {
			aliases[address] = true
		}
		for _, f := range []struct {
			name      string
			to        *string
			from      string
			preferred bool
		}{
			{"name", &p.Name, part.Name, false},
			{"title", &p.Title, part.Title, false},
			{"department", &p.Department, part.Department, false},
			{"manager", &p.Manager, part.Manager, false},
			{"employee_number", &p.EmployeeNumber, part.EmployeeNumber, false},
			{"start", (*string)(&p.Start), string(part.Start), part.Start > p.Start},
			{"end", (*string)(&p.End), string(part.End), part.End < p.End},
			{"status", &p.Status, part.Status, weight(part.Status) > weight(p.Status)},
		} {
			if f.from == "" || *f.to != "" && !f.preferred {
				continue
			}
			*f.to = f.from
			p.Provenance[f.name] = sources[i]
			if f.name == "status" {
				p.StatusRaw = part.StatusRaw
				p.Location = part.Location // where a finding about the person has to be mended
			}
		}
	}
	delete(aliases, p.Email)
	p.Aliases = slices.Sorted(maps.Keys(aliases))
	var notes []string
	for _, part := range parts {
		notes = append(notes, part.Note)
	}
	notes = append(notes, contradiction(parts, sources))
	p.Note = strings.Join(slices.DeleteFunc(notes, func(note string) bool { return note == "" }), "; ")
	return p
}

// weight is how much a status tells against a person: the heaviest of several counts.
func weight(status string) int {
	switch {
	case status == "":
		return 0
	case meansEmployed(status):
		return 1
	case status != Terminated:
		return 2
	}
	return 3
}

// contradiction says what the parts of a person disagree about: that they left, and when.
func contradiction(parts []Person, sources []string) string {
	said := make([]string, len(parts))
	agree := true
	for i, p := range parts {
		switch {
		case p.Status == Terminated && p.End != "":
			said[i] = "ended " + string(p.End)[:len("2026-01-31")]
		case p.Status == Terminated:
			said[i] = "left"
		case p.End != "":
			said[i] = "ends " + string(p.End)[:len("2026-01-31")]
		default:
			said[i] = "employed"
		}
		agree = agree && (p.Status == Terminated) == (parts[0].Status == Terminated) && (p.End == parts[0].End || p.Status == Terminated)
	}
	if agree {
		return ""
	}
	for i := range said {
		said[i] += " in " + sources[i]
	}
	return strings.Join(said, ", ")
}
