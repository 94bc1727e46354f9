package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Explained is an answer of leastwise explain: an access, everyone who has it, or a finding with
// the access it is about. What does not apply is nil.
type Explained struct {
	TakenAt evidence.Time           `json:"taken_at"`
	Finding *ExplainedFinding       `json:"finding,omitempty"`
	Access  *salesforce.Explanation `json:"access,omitempty"`
	Who     *salesforce.Audience    `json:"who,omitempty"`
	Notes   []string                `json:"notes"` // why there may be more or less than is said here
}

// ExplainedFinding is a finding with all of its rule.
type ExplainedFinding struct {
	Rule    rego.Rule    `json:"rule"`
	Finding rego.Finding `json:"finding"`
}

// ExplainFormats are the formats of WriteExplained.
func ExplainFormats() []string { return []string{"text", "json", "mermaid", "dot"} }

// WriteExplained writes an answer in one of ExplainFormats. A graph of a finding that is about no
// access is an error: there is nothing to draw.
func WriteExplained(w io.Writer, format string, x *Explained, o Options) error {
	if x.Access == nil && x.Who == nil && (format == "mermaid" || format == "dot") {
		return fmt.Errorf("a finding about %s has no paths to draw: use the format text or json", forTerminal(x.Finding.Finding.Subject.Kind))
	}
	switch format {
	case "text":
		t := &textWriter{color: o.Color, dir: o.Dir}
		t.explained(x)
		_, err := w.Write(t.Bytes())
		return err
	case "json":
		return encode(w, x)
	case "mermaid":
		return explainedGraph(x).mermaid(w)
	case "dot":
		return explainedGraph(x).dot(w)
	}
	return fmt.Errorf("unknown format %q%s", format, evidence.Suggest(format, ExplainFormats()))
}

func (t *textWriter) explained(x *Explained) {
	if x.Finding != nil {
		t.explainedFinding(x.Finding)
	}
	if x.Access != nil {
		t.line("%s, as seen %s", t.answer(x.Access), forTerminal(string(x.TakenAt)))
		t.explainedPaths(x.Access)
	}
	if x.Who != nil {
		t.explainedWho(x)
	}
	notes := x.Notes
	if x.Access != nil {
		notes = append(append([]string{}, x.Access.Gaps...), notes...)
	}
	if len(notes) == 0 {
		return
	}
	t.line("")
	t.line("%s, so there may be more or less than this:", t.paint("35", "Not all was seen"))
	for _, note := range notes {
		t.line("  - %s", forTerminal(note))
	}
}

func (t *textWriter) explainedFinding(f *ExplainedFinding) {
	t.line("%s  %s  (%s)", t.severity(f.Rule.Severity), t.paint("1", forTerminal(f.Rule.Title)), forTerminal(f.Rule.ID))
	t.line("%s: %s", t.place(&f.Finding), forTerminal(f.Finding.Message))
	if more := f.Finding.More; len(more) > 0 {
		t.line("  and more: %s", forTerminal(strings.Join(more, "; ")))
	}
	for _, at := range f.Finding.Related {
		t.line("  see also %s", t.at(at))
	}
	t.line("")
	t.line("Subject: %s %s", forTerminal(f.Finding.Subject.Kind), forTerminal(f.Finding.Subject.ID))
	t.line("Why it matters: %s", forTerminal(oneLine(f.Rule.Description)))
	t.line("How to fix: %s", forTerminal(oneLine(f.Rule.Remediation)))
	if len(f.Rule.Needs) > 0 {
		t.line("Judged on: %s", forTerminal(strings.Join(f.Rule.Needs, ", ")))
	}
	if controls := controlList(&f.Rule); len(controls) > 0 {
		t.line("Controls: %s", forTerminal(strings.Join(controls, "; ")))
	}
	for _, ref := range f.Rule.References {
		t.line("Reference: %s", forTerminal(ref.Ref))
	}
	if w := f.Finding.Waiver; w != nil {
		t.line("Waived until %s by %s: %s", forTerminal(day(w.Expires)), forTerminal(w.ApprovedBy), forTerminal(w.Reason))
	}
	t.line("")
}

// answer is the one sentence that was asked for.
func (t *textWriter) answer(e *salesforce.Explanation) string {
	who, what := "User "+forTerminal(e.User), forTerminal(targetWords(e.Target))
	if e.Inactive {
		who += " (cannot log in)"
	}
	switch {
	case len(e.Access) > 0:
		return who + " " + t.paint("1", accessWords(e.Target, e.Access)) + " " + what
	case len(e.Potential) > 0:
		return who + " has no access to " + what + " until a session is activated for it"
	case len(e.Gaps) > 0:
		return who + " has no access to " + what + " that is known of"
	case len(e.Granted) > 0:
		return who + " has no access to " + what + ", though its field permissions are granted: the object is closed"
	}
	return who + " has no access to " + what
}

// accessWords are an access as a verb: "can read, edit", "holds".
func accessWords(target salesforce.Target, access []string) string {
	if target.Kind == "permission" || target.Kind == "setup" {
		return "holds"
	}
	words := make([]string, len(access))
	for i, word := range access {
		words[i] = strings.ReplaceAll(word, "_", " ")
	}
	return "can " + strings.Join(words, ", ")
}

// targetWords is a target as a person says it.
func targetWords(t salesforce.Target) string {
	switch {
	case t.Kind == "permission":
		return "the permission " + t.Name
	case t.Kind == "setup":
		return salesforce.GrantWords(salesforce.Hop{Kind: t.Kind, Name: t.Name})
	case t.Name == "*":
		return "every object"
	}
	return t.Name
}

// explainedPaths lists the paths of an access, then those of the object of a field.
func (t *textWriter) explainedPaths(e *salesforce.Explanation) {
	for i, state := range []string{salesforce.PathCounts, salesforce.PathSession, salesforce.PathMuted, salesforce.PathIgnored} {
		head := []string{
			"What grants %s:", "What would grant %s while a session is activated for it:",
			"What would grant %s, but the group takes it away:", "What would grant %s, but the assignment does not hold:",
		}[i]
		started := false
		for j := range e.Paths {
			p := &e.Paths[j]
			if p.State != state {
				continue
			}
			if !started {
				t.line("")
				t.line(head, forTerminal(targetWords(e.Target)))
			}
			started = true
			t.path(e.Target, p)
		}
	}
	if e.Object == nil {
		return
	}
	t.line("")
	t.line("A field opens with its object: %s.", t.answer(e.Object))
	t.explainedPaths(e.Object)
}

func (t *textWriter) path(target salesforce.Target, p *salesforce.Path) {
	line := "  - " + forTerminal(pathWords(p))
	if target.Kind == "object" || target.Kind == "field" {
		line += ": " + strings.TrimPrefix(accessWords(target, p.Access), "can ")
	}
	if p.Because != "" {
		line += " (" + forTerminal(p.Because) + ")"
	}
	t.line("%s", line)
	grant := p.Hops[len(p.Hops)-1]
	for _, hop := range p.Hops[1:] {
		container := hop.Kind == salesforce.KindSet || hop.Kind == salesforce.KindProfile
		if container && hop.Location.File == grant.Location.File && hop.Location.File != "" {
			continue // the line of the grant says more about the same file
		}
		t.line("      %s: %s", t.at(hop.Location), forTerminal(hopWords(hop)))
	}
	for i, change := range p.Change {
		label := "to close it"
		if i > 0 {
			label = "or"
		}
		t.line("      %s: %s", label, forTerminal(change.Do))
	}
}

// pathWords names a path by what it runs through: "permission set A in group B".
func pathWords(p *salesforce.Path) string {
	group, set := "", ""
	for _, hop := range p.Hops {
		switch hop.Kind {
		case "permission_set_group":
			group = " in permission set group " + hop.Name
		case salesforce.KindSet:
			set = "permission set " + hop.Name
		case salesforce.KindProfile:
			set = "profile " + hop.Name
		}
	}
	return set + group
}

func hopWords(h salesforce.Hop) string {
	switch h.Kind {
	case "assignment":
		return h.Name + " is assigned"
	case "permission_set_group", salesforce.KindSet, salesforce.KindProfile, salesforce.KindMuting, "user":
		return strings.ReplaceAll(h.Kind, "_", " ") + " " + h.Name
	}
	return salesforce.GrantWords(h)
}

func (t *textWriter) explainedWho(x *Explained) {
	who := x.Who
	what := forTerminal(targetWords(who.Target))
	t.line("Who reaches %s: %s, as seen %s", what, t.paint("1", evidence.Count(len(who.Users), "known user")), forTerminal(string(x.TakenAt)))
	for i := range who.Users {
		e := &who.Users[i]
		t.line("")
		t.line("%s", t.answer(e))
		for part := e; part != nil; part = part.Object {
			for j := range part.Paths {
				if p := &part.Paths[j]; p.State == salesforce.PathCounts || p.State == salesforce.PathSession {
					t.line("      %s: %s, by %s", t.at(p.Hops[len(p.Hops)-1].Location), forTerminal(hopWords(p.Hops[len(p.Hops)-1])), forTerminal(pathWords(p)))
				}
			}
		}
	}
	t.line("")
	t.line("Not reached by %s.", evidence.Count(who.Others, "other known user"))
	if len(who.Unknown) > 0 {
		t.line("")
		t.line("%s:", t.paint("35", "No access is known of, but not all was read"))
		for i := range who.Unknown {
			t.line("  - %s: %s", forTerminal(who.Unknown[i].User), forTerminal(strings.Join(who.Unknown[i].Gaps, "; ")))
		}
	}
	if len(who.Unused) > 0 {
		t.line("")
		t.line("Granted also by what gives it to no known user; the next assignment would:")
		for _, hop := range who.Unused {
			t.line("  - %s: %s", t.at(hop.Location), forTerminal(hopWords(hop)))
		}
	}
}
