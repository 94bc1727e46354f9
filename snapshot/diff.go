package snapshot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Difference is what changed from one snapshot to a later one of the same targets. Lists are
// sorted and never nil.
type Difference struct {
	From        evidence.Time `json:"from"`
	To          evidence.Time `json:"to"`
	Grants      []GrantChange `json:"grants"` // of the integration users
	Things      []ThingChange `json:"things"`
	NotCompared []Uncompared  `json:"not_compared"`
}

// ThingChange is a thing that came, went, or is another one now.
type ThingChange struct {
	Kind     string            `json:"kind"` // kind of subject, such as clay.member
	ID       string            `json:"id"`
	Name     string            `json:"name,omitempty"`
	Change   string            `json:"change"`           // added, removed, changed
	Details  []Detail          `json:"details"`          // of a thing that changed
	Unsure   string            `json:"unsure,omitempty"` // why it may only have come into sight, or out of it
	Location evidence.Location `json:"location"`         // in the later snapshot; of what went, in the earlier one
}

// Detail is one field that changed, by its path in the snapshot. A list of values has a detail for
// each value that came (no Was) or went (no Is).
type Detail struct {
	Field string `json:"field"`
	Was   string `json:"was,omitempty"`
	Is    string `json:"is,omitempty"`
}

// Uncompared is a section of which nothing can be said, and why.
type Uncompared struct {
	Section string `json:"section"`
	Reason  string `json:"reason"`
}

// The changes of a thing.
const (
	Added   = "added"
	Removed = "removed"
	Altered = "changed"
)

// Diff compares an earlier snapshot with a later one. It compares state, not events: logs, logins
// and usage are left out, and so is what moves by mere use (see byUse). A section that either of
// them did not read is not compared; what only one of them read in full is compared, and what came
// or went there is marked as unsure. An old one that is newer, or of other targets, is an error.
func Diff(old, now *Snapshot) (*Difference, error) {
	if old.TakenAt.Time().After(now.TakenAt.Time()) {
		return nil, fmt.Errorf("compare the snapshot of %s with that of %s: the first is newer", old.TakenAt, now.TakenAt)
	}
	if a, b := old.Targets(), now.Targets(); !slices.ContainsFunc(a, func(t string) bool { return slices.Contains(b, t) }) && len(a)+len(b) > 0 {
		return nil, fmt.Errorf("compare the snapshot of %s with that of %s: the first is of %s, the second of %s",
			old.TakenAt, now.TakenAt, named(a), named(b))
	}
	d := &Difference{From: old.TakenAt, To: now.TakenAt, Grants: []GrantChange{}, Things: []ThingChange{}, NotCompared: []Uncompared{}}
	for _, section := range sectionsToCompare() {
		sight, ok := d.sight(section, old, now)
		if !ok {
			continue
		}
		if section == "salesforce.access" {
			d.grants(old.Salesforce, now.Salesforce, sight)
			continue
		}
		if err := d.things(thingsOf(old, section), thingsOf(now, section), sight); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func named(targets []string) string {
	if len(targets) == 0 {
		return "no target"
	}
	return strings.Join(targets, ", ")
}

// sight says how far both snapshots saw a section.
type sight struct{ before, after string } // why the earlier and the later one may lack something

// sight notes a section that cannot be compared. One that neither was asked for is not worth a
// word; one of a target that is another one now is not the same section.
func (d *Difference) sight(section string, old, now *Snapshot) (sight, bool) {
	was, is := old.Coverage[section], now.Coverage[section]
	if was.State == evidence.NotRequested && is.State == evidence.NotRequested {
		return sight{}, false
	}
	var reasons []string
	for _, c := range []struct {
		which string
		evidence.Coverage
	}{{"earlier", was}, {"later", is}} {
		if c.State == evidence.Unavailable || c.State == evidence.NotRequested || c.State == "" {
			reason := fmt.Sprintf("%s in the %s snapshot", strings.ReplaceAll(string(c.State), "_", " "), c.which)
			if c.State == "" {
				reason = "unknown to the " + c.which + " snapshot"
			}
			if c.Reason != "" {
				reason += " (" + c.Reason + ")"
			}
			reasons = append(reasons, reason)
		}
	}
	if a, b := old.Target(section), now.Target(section); len(reasons) == 0 && a != b {
		reasons = append(reasons, fmt.Sprintf("of %s in the earlier snapshot and of %s in the later one", a, b))
	}
	if len(reasons) > 0 {
		d.NotCompared = append(d.NotCompared, Uncompared{section, strings.Join(reasons, "; ")})
		return sight{}, false
	}
	var s sight
	if was.State == evidence.Partial {
		s.before = "the earlier snapshot read " + section + " in part: " + was.Reason
	}
	if is.State == evidence.Partial {
		s.after = "the later snapshot read " + section + " in part: " + is.Reason
	}
	return s, true
}

// things compares the things of one section.
func (d *Difference) things(old, now []thing, s sight) error {
	was := map[subject]thing{}
	for _, t := range old {
		was[t.subject] = t
	}
	for _, t := range now {
		before, there := was[t.subject]
		delete(was, t.subject)
		if !there {
			d.Things = append(d.Things, t.change(Added, s.before))
			continue
		}
		details, err := compareItems(before.item, t.item)
		if err != nil {
			return fmt.Errorf("compare %s %s: %w", t.kind, t.id, err)
		}
		if len(details) > 0 {
			c := t.change(Altered, "")
			c.Details = details
			d.Things = append(d.Things, c)
		}
	}
	for _, t := range old {
		if _, left := was[t.subject]; left {
			d.Things = append(d.Things, t.change(Removed, s.after))
		}
	}
	return nil
}

func (t thing) change(word, unsure string) ThingChange {
	return ThingChange{Kind: t.kind, ID: t.id, Name: t.name, Change: word, Details: []Detail{}, Unsure: unsure, Location: t.location}
}
