package report

import (
	"fmt"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// findings are grouped by family, then rule: why it matters, what is wrong, how to fix it.
func (d *document) findings(a *rego.Assessment) {
	d.add("## Findings")
	any := false
	for _, f := range families(a) {
		started := false
		for _, v := range f.verdicts {
			if len(v.Findings) == 0 {
				continue
			}
			if !started {
				d.add("### %s", familyName(f.id))
			}
			started, any = true, true
			d.rule(v, a.Lifecycle != nil)
		}
	}
	if !any {
		d.add("None.")
	}
}

func (d *document) rule(v *rego.Verdict, compared bool) {
	d.add("#### %s: %s", severityWord(v.Rule.Severity), prose(oneLine(v.Rule.Title), false))
	about := "Rule " + span(v.Rule.ID) + ", " + verdictName(v)
	if v.Reason != "" {
		about += " (" + span(v.Reason) + ")"
	}
	if c := controlList(&v.Rule); len(c) > 0 {
		about += ". Controls: " + prose(strings.Join(c, "; "), false)
	}
	if links := references(&v.Rule); links != "" {
		about += ". References: " + links
	}
	d.add("%s.", about)
	d.add("**Why it matters:** %s", prose(oneLine(v.Rule.Description), false))
	columns := []string{"Subject", "What is wrong", "Evidence", "Waiver"}
	if compared {
		columns = append(columns, "Status", "First seen")
	}
	d.table(columns...)
	for i := range v.Findings {
		f := &v.Findings[i]
		cells := []string{subjectCell(f), cell(f.Message) + inBaseline(f), evidenceCell(f), waiverCell(f.Waiver)}
		if compared {
			cells = append(cells, orDash(lifeWord(f.Status)), orDash(cell(day(f.FirstSeen))))
		}
		d.row(cells...)
	}
	d.add("**How to fix:** %s", prose(oneLine(v.Rule.Remediation), false))
}

// severityWord is a severity as a heading starts; any other word would be untrusted.
func severityWord(s rego.Severity) string {
	if rank(s) < 0 {
		return span(string(s))
	}
	return humanize(string(s))
}

func subjectCell(f *rego.Finding) string {
	s := cell(f.Subject.Kind) + " " + cell(f.Subject.ID)
	if f.Subject.Name != "" && f.Subject.Name != f.Subject.ID {
		s += " (" + cell(f.Subject.Name) + ")"
	}
	return s
}

func evidenceCell(f *rego.Finding) string {
	places := []string{f.Location.String()}
	for _, l := range f.Related {
		places = append(places, l.String())
	}
	if places[0] == "" && len(places) == 1 {
		return "–"
	}
	return cells(places)
}

func waiverCell(w *rego.Waiver) string {
	if w == nil {
		return "–"
	}
	return fmt.Sprintf("until %s by %s: %s", orDash(cell(day(w.Expires))), orDash(cell(w.ApprovedBy)), orDash(cell(w.Reason)))
}

// lifecycle says what became of the findings of the assessment before, and how many there were
// over time.
func (d *document) lifecycle(a *rego.Assessment) {
	if a.Lifecycle == nil {
		return
	}
	d.add("## Life cycle")
	d.add("%s A finding is one rule and one subject; changed is the same rule and subject in other words, such as one more flag.", lifeSentence(a))
	d.add("### Trend")
	d.table("State as of", "Critical", "High", "Medium", "Low", "Waived", "Rules not evaluated")
	for _, p := range trend(a) {
		d.row(append([]string{orDash(cell(string(p.TakenAt)))}, numbers(trendCounts(p))...)...)
	}
	d.past("Gone", a.Lifecycle.Gone)
	if len(a.Lifecycle.NotJudged) > 0 {
		d.past("Not judged this time", a.Lifecycle.NotJudged)
	}
}

func (d *document) past(title string, list []rego.PastFinding) {
	d.add("### %s", title)
	if len(list) == 0 {
		d.add("None.")
		return
	}
	d.table("Subject", "Rule", "What was wrong", "First seen")
	for i := range list {
		p := &list[i]
		d.row(subjectCell(&p.Finding), cell(p.Rule), cell(p.Finding.Message), orDash(cell(day(p.Finding.FirstSeen))))
	}
}

// waivers lists every waiver, those that do nothing too.
func (d *document) waivers(a *rego.Assessment) {
	d.add("## Waivers")
	if len(a.Waivers) == 0 {
		d.add("None.")
		return
	}
	judged := a.Judged()
	d.table("State", "Rule", "Subject", "Findings", "Reason", "Approved by", "Expires", "Where")
	for _, w := range a.Waivers {
		d.row(waiverState(w, judged), cell(w.Rule), cell(w.Subject), fmt.Sprint(w.Matched), orDash(cell(w.Reason)),
			orDash(cell(w.ApprovedBy)), orDash(cell(day(w.Expires))), orDash(cell(w.Location.String())))
	}
}

// rules lists every rule with its verdict, so that nothing was judged in silence.
func (d *document) rules(a *rego.Assessment) {
	d.add("## All rules")
	if len(a.Verdicts) == 0 {
		d.add("> [!CAUTION]\n> No rule was loaded: nothing was judged.")
		return
	}
	d.table("Rule", "Title", "Severity", "Verdict", "Open", "Waived", "Reason")
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		waived := waivedOf(v)
		name := cell(v.Rule.ID)
		if v.Rule.Custom {
			name += " (custom)"
		}
		d.row(name, prose(oneLine(v.Rule.Title), true), cell(string(v.Rule.Severity)), verdictName(v),
			fmt.Sprint(len(v.Findings)-waived), fmt.Sprint(waived), orDash(cell(v.Reason)))
	}
}

// reproduce says how a reader gets the same bytes, and how to tell that they are.
func (d *document) reproduce(a *rego.Assessment) {
	d.add("## How to reproduce")
	commands, words := reproduction(a, "markdown")
	d.add("```sh\n%s\n```", strings.Join(commands, "\n"))
	d.add("%s", words)
}

// where is a location in a cell.
func where(l evidence.Location) string { return orDash(cell(l.String())) }
