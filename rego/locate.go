package rego

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// locator finds the line a finding points at, in the evidence or else in leastwise.yaml.
type locator struct {
	snapshot *snapshot.Snapshot
	evidence *snapshot.Locator
	doubts   map[string]string // of sections that cannot be complete
	options  *Options
}

func newLocator(p *Policy, s *snapshot.Snapshot) *locator {
	return &locator{snapshot: s, evidence: s.Locator(), doubts: s.Doubts(), options: &p.options}
}

// place sets the target, the fingerprint and the locations of a finding.
func (l *locator) place(f *Finding, rule Rule) {
	f.Target = l.snapshot.Target(f.Subject.Kind)
	f.Fingerprint = fingerprint(rule.ID, f.Target, f.Subject)
	policy := l.policyLines(f.Subject, rule)
	f.Location, _ = l.evidence.Locate(f.Subject.Kind, f.Subject.ID)
	if f.Location.File == "" {
		in := l.config(f.Subject, rule, policy)
		f.Location.File, f.Location.Line = in.File, in.Line
	}
	for _, line := range policy {
		same := line.File == f.Location.File && line.Line == f.Location.Line
		if !same && !slices.Contains(f.Related, line) {
			f.Related = append(f.Related, line)
		}
	}
}

// config is the line of leastwise.yaml that has most to do with a subject no file holds.
func (l *locator) config(s Subject, rule Rule, policy []evidence.Location) evidence.Location {
	if s.Kind == "policy.waiver" {
		for _, w := range l.options.Waivers {
			if w.Rule+":"+w.Subject == s.ID && w.Location.File != "" {
				return w.Location
			}
		}
	}
	if l.options.Anchor == nil {
		return evidence.Location{}
	}
	source, _, _ := strings.Cut(s.Kind, ".")
	if s.Kind == "snapshot.section" {
		source, _, _ = strings.Cut(s.ID, ".")
	}
	if key := dateKeys[s.ID]; key != "" && s.Kind == "snapshot.section" {
		return l.options.Anchor("sources", source, key)
	}
	known := source == "clay" || source == "salesforce" || source == "roster"
	switch {
	case l.options.Settings[rule.ID] != nil:
		return l.options.Anchor("settings", rule.ID)
	case len(policy) > 0:
		return policy[0]
	case s.Kind == "policy.clay":
		return l.options.Anchor("policy", "clay") // or what is nearest to it
	case known:
		return l.options.Anchor("sources", source)
	}
	return evidence.Location{File: l.options.Anchor().File, Line: 1}
}

// dateKeys are the keys of leastwise.yaml that say how old a section is, or what shares its date.
var dateKeys = map[string]string{
	"roster.people":      "csv_observed_at",
	"salesforce.logins":  "logins_observed_at",
	"salesforce.project": "project_observed_at",
	"salesforce.tokens":  "tokens_observed_at",
	"salesforce.users":   "users_observed_at",
}

// policyLines are the lines of the policy that a finding is about: the paths its rule needs,
// and what is declared of the integration user that the subject belongs to.
func (l *locator) policyLines(s Subject, rule Rule) []evidence.Location {
	if l.options.Anchor == nil || l.options.Policy == nil {
		return nil
	}
	var lines []evidence.Location
	user, _, _ := strings.Cut(s.ID, "/")
	declared := false
	if strings.HasPrefix(s.Kind, "salesforce.") || s.Kind == "policy.user" {
		for _, name := range sortedKeys(l.options.Policy.Salesforce) { // as the operator wrote it
			if strings.EqualFold(name, user) && !declared {
				declared = true
				lines = append(lines, l.options.Anchor("policy", "salesforce", name))
			}
		}
	}
	for _, need := range rule.Needs {
		path, ok := strings.CutPrefix(need, policyPrefix)
		if !ok || declared && strings.HasPrefix(need, "policy.salesforce") {
			continue
		}
		keys := append([]string{"policy"}, strings.Split(path, ".")...)
		if path == "clay.tables" && l.options.Policy.Clay != nil {
			if table, _, _ := strings.Cut(s.ID, "/"); l.options.Policy.Clay.Tables[table] != nil {
				keys = append(keys, table)
			} else if l.options.Policy.Clay.Tables[s.Name] != nil {
				keys = append(keys, s.Name)
			}
		}
		lines = append(lines, l.options.Anchor(keys...))
	}
	return slices.DeleteFunc(lines, func(at evidence.Location) bool { return at.File == "" })
}
