package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// sayWarnings says what the report does not depend on but the operator should mend.
func sayWarnings(s streams, c *config, a *rego.Assessment) {
	if c == nil {
		s.say("warning: no %s here and no --config: judged without a policy, so rules that need one were skipped", configName)
	}
	for _, w := range a.UnusedWaivers() {
		s.say("warning: %s: waiver of %s for %s matches nothing: correct its subject or remove it", c.at(w.Location), w.Rule, evidence.Quote(w.Subject))
	}
	groups := a.Unjudged()
	const shown = 3 // what keeps most rules from a verdict; the report has all, and the talk stays short
	for i, g := range groups {
		if i == shown && len(groups) > shown+1 {
			rest := 0
			for _, g := range groups[i:] {
				rest += len(g.Rules)
			}
			s.say("warning: %s not judged, or in part, for %d other reasons: the report has each", evidence.Count(rest, "rule"), len(groups)-shown)
			break
		}
		how := "not judged"
		if g.Outcome != rego.Skipped {
			how = "judged in part"
		}
		s.say("warning: %s %s: %s", evidence.Count(len(g.Rules), "rule"), how, g.Reason)
	}
}

// sayUnplaced names, for each rule of the operator's own, its first finding on what the snapshot does
// not hold. That may be meant, of something that is absent; a slip in the id is more likely.
func sayUnplaced(s streams, snap *snapshot.Snapshot, a *rego.Assessment) {
	var held *snapshot.Locator
	for _, v := range a.Verdicts {
		if !v.Rule.Custom {
			continue
		}
		for _, f := range v.Findings {
			if strings.HasPrefix(f.Subject.Kind, "policy.") || f.Subject.Kind == "snapshot.section" {
				continue // these have no place in a snapshot
			}
			if held == nil {
				held = snap.Locator()
			}
			if _, ok := held.Locate(f.Subject.Kind, f.Subject.ID); ok {
				continue
			}
			s.say("warning: rule %s finds something about %s %s, which the snapshot does not hold: unless it is about what is absent, mend its kind and id, on which waivers and baselines rest", v.Rule.ID, f.Subject.Kind, evidence.Quote(f.Subject.ID))
			break
		}
	}
}

// sayResult is the one line that sums up a scan.
func sayResult(s streams, a *rego.Assessment, failOn rego.Severity, allowIncomplete bool) {
	past, inPart, findings := a.Past(), 0, 0
	for i := range a.Verdicts {
		if a.Verdicts[i].InPart() {
			inPart++
		}
	}
	for _, n := range past.Open {
		findings += n
	}
	part := ""
	if inPart > 0 {
		part = fmt.Sprintf(" (%d judged in part)", inPart)
	}
	line := fmt.Sprintf("%s: %d passed, %d failed%s, %d not judged; %s", evidence.Count(len(a.Verdicts), "rule"),
		past.Outcomes[rego.Passed], past.Outcomes[rego.Failed], part, past.Outcomes[rego.Skipped], evidence.Count(findings, "finding"))
	if past.Waived > 0 {
		line += fmt.Sprintf(" (and %d waived)", past.Waived)
	}
	if n := a.InBaseline(); n > 0 {
		line += fmt.Sprintf(" (%d in the baseline)", n)
	}
	switch {
	case failOn == failNone:
		line += ", none of which fails the scan"
	default:
		line += fmt.Sprintf(", %d at or above %s", a.Failing(failOn), failOn)
	}
	if gaps := len(a.Incomplete()); gaps > 0 {
		line += fmt.Sprintf("; evidence is incomplete for %s", evidence.Count(gaps, "rule"))
		if allowIncomplete {
			line += ", accepted by --allow-incomplete"
		}
	}
	s.say("%s", line)
}

// at is a place in the configuration as seen from where the user stands; c may be nil.
func (c *config) at(l evidence.Location) evidence.Location {
	if c != nil && l.File != "" {
		l.File = filepath.ToSlash(filepath.Join(c.dir(), l.File))
	}
	return l
}
