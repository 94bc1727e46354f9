package report

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// textWriter writes the terminal report. Rules it keeps: untrusted text passes forTerminal;
// a line starts with words of ours or with a place (see place), never with "::", which job
// logs obey; colour is only ever around words of ours.
type textWriter struct {
	bytes.Buffer
	color bool
	dir   string // Options.Dir
}

func (t *textWriter) line(format string, args ...any) { fmt.Fprintf(&t.Buffer, format+"\n", args...) }

func (t *textWriter) paint(code, s string) string {
	if !t.color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// writeText writes the findings by severity, then what was not judged in full and what is waived,
// then one line of counts.
func writeText(w io.Writer, a *rego.Assessment, o Options) error {
	t := &textWriter{color: o.Color, dir: o.Dir}
	t.header(a)
	t.findings(a)
	t.unjudged(a)
	t.waivers(a)
	if a.Lifecycle != nil {
		t.line("%s", lifeSentence(a))
	}
	t.line("%s%s", count(a).sentence(), baselineWords(a))
	_, err := w.Write(t.Bytes())
	return err
}

func (t *textWriter) header(a *rego.Assessment) {
	targets := make([]string, len(a.Targets))
	for i, target := range a.Targets {
		targets[i] = forTerminal(target)
	}
	if len(targets) == 0 {
		targets = []string{"no target"}
	}
	t.line("Leastwise %s: %s, as seen %s", forTerminal(a.Tool.Version), strings.Join(targets, ", "), forTerminal(string(a.TakenAt)))
	if sections := undated(a); len(sections) > 0 {
		t.line("%s: %s", undatedWords, forTerminal(strings.Join(sections, ", ")))
	}
	t.line("")
}

func (t *textWriter) findings(a *rego.Assessment) {
	all := entries(a, open)
	for i, e := range all {
		if i == 0 || all[i-1].rule != e.rule {
			t.line("%s  %s  (%s)", t.severity(e.rule.Severity), t.paint("1", forTerminal(e.rule.Title)), forTerminal(e.rule.ID))
		}
		t.line("%s: %s%s", t.place(e.finding), forTerminal(e.finding.Message), inBaseline(e.finding))
		if i == len(all)-1 || all[i+1].rule != e.rule {
			t.line("  fix: %s", forTerminal(strings.Join(strings.Fields(e.rule.Remediation), " ")))
			t.line("")
		}
	}
}

func (t *textWriter) severity(s rego.Severity) string {
	code := "34"
	switch s {
	case rego.Critical:
		code = "1;31"
	case rego.High:
		code = "31"
	case rego.Medium:
		code = "33"
	}
	return t.paint(code, strings.ToUpper(forTerminal(string(s))))
}

// place is where a finding was seen.
func (t *textWriter) place(f *rego.Finding) string {
	if f.Location == (evidence.Location{}) {
		return t.at(evidence.Location{API: f.Target + "/" + f.Subject.Kind + "/" + f.Subject.ID})
	}
	return t.at(f.Location)
}

// at is a place, first on its line so that terminals make it a link. "./" keeps a file named
// "::error::" from being a command.
func (t *textWriter) at(at evidence.Location) string {
	if at.File != "" && !path.IsAbs(at.File) {
		at.File = path.Join(t.dir, at.File)
	}
	s := forTerminal(at.String())
	if strings.HasPrefix(strings.TrimSpace(s), "::") {
		return "./" + s
	}
	return orElse(s, "place not known")
}

// unjudged lists the rules that were not judged, or not in full, by the reason they share.
func (t *textWriter) unjudged(a *rego.Assessment) {
	groups := a.Unjudged()
	for _, g := range groups {
		rules := make([]string, len(g.Rules))
		for i, id := range g.Rules {
			rules[i] = forTerminal(id)
		}
		t.line("%s: %s", t.paint("35", unjudgedName(g.Outcome)), forTerminal(g.Reason))
		t.line("  %s: %s", evidence.Count(len(rules), "rule"), strings.Join(rules, ", "))
	}
	if len(groups) > 0 {
		t.line("")
	}
}

// waivers says which accepted findings are hidden above, and which waivers do nothing.
func (t *textWriter) waivers(a *rego.Assessment) {
	judged := a.Judged()
	for _, w := range a.Waivers {
		t.line("waiver %s: %s, %s: approved by %s until %s: %s", waiverState(w, judged), forTerminal(w.Rule), forTerminal(w.Subject),
			forTerminal(w.ApprovedBy), forTerminal(day(w.Expires)), forTerminal(w.Reason))
	}
	if len(a.Waivers) > 0 {
		t.line("")
	}
}

// inBaseline marks a finding that does not count.
func inBaseline(f *rego.Finding) string {
	if f.Baseline {
		return " (in the baseline)"
	}
	return ""
}

// baselineWords say how many findings do not count.
func baselineWords(a *rego.Assessment) string {
	if n := a.InBaseline(); n > 0 {
		return fmt.Sprintf("; %s in the baseline", evidence.Count(n, "open finding"))
	}
	return ""
}

// waiverState is what a waiver did, by the rules that were judged in full.
func waiverState(w rego.WaiverUse, judged map[string]bool) string {
	switch {
	case w.Expired:
		return "expired"
	case w.Matched == 0 && !judged[w.Rule]:
		return "not judged"
	case w.Matched == 0:
		return "matched nothing"
	}
	return "in force"
}

// day is the date of a moment, "" when not known.
func day(t evidence.Time) string {
	date, _, _ := strings.Cut(string(t), "T")
	return date
}
