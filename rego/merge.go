package rego

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Part is one assessment of several that are shown together.
type Part struct {
	Name string // of its file, for errors
	// Dir is the slash path from where the report will be read to the directory of its
	// leastwise.yaml; "" leaves its places as they are.
	Dir string
	*Assessment
}

// scope is what a merged report calls a part: its targets.
func (p *Part) scope() string {
	if len(p.Targets) == 0 {
		return p.Name
	}
	return strings.Join(p.Targets, " + ")
}

// Merge lays assessments of different targets side by side, in the order of their targets. A
// rule that failed anywhere failed; else one that broke anywhere broke; else one that was
// skipped anywhere is skipped; only what passed everywhere passed. A section is as complete as
// its least complete part, and the state is as old as the oldest. Beside findings there is no
// evidence: that stands in each part's own report.
//
// It is an error to merge nothing, one target twice, or assessments that different rules made.
func Merge(parts []Part) (*Assessment, error) {
	if len(parts) == 0 {
		return nil, errors.New("no assessment to merge")
	}
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b Part) int {
		return cmp.Or(slices.Compare(a.Targets, b.Targets), strings.Compare(a.Name, b.Name))
	})
	if err := mergeable(parts); err != nil {
		return nil, err
	}
	m := &Assessment{Version: AssessmentVersion, Coverage: evidence.Sections{}, Digests: Digests{Rules: parts[0].Digests.Rules}}
	var snapshots, policies, versions []string
	for i := range parts {
		p := &parts[i]
		if m.TakenAt == "" || p.TakenAt.Time().Before(m.TakenAt.Time()) {
			m.TakenAt = p.TakenAt
		}
		m.Targets = append(m.Targets, p.Targets...)
		if len(p.Merged) > 0 {
			m.Merged = append(m.Merged, p.Merged...)
		} else {
			m.Merged = append(m.Merged, Source{Targets: append([]string{}, p.Targets...), TakenAt: p.TakenAt, Digests: p.Digests})
		}
		snapshots, policies = append(snapshots, p.Digests.Snapshot), append(policies, p.Digests.Policy)
		if !slices.Contains(versions, p.Tool.Version) {
			versions = append(versions, p.Tool.Version)
		}
		for _, w := range p.Waivers {
			w.Location = p.place(w.Location)
			m.Waivers = append(m.Waivers, w)
		}
	}
	m.Tool.Name, m.Tool.Version = parts[0].Tool.Name, strings.Join(versions, ", ")
	m.Digests.Snapshot, m.Digests.Policy = digestOfAll(snapshots), digestOfAll(policies)
	mergeCoverage(m, parts)
	for i := range parts[0].Verdicts {
		m.Verdicts = append(m.Verdicts, mergeVerdicts(parts, i))
	}
	if err := m.valid(); err != nil {
		return nil, fmt.Errorf("merge assessments: %w", err)
	}
	return m.normal(), nil
}

func mergeable(parts []Part) error {
	from := map[string]string{}
	for _, p := range parts {
		if p.Digests.Rules != parts[0].Digests.Rules || !slices.EqualFunc(p.Verdicts, parts[0].Verdicts, func(a, b Verdict) bool { return a.Rule.ID == b.Rule.ID }) {
			return fmt.Errorf("%s and %s were judged by different rules: scan both with one version of the program and the same --rules", parts[0].Name, p.Name)
		}
		for _, target := range p.Targets {
			if other, twice := from[target]; twice {
				return fmt.Errorf("%s and %s both judge %s: which of them holds?", other, p.Name, target)
			}
			from[target] = p.Name
		}
	}
	return nil
}

// digestOfAll names several things as one; what is the same for all keeps its name.
func digestOfAll(digests []string) string {
	if all := slices.Compact(slices.Clone(digests)); len(all) == 1 {
		return all[0]
	}
	sum := sha256.Sum256([]byte(strings.Join(digests, "\n")))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func mergeCoverage(m *Assessment, parts []Part) {
	completeness := []evidence.State{evidence.Complete, evidence.NotRequested, evidence.Partial, evidence.Unavailable} // the worst last
	for i := range parts {
		for _, section := range sortedKeys(parts[i].Coverage) {
			m.Coverage[section] = evidence.Coverage{}
		}
	}
	for section := range m.Coverage {
		merged := evidence.Coverage{State: evidence.Complete}
		var reasons, notKept, sources, observers []string
		undated := false
		for i := range parts {
			p := &parts[i]
			c, known := p.Coverage[section]
			if !known {
				c = evidence.Coverage{State: evidence.Unavailable, Reason: "not in the assessment"}
			}
			if slices.Index(completeness, c.State) > slices.Index(completeness, merged.State) {
				merged.State = c.State
			}
			read := c.State == evidence.Complete || c.State == evidence.Partial
			undated = undated || read && c.ObservedAt == ""
			if merged.ObservedAt == "" || c.ObservedAt != "" && c.ObservedAt < merged.ObservedAt {
				merged.ObservedAt = c.ObservedAt
			}
			if c.State != evidence.Complete {
				reasons = append(reasons, p.scope()+": "+cmp.Or(c.Reason, string(c.State)))
			}
			if c.NotKept != "" {
				notKept = append(notKept, p.scope()+": "+c.NotKept)
			}
			sources, observers = append(sources, c.Source), append(observers, c.ObservedBy)
		}
		merged.Reason, merged.Source, merged.ObservedBy = strings.Join(reasons, "; "), distinct(sources), distinct(observers)
		merged.NotKept = strings.Join(notKept, "; ")
		if undated {
			merged.ObservedAt = "" // what one part does not know cannot be said of all
		}
		m.Coverage[section] = merged
	}
}

func distinct(words []string) string {
	words = slices.Clone(words)
	slices.Sort(words)
	return strings.Join(slices.DeleteFunc(slices.Compact(words), func(s string) bool { return s == "" }), ", ")
}

// mergeVerdicts merges the verdicts on rule number i of every part.
func mergeVerdicts(parts []Part, i int) Verdict {
	v := Verdict{Rule: mergeRule(parts, i), Outcome: Passed, Findings: []Finding{}}
	order := []Outcome{Passed, Skipped, Errored, Failed}
	var reasons []string
	for k := range parts {
		p := &parts[k]
		of := p.Verdicts[i]
		if slices.Index(order, of.Outcome) > slices.Index(order, v.Outcome) {
			v.Outcome = of.Outcome
		}
		// A rule that broke for one target has not been judged there, whatever it found elsewhere.
		v.Gap = v.Gap || of.Gap || of.Outcome == Errored
		if of.Reason != "" {
			reasons = append(reasons, p.scope()+": "+of.Reason)
		}
		for _, f := range of.Findings {
			v.Findings = append(v.Findings, p.finding(f, v.Rule.ID))
		}
	}
	v.Reason = strings.Join(reasons, "; ")
	slices.SortStableFunc(v.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Subject.ID, b.Subject.ID), strings.Compare(a.Subject.Kind, b.Subject.Kind), strings.Compare(a.Target, b.Target))
	})
	return v
}

// mergeRule is the rule, with each part's value of a parameter where they differ.
func mergeRule(parts []Part, i int) Rule {
	rule := parts[0].Verdicts[i].Rule
	params := make(map[string]Param, len(rule.Params))
	for name, param := range rule.Params {
		values, same := map[string]any{}, true
		for k := range parts {
			value := parts[k].Verdicts[i].Rule.Params[name].Value
			same = same && reflect.DeepEqual(value, param.Value)
			if value == nil {
				value = param.Default
			}
			values[parts[k].scope()] = value
		}
		if !same {
			param.Value = values
		}
		params[name] = param
	}
	rule.Params = params
	return rule
}

// finding is a finding of the part as the merged assessment holds it. The evidence itself is
// a target that every part has, so its subjects are told apart by the part.
func (p *Part) finding(f Finding, rule string) Finding {
	f.Location = p.place(f.Location)
	f.Related = slices.Clone(f.Related)
	for i := range f.Related {
		f.Related[i] = p.place(f.Related[i])
	}
	if !slices.Contains(p.Targets, f.Target) {
		f.Subject.ID = p.scope() + ": " + f.Subject.ID
		f.Fingerprint = fingerprint(rule, f.Target, f.Subject)
	}
	if f.Waiver != nil {
		w := *f.Waiver
		w.Location = p.place(w.Location)
		f.Waiver = &w
	}
	return f
}

func (p *Part) place(l evidence.Location) evidence.Location {
	if l.File != "" && p.Dir != "" && !path.IsAbs(l.File) {
		l.File = path.Join(p.Dir, l.File)
	}
	return l
}
