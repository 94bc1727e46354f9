package rego

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Status is what became of a finding since the assessment before. It is empty where nothing
// was compared.
type Status string

// The statuses. A finding is one rule and one subject: a second rule about the same subject is
// a finding of its own, and new. Changed is the same rule about the same subject in other words:
// one more flag, one more field, one more address. A number that moves (an age, a row count)
// changes nothing.
const (
	New        Status = "new"
	Changed    Status = "changed"
	StillThere Status = "still_there"
)

// Lifecycle is what previous assessments add to one: what went, and how many there were.
type Lifecycle struct {
	Previous  []Past        `json:"previous"`   // oldest first
	Gone      []PastFinding `json:"gone"`       // in the one before, and judged away since
	NotJudged []PastFinding `json:"not_judged"` // in the one before, and its rule did not judge now: neither there nor gone
}

// Past is an earlier assessment in numbers.
type Past struct {
	TakenAt  evidence.Time    `json:"taken_at"`
	Digests  Digests          `json:"digests"`
	Open     map[Severity]int `json:"open"` // findings without a waiver
	Waived   int              `json:"waived"`
	Outcomes map[Outcome]int  `json:"outcomes"` // rules
}

// PastFinding is a finding of an earlier assessment.
type PastFinding struct {
	Rule     string   `json:"rule"` // id
	Title    string   `json:"title"`
	Severity Severity `json:"severity"`
	Finding  Finding  `json:"finding"`
}

// Before refuses an assessment that is newer than one of the moment, which cannot be compared with
// it.
func (a *Assessment) Before(at evidence.Time) error {
	if a.TakenAt.Time().After(at.Time()) {
		return fmt.Errorf("compare with the assessment of %s: it is newer than this one, of %s", a.TakenAt, at)
	}
	return nil
}

// Compare sets the status and first_seen of every finding, and Lifecycle, by what previous
// assessments of the same targets say, in any order. A finding keeps its first_seen as long as
// no assessment that judged its rule was without it; an assessment that did not judge the rule
// proves nothing either way. A previous assessment that is newer than a, or shares no target
// with it, is an error; without any, a is left alone.
func (a *Assessment) Compare(previous ...*Assessment) error {
	if len(previous) == 0 {
		return nil
	}
	previous = slices.Clone(previous)
	slices.SortStableFunc(previous, func(x, y *Assessment) int { return x.TakenAt.Time().Compare(y.TakenAt.Time()) })
	life := &Lifecycle{Previous: []Past{}, Gone: []PastFinding{}, NotJudged: []PastFinding{}}
	known := map[string]PastFinding{}
	for _, p := range previous {
		if err := p.Before(a.TakenAt); err != nil {
			return err
		}
		if !shares(p.Targets, a.Targets) {
			return fmt.Errorf("compare with the assessment of %s: it judged %s, this one %s",
				p.TakenAt, strings.Join(p.Targets, ", "), strings.Join(a.Targets, ", "))
		}
		life.Previous = append(life.Previous, p.Past())
		p.replay(known)
	}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		for j := range v.Findings {
			f := &v.Findings[j]
			was, there := known[f.Fingerprint]
			f.Status, f.FirstSeen = New, a.TakenAt
			if there {
				f.Status, f.FirstSeen = StillThere, was.Finding.FirstSeen
				if gist(&was.Finding) != gist(f) {
					f.Status = Changed
				}
				delete(known, f.Fingerprint)
			}
		}
	}
	judged := a.Judged()
	for _, fingerprint := range sortedKeys(known) {
		if was := known[fingerprint]; judged[was.Rule] {
			life.Gone = append(life.Gone, was)
		} else {
			life.NotJudged = append(life.NotJudged, was)
		}
	}
	for _, list := range [][]PastFinding{life.Gone, life.NotJudged} {
		slices.SortStableFunc(list, func(x, y PastFinding) int {
			return strings.Compare(x.Rule+"\x00"+x.Finding.Subject.ID, y.Rule+"\x00"+y.Finding.Subject.ID)
		})
	}
	a.Lifecycle = life
	return nil
}

// replay brings what is known up to the time of a.
func (a *Assessment) replay(known map[string]PastFinding) {
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		there := map[string]bool{}
		for _, f := range v.Findings {
			there[f.Fingerprint] = true
			if f.FirstSeen == "" {
				f.FirstSeen = a.TakenAt
			}
			if was, ok := known[f.Fingerprint]; ok && was.Finding.FirstSeen.Time().Before(f.FirstSeen.Time()) {
				f.FirstSeen = was.Finding.FirstSeen
			}
			f.Status = ""
			known[f.Fingerprint] = PastFinding{Rule: v.Rule.ID, Title: v.Rule.Title, Severity: v.Rule.Severity, Finding: f}
		}
		if !v.Judged() {
			continue
		}
		for fingerprint, was := range known {
			if was.Rule == v.Rule.ID && !there[fingerprint] {
				delete(known, fingerprint)
			}
		}
	}
}

// Past is the assessment in numbers, as a later one remembers it: every severity and outcome has one.
func (a *Assessment) Past() Past {
	p := Past{TakenAt: a.TakenAt, Digests: a.Digests, Open: map[Severity]int{}, Outcomes: map[Outcome]int{}}
	for _, s := range Severities {
		p.Open[s] = 0
	}
	for _, o := range []Outcome{Passed, Failed, Skipped, Errored} {
		p.Outcomes[o] = 0
	}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		p.Outcomes[v.Outcome]++
		for j := range v.Findings {
			if v.Findings[j].Waiver != nil {
				p.Waived++
			} else {
				p.Open[v.Rule.Severity]++
			}
		}
	}
	return p
}

func shares(x, y []string) bool {
	return len(x) == 0 && len(y) == 0 || slices.ContainsFunc(x, func(s string) bool { return slices.Contains(y, s) })
}
