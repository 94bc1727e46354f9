package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// writeMarkdown writes the auditors' report. Its order is theirs: what was looked at and how
// completely, then the result, then the proof. Rules it keeps: untrusted text stands only in
// code spans (span, cell); words of rules pass prose; the chart holds words of ours alone.
func writeMarkdown(w io.Writer, a *rego.Assessment, o Options) error {
	d := &document{}
	d.scope(a)
	d.coverage(a)
	d.unjudged(a)
	d.summary(a)
	d.controls(a)
	d.findings(a)
	d.lifecycle(a)
	d.access(a)
	d.inventory(a)
	d.waivers(a)
	d.rules(a)
	d.reproduce(a)
	return d.write(w, o)
}

func (d *document) scope(a *rego.Assessment) {
	d.add("# Leastwise report")
	t := count(a)
	d.add("**%s%s.**", t.sentence(), baselineWords(a))
	d.warning(t)
	d.add("## Scope")
	d.table("What", "Value")
	d.row("Targets", orDash(cells(a.Targets)))
	d.row("State as of", orDash(cell(string(a.TakenAt))))
	d.row("Period", orDash(cell(period(a))))
	d.row("Tool", cell(a.Tool.Name)+" "+cell(a.Tool.Version))
	d.row("Snapshot digest", orDash(cell(digestOf(a, a.Digests.Snapshot))))
	d.row("Policy digest", orDash(cell(digestOf(a, a.Digests.Policy))))
	d.row("Rules digest", orDash(cell(a.Digests.Rules)))
	if len(a.Merged) > 0 {
		d.add("### Assessments merged here")
		d.table("Targets", "State as of", "Snapshot digest", "Policy digest")
		for _, s := range a.Merged {
			d.row(orDash(cells(s.Targets)), orDash(cell(string(s.TakenAt))), orDash(cell(s.Digests.Snapshot)), orDash(cell(s.Digests.Policy)))
		}
	}
	if sections := undated(a); len(sections) > 0 {
		d.add("%s: %s.", undatedWords, spans(sections))
	}
	d.add("This report records what the rules found in that state. It is evidence for a review, not an attestation.")
}

// coverage says what was seen, and what was not, before any result.
func (d *document) coverage(a *rego.Assessment) {
	d.add("## Coverage")
	var seen, unseen []string
	for _, section := range slices.Sorted(maps.Keys(a.Coverage)) {
		if a.Coverage[section].State == evidence.Complete {
			seen = append(seen, section)
		} else {
			unseen = append(unseen, section)
		}
	}
	d.add("### Seen in full")
	if len(seen) == 0 {
		d.add("Nothing.")
	} else {
		d.table("Section", "Source", "Observed at", "Observed by")
	}
	for _, s := range seen {
		c := a.Coverage[s]
		d.row(cell(s), orDash(cell(c.Source)), orDash(cell(string(c.ObservedAt))), orDash(cell(c.ObservedBy)))
	}
	d.add("### Not seen, or not in full")
	if len(unseen) == 0 {
		d.add("Nothing: every section is complete.")
		return
	}
	d.table("Section", "State", "Reason", "Source", "Observed at")
	for _, s := range unseen {
		c := a.Coverage[s]
		d.row(cell(s), cell(string(c.State)), orDash(cell(c.Why())), orDash(cell(c.Source)), orDash(cell(string(c.ObservedAt))))
	}
}

// warning comes before the result where silence would read like one.
func (d *document) warning(t tally) {
	if w := t.warning(); w != "" {
		d.add("> [!WARNING]\n> %s. %s", w, silence)
	}
}

// unjudged lists the rules that were not judged, or not in full, by the reason they share.
func (d *document) unjudged(a *rego.Assessment) {
	groups := a.Unjudged()
	if len(groups) == 0 {
		return
	}
	d.add("### Rules not judged, or not in full")
	d.table("How", "Reason", "Rules", "Which")
	for _, g := range groups {
		d.row(unjudgedName(g.Outcome), orDash(cell(g.Reason)), fmt.Sprint(len(g.Rules)), cells(g.Rules))
	}
}

func (d *document) summary(a *rego.Assessment) {
	d.add("## Summary")
	t := count(a)
	d.add("### Rules by outcome")
	var pie strings.Builder
	d.table("Outcome", "Rules")
	for _, o := range outcomes() {
		d.row(outcomeName(o), fmt.Sprint(t.outcome[o]))
		if n := t.outcome[o]; n > 0 {
			fmt.Fprintf(&pie, "    \"%s\" : %d\n", outcomeName(o), n)
		}
	}
	if pie.Len() > 0 {
		d.add("```mermaid\npie title Rules by outcome\n%s```", pie.String())
	}
	d.add("### Findings by family and severity")
	d.table("Family", "Critical", "High", "Medium", "Low", "Waived")
	sum := make([]int, len(rego.Severities)+1)
	for _, f := range families(a) {
		n := f.counts()
		for i := range n {
			sum[i] += n[i]
		}
		d.row(append([]string{familyName(f.id)}, numbers(n)...)...)
	}
	d.row(append([]string{"**All**"}, numbers(sum)...)...)
}

// family is the verdicts of one family, in the order of the assessment.
type family struct {
	id       string
	verdicts []*rego.Verdict
}

func families(a *rego.Assessment) []*family {
	var list []*family
	byID := map[string]*family{}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		f := byID[v.Rule.Family]
		if f == nil {
			f = &family{id: v.Rule.Family}
			byID[f.id] = f
			list = append(list, f)
		}
		f.verdicts = append(f.verdicts, v)
	}
	return list
}

// counts are the open findings by severity, then the waived ones.
func (f *family) counts() []int {
	n := make([]int, len(rego.Severities)+1)
	for _, v := range f.verdicts {
		for i := range v.Findings {
			at := rank(v.Rule.Severity)
			if !open(&v.Findings[i]) || at < 0 {
				at = len(rego.Severities)
			}
			n[at]++
		}
	}
	return n
}

func numbers(list []int) []string {
	s := make([]string, len(list))
	for i, n := range list {
		s[i] = fmt.Sprint(n)
	}
	return s
}

// cells are untrusted words in one table cell.
func cells(list []string) string {
	const most = 20
	parts := make([]string, 0, len(list))
	for i, s := range list {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(list)-most))
			break
		}
		parts = append(parts, orDash(cell(s)))
	}
	return strings.Join(parts, ", ")
}

func orDash(s string) string { return orElse(s, "–") }
