package rego

import (
	"cmp"
	"slices"
	"strings"
)

// Judged is true when the absence of a finding means that there is none. A reason beside a pass
// or a failure is what the rule did not see: part of its evidence or, in a merged assessment, all
// that it needs of one part.
func (v *Verdict) Judged() bool {
	return !v.Gap && v.Reason == "" && (v.Outcome == Passed || v.Outcome == Failed)
}

// InPart is true when a rule has a verdict and was not judged in full: what it found is there,
// and there may be more.
func (v *Verdict) InPart() bool {
	return !v.Judged() && (v.Outcome == Passed || v.Outcome == Failed)
}

// Judged says of every rule, by its id, whether it was judged in full.
func (a *Assessment) Judged() map[string]bool {
	judged := make(map[string]bool, len(a.Verdicts))
	for i := range a.Verdicts {
		judged[a.Verdicts[i].Rule.ID] = a.Verdicts[i].Judged()
	}
	return judged
}

// Unjudged are the rules that for one reason have no verdict, or one on part of the evidence.
type Unjudged struct {
	Outcome Outcome // Errored or Skipped; any other was judged in part
	Reason  string
	Rules   []string // ids, sorted
}

// Unjudged are all rules that were not judged, or not in full, by the reason they share: those
// that broke first, then what keeps most of them from a verdict.
func (a *Assessment) Unjudged() []Unjudged {
	var list []Unjudged
	at := map[[2]string]int{}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		if v.Judged() {
			continue
		}
		key := [2]string{string(v.Outcome), v.Reason}
		group, known := at[key]
		if !known {
			group = len(list)
			at[key] = group
			list = append(list, Unjudged{Outcome: v.Outcome, Reason: v.Reason})
		}
		list[group].Rules = append(list[group].Rules, v.Rule.ID)
	}
	slices.SortFunc(list, func(x, y Unjudged) int {
		if broke := x.Outcome == Errored; broke != (y.Outcome == Errored) {
			return map[bool]int{true: -1, false: 1}[broke]
		}
		return cmp.Or(cmp.Compare(len(y.Rules), len(x.Rules)), strings.Compare(x.Reason, y.Reason), strings.Compare(string(x.Outcome), string(y.Outcome)))
	})
	return list
}
