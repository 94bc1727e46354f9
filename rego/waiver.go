package rego

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// checkWaivers refuses a waiver nobody answers for, that never ends, or that names no rule.
func checkWaivers(waivers []Waiver, rules []Rule) error {
	var errs []error
	for i, w := range waivers {
		fail := func(field, format string, args ...any) {
			file := cmp.Or(w.Location.File, "leastwise.yaml")
			errs = append(errs, &evidence.Error{File: file, Line: w.Location.Line, Path: fmt.Sprintf("waivers[%d]%s", i, field), Msg: fmt.Sprintf(format, args...)})
		}
		required := []struct{ field, value, hint string }{
			{"rule", w.Rule, "name the rule it is about"},
			{"subject", w.Subject, "name the subject it is about; * stands for any run of characters"},
			{"reason", w.Reason, "say why the finding is accepted"},
			{"approved_by", w.ApprovedBy, "name who accepted it"},
			{"expires", string(w.Expires), "say until when, as 2027-01-31"},
		}
		for _, r := range required {
			if strings.TrimSpace(r.value) == "" {
				fail("."+r.field, "is missing: %s", r.hint)
			}
		}
		if w.Rule != "" && !slices.ContainsFunc(rules, func(r Rule) bool { return r.ID == w.Rule }) {
			fail(".rule", "%s", unknownRule(w.Rule, rules))
		}
		if w.Expires != "" && w.Expires.Time().IsZero() {
			fail(".expires", "%s is not a date: write 2027-01-31", evidence.Quote(string(w.Expires)))
		}
	}
	return errors.Join(errs...)
}

// expired reports whether a waiver no longer holds at a moment: its last day, in UTC, is over.
func (w Waiver) expired(at time.Time) bool {
	last := w.Expires.Time().UTC().Truncate(24 * time.Hour)
	return !at.Before(last.Add(24 * time.Hour))
}

// names reports whether a waiver is about a subject of a rule.
func (w Waiver) names(rule, subject string) bool {
	return w.Rule == rule && glob(w.Subject, subject)
}

// glob matches "*" to any run of characters, "/" among them, and "?" to any one; every other
// character is itself. A failed attempt goes back to the last star alone, so that no pattern
// takes more steps than the product of both lengths.
func glob(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	i, j, star, mark := 0, 0, -1, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i, j = i+1, j+1
		case star >= 0: // let the last star take one character more
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// waive lays the waivers over the findings of one rule and counts what they name. Of several
// that still hold the first stands.
func waive(findings []Finding, rule string, uses []WaiverUse) {
	for f := range findings {
		for u := range uses {
			if !uses[u].names(rule, findings[f].Subject.ID) {
				continue
			}
			uses[u].Matched++
			if findings[f].Waiver == nil && !uses[u].Expired {
				w := uses[u].Waiver
				findings[f].Waiver = &w
			}
		}
	}
}

func waiverUses(waivers []Waiver, at time.Time) []WaiverUse {
	uses := []WaiverUse{}
	for _, w := range waivers {
		uses = append(uses, WaiverUse{Waiver: w, Expired: w.expired(at)})
	}
	return uses
}

// UnusedWaivers are those that name no finding of a rule that was judged. One whose rule was not
// judged, or not in full, is not among them: what it would have named is not known.
func (a *Assessment) UnusedWaivers() []WaiverUse {
	judged := a.Judged()
	var unused []WaiverUse
	for _, w := range a.Waivers {
		if w.Matched == 0 && judged[w.Rule] {
			unused = append(unused, w)
		}
	}
	return unused
}
