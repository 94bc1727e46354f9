package report

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// GitHub takes 65,536 characters of a body and 256 of a title.
const (
	maxBody  = 60_000
	maxTitle = 200
)

// wantedIssue is an issue that should be open.
type wantedIssue struct {
	marker
	title, body string
	accepted    bool // all of it stands in the baseline: an issue that is there is kept, and none is opened
}

// wantedIssues are the issues for everything that is wrong, the worst first.
func wantedIssues(a *rego.Assessment, mode, scope string) []wantedIssue {
	var list []wantedIssue
	seen := map[marker]bool{}
	byRule := map[string]*rego.Verdict{}
	for i := range a.Verdicts {
		byRule[a.Verdicts[i].Rule.ID] = &a.Verdicts[i]
	}
	for _, e := range entries(a, open) {
		m := marker{mode, scope, digest16(e.rule.ID), digest16(e.rule.ID)}
		title := oneLine(e.rule.Title)
		v := *byRule[e.rule.ID]
		if mode == IssuePerFinding {
			m.item = digest16(e.rule.ID, e.finding.Target, e.finding.Subject.Kind, e.finding.Subject.ID)
			title += ": " + cut(subjectName(e.finding.Subject), 80)
			v.Findings = []rego.Finding{*e.finding}
		}
		if seen[m] {
			continue
		}
		seen[m] = true
		accepted := !slices.ContainsFunc(v.Findings, func(f rego.Finding) bool { return open(&f) && !f.Baseline })
		list = append(list, wantedIssue{m, issueTitle(title), issueBody(a, &v, m), accepted})
	}
	return list
}

// targetsOf are the targets that findings are about, each once.
func targetsOf(findings []rego.Finding) []string {
	var targets []string
	for _, f := range findings {
		targets = append(targets, f.Target)
	}
	slices.Sort(targets)
	return slices.Compact(targets)
}

// issueTitle shows names and lets none of them act: GitHub renders only code spans in a title
// and links references in it.
func issueTitle(s string) string {
	s = visible(s)
	if selfLinking.MatchString(s) {
		return code(cut(strings.ReplaceAll(s, "`", "'"), maxTitle), false)
	}
	return cut(strings.ReplaceAll(s, "`", "'"), maxTitle)
}

// issueBody is the same for the same findings, so that an issue is only written when
// something changed.
func issueBody(a *rego.Assessment, v *rego.Verdict, m marker) string {
	kept := v.Findings
	v.Findings = nil
	for _, f := range kept {
		if open(&f) {
			v.Findings = append(v.Findings, f)
		}
	}
	d := &document{}
	d.add("%s", m)
	d.add("%s severity, %s in %s.", severityWord(v.Rule.Severity), evidence.Count(len(v.Findings), "open finding"), orDash(cells(targetsOf(v.Findings))))
	if !v.Judged() {
		d.add("> [!WARNING]\n> Judged on incomplete evidence, there may be more: %s", orDash(span(v.Reason)))
	}
	d.rule(v, a.Lifecycle != nil)
	d.add("---")
	d.add("Leastwise keeps this issue: it rewrites this text, closes the issue when nothing is left of it and opens it again when it returns. " +
		"Write below, not here. Accept a finding with a waiver in the configuration.")
	return string(d.bytes(maxBody))
}
