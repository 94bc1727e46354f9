package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Differences are what leastwise diff found: of snapshots both, of assessments Findings alone.
type Differences struct {
	State    *snapshot.Difference `json:"state,omitempty"`
	Findings *rego.Difference     `json:"findings,omitempty"`
}

// DiffFormats are the formats of WriteDiff.
func DiffFormats() []string { return []string{"text", "markdown", "json"} }

// WriteDiff writes what changed in one of DiffFormats.
func WriteDiff(w io.Writer, format string, d *Differences, o Options) error {
	switch format {
	case "text":
		t := &textWriter{color: o.Color, dir: o.Dir}
		t.differences(d)
		_, err := w.Write(t.Bytes())
		return err
	case "markdown":
		doc := &document{}
		doc.differences(d)
		return doc.write(w, o)
	case "json":
		return encode(w, d)
	}
	return fmt.Errorf("unknown format %q%s", format, evidence.Suggest(format, DiffFormats()))
}

// between is from when to when.
func (d *Differences) between() (from, to evidence.Time) {
	if d.State != nil {
		return d.State.From, d.State.To
	}
	return d.Findings.From, d.Findings.To
}

type findingList struct {
	head string
	list []rego.PastFinding
}

// findingLists are the findings by what became of them, those that want attention first, and the
// worst first in each. Those still there are counted, and stand in the JSON.
func findingLists(d *rego.Difference) []findingList {
	lists := []findingList{
		{"New findings", d.New}, {"Changed findings", d.Changed}, {"Findings that are gone", d.Gone}, {"Findings whose rule did not judge this time", d.NotJudged},
	}
	for i := range lists {
		lists[i].list = slices.Clone(lists[i].list)
		slices.SortStableFunc(lists[i].list, func(a, b rego.PastFinding) int { return cmp.Compare(rank(a.Severity), rank(b.Severity)) })
	}
	return lists
}

// findingNotes say what else may explain a difference of findings.
func findingNotes(d *rego.Difference) []string {
	var notes []string
	if d.Policy {
		notes = append(notes, "Policy, settings or waivers are not the same in both.")
	}
	if d.Rules {
		notes = append(notes, "The rules are not the same in both.")
	}
	return notes
}

// grantWords say what became of a grant, in words of ours: "gained read, lost edit".
func grantWords(g *snapshot.GrantChange) string {
	var parts []string
	say := func(verb string, access []string) {
		if len(access) == 0 {
			return
		}
		words := strings.ReplaceAll(strings.Join(access, ", "), "_", " ")
		parts = append(parts, strings.TrimSuffix(verb+" "+words, " held"))
	}
	say("gained", g.Gained)
	say("lost", g.Lost)
	if len(parts) == 0 {
		switch {
		case len(g.OldRoads) == 0:
			parts = append(parts, "one more way")
		case len(g.NewRoads) == 0:
			parts = append(parts, "one way fewer")
		default:
			parts = append(parts, "another way")
		}
	}
	if g.Session {
		parts = append(parts, "with a session activation only")
	}
	return strings.Join(parts, ", ")
}

// roadWords name a road: "permission set A in group B, by ViewAllData".
func roadWords(v salesforce.Via) string {
	s := strings.ReplaceAll(v.Kind, "_", " ") + " " + v.Name
	if v.Group != "" {
		s += " in permission set group " + v.Group
	}
	if v.Grant != "" {
		s += ", by " + strings.ReplaceAll(v.Grant, "_", " ")
	}
	return s
}

func (t *textWriter) differences(d *Differences) {
	from, to := d.between()
	t.line("What changed from %s to %s", forTerminal(string(from)), forTerminal(string(to)))
	if d.State != nil {
		t.state(d.State)
	}
	if d.Findings == nil {
		return
	}
	t.line("")
	t.line("Findings: %s", t.paint("1", d.Findings.String()))
	for _, part := range findingLists(d.Findings) {
		if len(part.list) == 0 {
			continue
		}
		t.line("")
		t.line("%s:", part.head)
		for i := range part.list {
			f := &part.list[i]
			t.line("  %s %s: %s%s  (%s)", t.severity(f.Severity), t.place(&f.Finding), forTerminal(f.Finding.Message), waivedWord(&f.Finding), forTerminal(f.Rule))
		}
	}
	for _, note := range findingNotes(d.Findings) {
		t.line("%s", note)
	}
}

func waivedWord(f *rego.Finding) string {
	if f.Waiver != nil {
		return " (waived)"
	}
	return ""
}

func (t *textWriter) state(d *snapshot.Difference) {
	t.line("")
	t.line("Grants of integration users: %s", t.paint("1", evidence.Count(len(d.Grants), "change")))
	for i := range d.Grants {
		g := &d.Grants[i]
		t.line("  user %s, %s: %s%s", forTerminal(g.User), forTerminal(targetWords(g.Target)), grantWords(g), unsure(g.Unsure))
		for _, v := range g.NewRoads {
			t.line("      + %s: %s", t.at(v.Location), forTerminal(roadWords(v)))
		}
		for _, v := range g.OldRoads {
			t.line("      - %s: %s", t.at(v.Location), forTerminal(roadWords(v)))
		}
	}
	t.line("")
	t.line("Things: %s", t.paint("1", evidence.Count(len(d.Things), "change")))
	for i := range d.Things {
		c := &d.Things[i]
		name := ""
		if c.Name != "" && c.Name != c.ID {
			name = " (" + forTerminal(c.Name) + ")"
		}
		t.line("  %s %s %s%s%s", c.Change, forTerminal(c.Kind), forTerminal(c.ID), name, unsure(c.Unsure))
		t.line("      %s", t.at(c.Location))
		for _, detail := range c.Details {
			t.line("      field %s: %s -> %s", forTerminal(detail.Field), forTerminal(orElse(detail.Was, "nothing")), forTerminal(orElse(detail.Is, "nothing")))
		}
	}
	if reasons := unsureReasons(d); len(reasons) > 0 {
		t.line("")
		t.line("%s:", unsureHead)
		for _, reason := range reasons {
			t.line("  - %s", forTerminal(reason))
		}
	}
	if len(d.NotCompared) > 0 {
		t.line("")
		t.line("%s:", t.paint("35", "Not compared, so nothing is said of it"))
		for _, u := range d.NotCompared {
			t.line("  - %s: %s", forTerminal(u.Section), forTerminal(u.Reason))
		}
	}
}

// unsure marks a change; why stands once, below.
func unsure(why string) string {
	if why == "" {
		return ""
	}
	return " (unsure)"
}

// unsureReasons are why some changes are marked as unsure.
func unsureReasons(d *snapshot.Difference) []string {
	all := map[string]bool{}
	for i := range d.Grants {
		all[d.Grants[i].Unsure] = true
	}
	for i := range d.Things {
		all[d.Things[i].Unsure] = true
	}
	delete(all, "")
	return slices.Sorted(maps.Keys(all))
}

const unsureHead = "Unsure is what may only have come into sight, or out of it"
