package rego

import (
	"fmt"
	"slices"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Difference is what became of the findings of one assessment in a later one. Lists are sorted
// by rule and subject and never nil.
type Difference struct {
	From       evidence.Time `json:"from"`
	To         evidence.Time `json:"to"`
	New        []PastFinding `json:"new"`
	Changed    []PastFinding `json:"changed"` // it got another message, lost its waiver, or its rule is more severe now
	StillThere []PastFinding `json:"still_there"`
	Gone       []PastFinding `json:"gone"`
	NotJudged  []PastFinding `json:"not_judged"` // its rule did not judge now: neither there nor gone
	Policy     bool          `json:"policy_changed"`
	Rules      bool          `json:"rules_changed"`
}

// Diff compares the findings of an assessment with those of an earlier one, as Compare does. An
// old one that is newer, or of other targets, is an error. Neither is changed.
func Diff(old, now *Assessment) (*Difference, error) {
	a, known, err := now.against(old)
	if err != nil {
		return nil, err
	}
	d := &Difference{
		From: old.TakenAt, To: now.TakenAt, New: []PastFinding{}, Changed: []PastFinding{}, StillThere: []PastFinding{},
		Gone: a.Lifecycle.Gone, NotJudged: a.Lifecycle.NotJudged,
		Policy: old.Digests.Policy != now.Digests.Policy, Rules: old.Digests.Rules != now.Digests.Rules,
	}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		for _, f := range v.Findings {
			row := PastFinding{Rule: v.Rule.ID, Title: v.Rule.Title, Severity: v.Rule.Severity, Finding: f}
			switch {
			case f.Status == New:
				d.New = append(d.New, row)
			case f.Waiver == nil && !known.covers(v.Rule.Severity, &f), f.Status == Changed:
				d.Changed = append(d.Changed, row)
			default:
				d.StillThere = append(d.StillThere, row)
			}
		}
	}
	return d, nil
}

// Fresh counts the new and changed findings that nobody waived.
func (d *Difference) Fresh() int {
	n := 0
	for _, list := range [][]PastFinding{d.New, d.Changed} {
		for _, f := range list {
			if f.Finding.Waiver == nil {
				n++
			}
		}
	}
	return n
}

// Accept marks every finding of a that the baseline has already, open, in the same words and at
// no lower severity. The rest counts: what got worse must not hide behind what was accepted, and
// a waiver that ran out was accepted by nobody. A baseline that is newer than a, or of other
// targets, is an error.
func (a *Assessment) Accept(baseline *Assessment) error {
	compared, known, err := a.against(baseline)
	if err != nil {
		return err
	}
	for i := range a.Verdicts {
		for j := range a.Verdicts[i].Findings {
			f := &a.Verdicts[i].Findings[j]
			f.Baseline = f.Waiver == nil && known.covers(a.Verdicts[i].Rule.Severity, &compared.Verdicts[i].Findings[j])
		}
	}
	return nil
}

// InBaseline counts the findings that Accept marked.
func (a *Assessment) InBaseline() int {
	n := 0
	for _, v := range a.Verdicts {
		for _, f := range v.Findings {
			if f.Baseline {
				n++
			}
		}
	}
	return n
}

// against is a copy of a with what Compare says of the assessment before, and the findings that
// were open then by fingerprint, with their severity.
func (a *Assessment) against(old *Assessment) (*Assessment, openBefore, error) {
	c := a.copy()
	if err := c.Compare(old); err != nil {
		return nil, nil, err
	}
	known := openBefore{}
	for _, v := range old.Verdicts {
		for _, f := range v.Findings {
			if f.Waiver == nil {
				known[f.Fingerprint] = v.Rule.Severity
			}
		}
	}
	return c, known, nil
}

// Unmarked is a copy of a as it was judged: without what Accept and Compare added to it.
func (a *Assessment) Unmarked() *Assessment {
	c := a.copy()
	c.Lifecycle = nil
	for i := range c.Verdicts {
		for j := range c.Verdicts[i].Findings {
			f := &c.Verdicts[i].Findings[j]
			f.Status, f.FirstSeen, f.Baseline = "", "", false
		}
	}
	return c
}

// copy is a copy of a whose findings may be changed.
func (a *Assessment) copy() *Assessment {
	c := *a
	c.Verdicts = slices.Clone(a.Verdicts)
	for i := range c.Verdicts {
		c.Verdicts[i].Findings = slices.Clone(c.Verdicts[i].Findings)
	}
	return &c
}

type openBefore map[string]Severity

// covers reports whether a compared finding was open before and got no worse.
func (o openBefore) covers(severity Severity, f *Finding) bool {
	was, ok := o[f.Fingerprint]
	return ok && f.Status == StillThere && was.AtLeast(severity)
}

// String sums a difference up.
func (d *Difference) String() string {
	s := fmt.Sprintf("%d new, %d changed, %d still there, %d gone", len(d.New), len(d.Changed), len(d.StillThere), len(d.Gone))
	if n := len(d.NotJudged); n > 0 {
		s += fmt.Sprintf(", %d not judged this time", n)
	}
	return s
}
