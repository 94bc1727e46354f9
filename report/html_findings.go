package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/rego"
)

type pageGroup struct {
	Name  shown
	Rules []pageRuleFindings
}

type pageRuleFindings struct {
	ID, Title, Reason, Controls, Why, Fix, Anchor shown
	Severity, Outcome                             string
	References                                    []pageLink
	Findings                                      []pageFinding
}

type pageLink struct {
	Ref   string
	Label shown
}

type pageFinding struct {
	Kind, Subject, Name, Message, Since, State shown
	Data                                       string // what the filter asks for
	Evidence                                   []shown
}

func (p *page) findings(a *rego.Assessment) {
	seen := map[string]bool{}
	for _, f := range families(a) {
		g := pageGroup{Name: show(humanize(f.id))}
		for _, v := range f.verdicts {
			if len(v.Findings) == 0 {
				continue
			}
			r := newPageRule(v)
			for i := range v.Findings {
				item := newPageFinding(&v.Findings[i])
				seen[r.Severity] = true
				seen[item.Data] = true
				r.Findings = append(r.Findings, item)
			}
			g.Rules = append(g.Rules, r)
		}
		if len(g.Rules) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	for _, s := range rego.Severities {
		if seen[string(s)] {
			p.Filters = append(p.Filters, string(s))
		}
	}
	for _, state := range []string{"baseline", "waived"} {
		if seen[state] {
			p.Filters = append(p.Filters, state)
		}
	}
}

func newPageRule(v *rego.Verdict) pageRuleFindings {
	r := pageRuleFindings{
		ID: show(v.Rule.ID), Title: show(oneLine(v.Rule.Title)), Outcome: verdictName(v), Reason: show(v.Reason),
		Controls: show(strings.Join(controlList(&v.Rule), "; ")), Why: show(oneLine(v.Rule.Description)), Fix: show(oneLine(v.Rule.Remediation)),
		Anchor: show(strings.ReplaceAll(oneLine(v.Rule.ID), " ", "")), Severity: severityClass(v.Rule.Severity),
	}
	for _, ref := range v.Rule.References {
		if linkable(ref.Ref) {
			r.References = append(r.References, pageLink{ref.Ref, show(oneLine(orElse(ref.Description, "reference")))})
		}
	}
	return r
}

func newPageFinding(f *rego.Finding) pageFinding {
	item := pageFinding{
		Kind: show(f.Subject.Kind), Subject: showOrDash(f.Subject.ID), Message: show(f.Message), Since: showOrDash(day(f.FirstSeen)),
		State: shown(statusWord(f)), Data: "open",
	}
	if f.Subject.Name != f.Subject.ID {
		item.Name = show(f.Subject.Name)
	}
	if f.Baseline {
		item.Data = "baseline"
		item.State += shown(inBaseline(f))
	}
	if f.Waiver != nil {
		item.Data = "waived"
		item.State = show(fmt.Sprintf("waived until %s by %s: %s", day(f.Waiver.Expires), f.Waiver.ApprovedBy, f.Waiver.Reason))
	}
	for _, l := range append(f.Related[:0:0], f.Related...) {
		if at := l.String(); at != "" {
			item.Evidence = append(item.Evidence, show(at))
		}
	}
	if at := f.Location.String(); at != "" {
		item.Evidence = append([]shown{show(at)}, item.Evidence...)
	}
	return item
}

// severityClass is a severity as a class of the style sheet and a word; any other is neither.
func severityClass(s rego.Severity) string {
	if rank(s) < 0 {
		return "unknown"
	}
	return string(s)
}

type pageFramework struct {
	Title shown
	Rows  []pageControl
}

type pageControl struct {
	ID, What, Passed, Failed, Unjudged shown
	Result, Class, Symbol              string
}

// controls shows the same rows as the Markdown report.
func (p *page) controls(a *rego.Assessment) {
	by := verdictsByControl(a)
	for _, list := range rego.Checklists() {
		f := pageFramework{Title: shown(list.Title)}
		for i, item := range list.Items {
			id := strconv.Itoa(i + 1)
			f.Rows = append(f.Rows, newPageControl(id, item, by[list.Framework][id]))
			delete(by[list.Framework], id)
		}
		p.Frameworks = append(p.Frameworks, f)
		if len(by[list.Framework]) == 0 {
			delete(by, list.Framework)
		}
	}
	for _, framework := range slices.Sorted(maps.Keys(by)) {
		f := pageFramework{Title: show("Framework " + framework)}
		for _, id := range naturalOrder(slices.Sorted(maps.Keys(by[framework]))) {
			f.Rows = append(f.Rows, newPageControl(id, "", by[framework][id]))
		}
		p.Frameworks = append(p.Frameworks, f)
	}
}

func newPageControl(id, what string, verdicts []*rego.Verdict) pageControl {
	of := controlOf(verdicts)
	c := pageControl{ID: show(id), What: showOrDash(what), Passed: showOrDash(strings.Join(of.passed, ", ")),
		Failed: showOrDash(strings.Join(of.failed, ", ")), Unjudged: showOrDash(strings.Join(of.unjudged, ", ")),
		Result: of.result, Class: "not", Symbol: "?"}
	switch {
	case len(of.failed) > 0:
		c.Class, c.Symbol = "failed", "✗"
	case len(of.unjudged) == 0 && len(verdicts) > 0:
		c.Class, c.Symbol = "passed", "✓"
	}
	return c
}

type pageWaiver struct {
	Rule, Subject, State, Reason, By, Until, Where shown
	Matched                                        int
}

type pageRule struct {
	ID, Title, Severity, Reason shown
	Outcome, Class, Symbol      string
	Open, Waived                int
	Custom                      bool
}

// verdicts shows every waiver and every rule.
func (p *page) verdicts(a *rego.Assessment) {
	judged := a.Judged()
	for _, w := range a.Waivers {
		p.Waivers = append(p.Waivers, pageWaiver{show(w.Rule), show(w.Subject), shown(waiverState(w, judged)), showOrDash(w.Reason), showOrDash(w.ApprovedBy),
			showOrDash(day(w.Expires)), showOrDash(w.Location.String()), w.Matched})
	}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		r := pageRule{ID: show(v.Rule.ID), Title: show(oneLine(v.Rule.Title)), Severity: show(string(v.Rule.Severity)), Reason: showOrDash(v.Reason),
			Outcome: verdictName(v), Class: "not", Symbol: "?", Custom: v.Rule.Custom}
		switch v.Outcome {
		case rego.Passed:
			r.Class, r.Symbol = "passed", "✓"
		case rego.Failed:
			r.Class, r.Symbol = "failed", "✗"
		case rego.Errored, rego.Skipped:
		}
		r.Waived = waivedOf(v)
		r.Open = len(v.Findings) - r.Waived
		p.Rules = append(p.Rules, r)
	}
}
