package report

import (
	"io"
	"strings"

	"github.com/leastwise/leastwise/rego"
)

// writeCSV writes one line a finding, waived and gone ones too, the worst first, and one for each
// rule that was not judged in full: a list of findings alone would read like a pass of the others. Every field is
// quoted: programs that split at semicolons find no field of their own in a name.
func writeCSV(w io.Writer, a *rego.Assessment, _ Options) error {
	var b strings.Builder
	line := func(fields ...string) {
		for i, f := range fields {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(forCSV(f))
		}
		b.WriteString("\r\n")
	}
	line("severity", "status", "first_seen", "rule", "title", "target", "subject_kind", "subject_id", "subject_name", "message", "evidence",
		"waived_by", "waived_until", "waiver_reason", "controls", "remediation", "fingerprint", "in_baseline")
	row := func(r *rego.Rule, f *rego.Finding, status string) {
		waiver := f.Waiver
		if waiver == nil {
			waiver = &rego.Waiver{}
		}
		accepted := ""
		if f.Baseline {
			accepted = "yes"
		}
		places := []string{f.Location.String()}
		for _, l := range f.Related {
			places = append(places, l.String())
		}
		line(string(r.Severity), status, day(f.FirstSeen), r.ID, oneLine(r.Title), f.Target, f.Subject.Kind, f.Subject.ID, f.Subject.Name, f.Message,
			strings.Join(places, "; "), waiver.ApprovedBy, day(waiver.Expires), waiver.Reason, strings.Join(controlList(r), "; "), oneLine(r.Remediation), f.Fingerprint, accepted)
	}
	for _, e := range entries(a, everything) {
		row(e.rule, e.finding, statusWord(e.finding))
	}
	if a.Lifecycle != nil {
		for i := range a.Lifecycle.Gone {
			p := &a.Lifecycle.Gone[i]
			row(pastRule(a, p), &p.Finding, "gone")
		}
		for i := range a.Lifecycle.NotJudged {
			p := &a.Lifecycle.NotJudged[i]
			row(pastRule(a, p), &p.Finding, "not judged now")
		}
	}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		if !v.Judged() {
			row(&v.Rule, &rego.Finding{Message: v.Reason}, unjudgedName(v.Outcome))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// statusWord is what a reader sees of a finding's state: waived goes first, then what became of
// it since the assessment before.
func statusWord(f *rego.Finding) string {
	if f.Waiver != nil {
		return "waived"
	}
	return orElse(lifeWord(f.Status), "open")
}

// lifeWord is a status as a reader sees it, "" for none.
func lifeWord(s rego.Status) string {
	switch s {
	case rego.StillThere:
		return "still there"
	case rego.New, rego.Changed:
		return string(s)
	}
	return ""
}
