package report

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// outcomes in the order every table shows them.
func outcomes() []rego.Outcome {
	return []rego.Outcome{rego.Failed, rego.Errored, rego.Skipped, rego.Passed}
}

// outcomeName is the word a reader sees.
func outcomeName(o rego.Outcome) string {
	switch o {
	case rego.Skipped:
		return "not evaluated"
	case rego.Errored:
		return "broken rule"
	case rego.Passed, rego.Failed:
		return string(o)
	}
	return "unknown outcome" // of a hand-made assessment
}

// judgedInPart is the word for a rule that has a verdict and did not see all it needs.
const judgedInPart = "judged in part"

// verdictName is how a rule came out: "failed, judged in part", "passed, 1 waived".
func verdictName(v *rego.Verdict) string {
	name := outcomeName(v.Outcome)
	if v.InPart() {
		name += ", " + judgedInPart
	}
	if v.Outcome == rego.Passed {
		name += waivedWords(waivedOf(v))
	}
	return name
}

// waivedOf counts the findings of a rule that a waiver accepts.
func waivedOf(v *rego.Verdict) int {
	n := 0
	for i := range v.Findings {
		if !open(&v.Findings[i]) {
			n++
		}
	}
	return n
}

// waivedWords follow "passed" where something was found and accepted: nobody is to read that
// nothing was.
func waivedWords(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d waived", n)
}

// unjudgedName is why the silence of a rule says nothing: "not evaluated", "judged in part".
func unjudgedName(o rego.Outcome) string {
	if o == rego.Passed || o == rego.Failed {
		return judgedInPart
	}
	return outcomeName(o)
}

// entry is one finding with the rule that made it.
type entry struct {
	rule    *rego.Rule
	finding *rego.Finding
}

// pastRule is the rule of an earlier finding: as it is now, or what was kept of it when no such
// rule is loaded any more.
func pastRule(a *rego.Assessment, p *rego.PastFinding) *rego.Rule {
	for i := range a.Verdicts {
		if a.Verdicts[i].Rule.ID == p.Rule {
			return &a.Verdicts[i].Rule
		}
	}
	family, _, _ := strings.Cut(p.Rule, "/")
	return &rego.Rule{ID: p.Rule, Family: family, Title: p.Title, Severity: p.Severity}
}

// entries are the findings of an assessment, the worst first, then by rule and subject.
func entries(a *rego.Assessment, keep func(*rego.Finding) bool) []entry {
	var all []entry
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		for j := range v.Findings {
			if keep(&v.Findings[j]) {
				all = append(all, entry{&v.Rule, &v.Findings[j]})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y entry) int {
		return cmp.Or(
			cmp.Compare(rank(x.rule.Severity), rank(y.rule.Severity)),
			strings.Compare(x.rule.ID, y.rule.ID),
			strings.Compare(x.finding.Subject.ID, y.finding.Subject.ID),
			strings.Compare(x.finding.Subject.Kind, y.finding.Subject.Kind),
			strings.Compare(x.finding.Target, y.finding.Target),
		)
	})
	return all
}

func open(f *rego.Finding) bool { return f.Waiver == nil }

func everything(*rego.Finding) bool { return true }

// rank is the place of a severity, 0 for the worst. A severity that is not one ranks first,
// so that it is seen.
func rank(s rego.Severity) int { return slices.Index(rego.Severities, s) }

// tally counts what a report says in its first and last sentence.
type tally struct {
	open     int
	waived   int
	accepted int                   // rules that pass by a waiver
	severity map[rego.Severity]int // open findings
	outcome  map[rego.Outcome]int  // rules
	unjudged int                   // rules without a verdict
	inPart   int                   // rules with one on part of the evidence
}

func count(a *rego.Assessment) tally {
	past := a.Past()
	t := tally{severity: past.Open, outcome: past.Outcomes, waived: past.Waived}
	for _, n := range t.severity {
		t.open += n
	}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		if v.Outcome == rego.Passed && waivedOf(v) > 0 {
			t.accepted++
		}
		switch {
		case v.InPart():
			t.inPart++
		case !v.Judged():
			t.unjudged++
		}
	}
	return t
}

// warning says of how many rules the silence says nothing, "" where that is none: "4 rules without
// a verdict, 20 more judged on part of the evidence".
func (t tally) warning() string {
	switch {
	case t.unjudged > 0 && t.inPart > 0:
		return fmt.Sprintf("%s without a verdict, %d more judged on part of the evidence", evidence.Count(t.unjudged, "rule"), t.inPart)
	case t.unjudged > 0:
		return evidence.Count(t.unjudged, "rule") + " without a verdict"
	case t.inPart > 0:
		return evidence.Count(t.inPart, "rule") + " judged on part of the evidence"
	}
	return ""
}

// silence is what warning means.
const silence = "Where a rule was not judged in full, the absence of a finding says nothing."

// sentence says the whole result: "3 open findings (1 critical, 2 high), 1 waived; 9 rules:
// 2 failed (1 judged in part), 0 broken, 3 not evaluated, 4 passed (1 by a waiver)".
func (t tally) sentence() string {
	var by []string
	for _, s := range rego.Severities {
		if n := t.severity[s]; n > 0 {
			by = append(by, fmt.Sprintf("%d %s", n, s))
		}
	}
	severities := ""
	if len(by) > 0 {
		severities = " (" + strings.Join(by, ", ") + ")"
	}
	rules := 0
	for _, n := range t.outcome {
		rules += n
	}
	inPart := ""
	if t.inPart > 0 {
		inPart = fmt.Sprintf(" (%d %s)", t.inPart, judgedInPart)
	}
	accepted := ""
	if t.accepted > 0 {
		accepted = fmt.Sprintf(" (%d by a waiver)", t.accepted)
	}
	return fmt.Sprintf("%s%s, %d waived; %s: %d failed%s, %d broken, %d not evaluated, %d passed%s",
		evidence.Count(t.open, "open finding"), severities, t.waived, evidence.Count(rules, "rule"),
		t.outcome[rego.Failed], inPart, t.outcome[rego.Errored], t.outcome[rego.Skipped], t.outcome[rego.Passed], accepted)
}

var plainWords = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// familyName is a family in Markdown: words of ours as they are, anything else as code.
func familyName(id string) string {
	if plainWords.MatchString(id) {
		return humanize(id)
	}
	return orDash(cell(id))
}

// humanize is an id as a heading: "least_privilege" -> "Least privilege".
func humanize(id string) string {
	words := strings.ReplaceAll(id, "_", " ")
	first, width := utf8.DecodeRuneInString(words)
	if width == 0 || first == utf8.RuneError {
		return words
	}
	return string(unicode.ToUpper(first)) + words[width:]
}
