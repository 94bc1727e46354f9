package snapshot

import (
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// NotKept is what an operator declares that nobody keeps, each with the words that say why. What
// may be declared is a closed list: a fact that no source records, and a second look at what the
// inventory says. Evidence itself may not, for a member nobody listed is no member who is in order.
type NotKept struct {
	KeyUsage       *WhyNot           `json:"clay.key_usage,omitempty"`
	Contradictions *WhyNot           `json:"clay.contradictions,omitempty"`
	New            *WhyNot           `json:"changes.new,omitempty"`
	Rotated        *WhyNot           `json:"changes.rotated,omitempty"`
	Location       evidence.Location `json:"location"`
}

// WhyNot are the words of one declaration.
type WhyNot struct {
	Words    string            `json:"words" yaml:"shorthand"`
	Location evidence.Location `json:"location"`
}

// sections are the declarations by section; nil where one was not made.
func (n *NotKept) sections() map[string]*WhyNot {
	if n == nil {
		n = &NotKept{}
	}
	return map[string]*WhyNot{
		"clay.key_usage": n.KeyUsage, "clay.contradictions": n.Contradictions, changesNew: n.New, changesRotated: n.Rotated,
	}
}

// declarable are the sections that may be declared not kept.
func declarable() []string { return slices.Sorted(maps.Keys((*NotKept)(nil).sections())) }

// declare notes in the coverage what nobody keeps, as far as it is missing, and where it could be
// declared and was not, that it can. A declaration without words, and one of what a source is
// asked for all the same, is an *evidence.Error.
func (s *Snapshot) declare(n *NotKept) error {
	declared := n.sections()
	for _, section := range declarable() {
		why, c := declared[section], s.Coverage[section]
		missing := c.State != evidence.Complete && s.Clay != nil // without Clay all of it is a gap
		if why == nil {
			if missing && (section == "clay.key_usage" || c.State == evidence.NotRequested) {
				c.Reason += ", and sources.not_kept does not declare that nobody keeps it"
				s.Coverage[section] = c
			}
			continue
		}
		words := strings.TrimSpace(why.Words)
		switch asked := c.State != evidence.NotRequested; {
		case words == "":
			return why.Location.At("sources.not_kept."+section, "is empty: say why nobody keeps it, since every report will")
		case asked && section == "clay.contradictions":
			return why.Location.At("sources.not_kept."+section, "is declared, but sources.clay names something to hold the inventory against: keep one of them")
		case asked && section != "clay.key_usage":
			return why.Location.At("sources.not_kept."+section, "is declared, but sources.previous names a snapshot to compare with: keep one of them")
		case missing:
			c.NotKept = evidence.Withhold(words)
			s.Coverage[section] = c
		}
	}
	return nil
}
