package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/leastwise/leastwise/rego"
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
	skipped := map[string]int{}
	var reasons []string
	for _, v := range a.Verdicts {
		if v.Outcome != rego.Skipped {
			continue
		}
		if skipped[v.Reason] == 0 {
			reasons = append(reasons, v.Reason)
		}
		skipped[v.Reason]++
	}
	slices.Sort(reasons)
	const shown = 3 // the report has them all; the talk stays short
	for i, reason := range reasons {
		if i == shown && len(reasons) > shown+1 {
			rest := 0
			for _, r := range reasons[i:] {
				rest += skipped[r]
			}
			s.say("warning: %s not judged for %d other reasons: the report has each", count(rest, "rule"), len(reasons)-shown)
			break
		}
		s.say("warning: %s not judged: %s", count(skipped[reason], "rule"), reason)
	}
}

// sayResult is the one line that sums up a scan.
func sayResult(s streams, a *rego.Assessment, failOn rego.Severity, allowIncomplete bool) {
	outcomes, findings, waived := map[rego.Outcome]int{}, 0, 0
	for _, v := range a.Verdicts {
		outcomes[v.Outcome]++
		for _, f := range v.Findings {
			if f.Waiver != nil {
				waived++
			} else if v.Outcome == rego.Failed {
				findings++
			}
		}
	}
	line := fmt.Sprintf("%s: %d passed, %d failed, %d not judged; %s", count(len(a.Verdicts), "rule"),
		outcomes[rego.Passed], outcomes[rego.Failed], outcomes[rego.Skipped], count(findings, "finding"))
	if waived > 0 {
		line += fmt.Sprintf(" (and %d waived)", waived)
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
		line += fmt.Sprintf("; evidence is incomplete for %s", count(gaps, "rule"))
		if allowIncomplete {
			line += ", accepted by --allow-incomplete"
		}
	}
	s.say("%s", line)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// at is a place in the configuration as seen from where the user stands; c may be nil.
func (c *config) at(l evidence.Location) evidence.Location {
	if c != nil && l.File != "" {
		l.File = filepath.ToSlash(filepath.Join(c.dir(), l.File))
	}
	return l
}
