package roster

import (
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// file is a roster in YAML: a list of people, or {observed_at, observed_by, people: [...]}.
type file struct {
	ObservedAt evidence.Time `json:"observed_at"`
	ObservedBy string        `json:"observed_by"`
	People     []entry       `json:"people" yaml:"shorthand"`
}

type entry struct {
	Person
	Aliases   evidence.Words `json:"aliases"`
	Status    string         `json:"status"`
	StatusRaw string         `json:"status_raw" yaml:"-"` // a reader's word, not a person's
	Start     day            `json:"start"`
	End       day            `json:"end"`
}

// list is what a file says.
type list struct {
	People     []Person
	ObservedAt evidence.Time
	ObservedBy string
	Location   evidence.Location // of ObservedAt
}

func readYAML(name string, data []byte, at time.Time) (list, error) {
	var f file
	doc, err := evidence.DecodeYAML(name, data, &f)
	if err != nil {
		return list{}, err
	}
	if f.People == nil {
		return list{}, doc.Errorf([]string{"people"}, "is missing: write people: [] if there is nobody")
	}
	paths := doc.Entries("people")
	if paths == nil {
		paths = doc.Entries()
	}
	l := list{People: []Person{}, ObservedAt: f.ObservedAt, ObservedBy: f.ObservedBy, Location: doc.Find("observed_at")}
	for i, e := range f.People {
		p := e.Person
		p.Aliases = e.Aliases
		p.setStatus(e.Status)
		if field, problem := p.finish(e.Start, e.End); problem != "" {
			return list{}, doc.Errorf(append(paths[i], field), "%s", problem)
		}
		p.settle(at)
		l.People = append(l.People, p)
	}
	return l, nil
}
