package rego

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// maxMessage is the length of a message in characters; a longer one is cut, and goes on in More.
const maxMessage = 1000

// verdict weighs what a rule gave against what it needs. Evidence comes first: whatever a
// rule says about evidence that is missing is not a verdict.
func (p *Policy) verdict(rule Rule, got answer, l *locator, waivers []WaiverUse) Verdict {
	v := Verdict{Rule: rule, Findings: []Finding{}}
	u := p.unmet(rule, l.snapshot, l.doubts)
	v.Gap = u.gap
	v.Reason = strings.Join(u.reasons, "; ")
	judge := rule.OnPartial == onPartialJudge && u.partial
	if len(u.reasons) > 0 && !judge {
		v.Outcome = Skipped
		return v
	}
	findings, err := got.check(rule, l)
	if err != nil {
		if got.err == nil { // else OPA says where, or it took too much, which has no place
			err = fmt.Errorf("%s: %w", p.Source(rule.ID), err)
		}
		v.Outcome, v.Reason = Errored, oneLine(err.Error())
		return v
	}
	for i := range findings {
		l.place(&findings[i], rule)
	}
	waive(findings, rule.ID, waivers)
	v.Findings = findings
	switch {
	case slices.ContainsFunc(findings, func(f Finding) bool { return f.Waiver == nil }):
		v.Outcome = Failed
	case len(u.reasons) > 0: // what was seen is in order, but not all was seen
		v.Outcome = Skipped
	default:
		v.Outcome = Passed
	}
	return v
}

// check holds what a rule gave to the shape of a finding, to words without a hole, and to one
// finding a subject.
func (a answer) check(rule Rule, l *locator) ([]Finding, error) {
	if a.err != nil {
		return nil, a.err
	}
	findings := []Finding{}
	seen := map[[2]string]bool{}
	for _, raw := range a.findings {
		f, err := finding(raw)
		if err == nil {
			err = l.checkMissing(f)
		}
		if err != nil {
			return nil, err
		}
		if !rule.Custom && !slices.Contains(snapshot.Kinds(), f.Subject.Kind) {
			return nil, fmt.Errorf("a finding has the unknown kind of subject %s", evidence.Quote(f.Subject.Kind))
		}
		key := [2]string{f.Subject.Kind, f.Subject.ID}
		if seen[key] {
			return nil, fmt.Errorf("it names the subject %s %s twice: a rule names a subject at most once", f.Subject.Kind, evidence.Quote(f.Subject.ID))
		}
		seen[key] = true
		findings = append(findings, f)
	}
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Subject.ID, b.Subject.ID), strings.Compare(a.Subject.Kind, b.Subject.Kind))
	})
	return findings, nil
}

// finding reads {"subject": {"kind", "id", "name"?}, "message"}. The message may carry names
// that strangers chose, so it is made one line of bounded length rather than refused: a
// hostile name must not silence a rule.
func finding(raw any) (Finding, error) {
	top, err := object(raw, "a finding", []string{"subject", "message"}, nil)
	if err != nil {
		return Finding{}, err
	}
	subject, err := object(top["subject"], "the subject of a finding", []string{"kind", "id"}, []string{"name"})
	if err != nil {
		return Finding{}, err
	}
	var f Finding
	for _, field := range []struct {
		value any
		name  string
		into  *string
	}{
		{top["message"], "message", &f.Message},
		{subject["kind"], "subject.kind", &f.Subject.Kind},
		{subject["id"], "subject.id", &f.Subject.ID},
		{subject["name"], "subject.name", &f.Subject.Name},
	} {
		text, ok := field.value.(string)
		if !ok && field.value != nil {
			return Finding{}, fmt.Errorf("%s of a finding is %s, not text", field.name, kindOf(field.value))
		}
		if strings.TrimSpace(text) == "" && field.name != "subject.name" {
			return Finding{}, fmt.Errorf("%s of a finding is empty", field.name)
		}
		*field.into = text
	}
	f.Message, f.More = uncut(f.Message)
	if text := []rune(f.Message); len(text) > maxMessage {
		f.Message, f.More = string(text[:maxMessage-1])+"…", append(f.More, string(text[maxMessage-1:]))
	}
	return f, nil
}

func object(raw any, what string, required, optional []string) (map[string]any, error) {
	m, ok := raw.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s is %s, not an object of %s", what, kindOf(raw), strings.Join(required, " and "))
	}
	for _, key := range required {
		if _, ok := m[key]; !ok {
			return nil, fmt.Errorf("%s has no %s", what, key)
		}
	}
	for _, key := range sortedKeys(m) {
		if !slices.Contains(required, key) && !slices.Contains(optional, key) {
			return nil, fmt.Errorf("%s holds %s, which is not part of one", what, evidence.Quote(key))
		}
	}
	return m, nil
}

// fingerprint is what a finding keeps for as long as it is the same one: no message, which
// counts days, and no line, which moves.
func fingerprint(rule, target string, s Subject) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{rule, target, s.Kind, s.ID}, "\x00")))
	return hex.EncodeToString(sum[:8])
}
