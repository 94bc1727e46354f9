package rego

import "slices"

// AtLeast reports whether s is as bad as least or worse. A word that is no severity is worse
// than all, so that no finding passes under a threshold by a spelling mistake.
func (s Severity) AtLeast(least Severity) bool {
	return slices.Index(Severities, s) <= slices.Index(Severities, least)
}

// Failing counts the findings of a severity or worse that nobody waived and no baseline has.
func (a *Assessment) Failing(least Severity) int {
	n := 0
	for _, v := range a.Verdicts {
		for _, f := range v.Findings {
			if f.Waiver == nil && !f.Baseline && v.Rule.Severity.AtLeast(least) {
				n++
			}
		}
	}
	return n
}

// Incomplete returns the verdicts whose evidence was incomplete: those skipped for it, and
// those that failed on the part that was read.
func (a *Assessment) Incomplete() []Verdict {
	return a.verdicts(func(v Verdict) bool { return v.Gap })
}

// Errored returns the verdicts of rules that broke.
func (a *Assessment) Errored() []Verdict {
	return a.verdicts(func(v Verdict) bool { return v.Outcome == Errored })
}

func (a *Assessment) verdicts(keep func(Verdict) bool) []Verdict {
	var kept []Verdict
	for _, v := range a.Verdicts {
		if keep(v) {
			kept = append(kept, v)
		}
	}
	return kept
}
