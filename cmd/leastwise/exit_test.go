package main

import (
	"fmt"
	"testing"

	"github.com/leastwise/leastwise/rego"
)

func verdict(outcome rego.Outcome, severity rego.Severity, gap bool) rego.Verdict {
	v := rego.Verdict{Rule: rego.Rule{ID: "family/rule", Severity: severity}, Outcome: outcome, Gap: gap}
	if outcome == rego.Failed {
		v.Findings = []rego.Finding{{Subject: rego.Subject{Kind: "clay.api_key", ID: "k"}}}
	}
	return v
}

func TestStatusOverEverySeverityGateAndGap(t *testing.T) {
	t.Parallel()
	gates := append([]rego.Severity{failNone}, rego.Low, rego.Medium, rego.High, rego.Critical)
	rank := map[rego.Severity]int{rego.Low: 1, rego.Medium: 2, rego.High: 3, rego.Critical: 4}
	for _, severity := range rego.Severities {
		for _, gate := range gates {
			for _, gap := range []bool{false, true} {
				for _, allow := range []bool{false, true} {
					a := &rego.Assessment{Verdicts: []rego.Verdict{verdict(rego.Failed, severity, false), verdict(rego.Passed, rego.Critical, false)}}
					if gap {
						a.Verdicts = append(a.Verdicts, verdict(rego.Skipped, rego.Critical, true))
					}
					want := statusOK
					switch {
					case gate != failNone && rank[severity] >= rank[gate]:
						want = statusFindings
					case gap && !allow:
						want = statusIncomplete
					}
					t.Run(fmt.Sprintf("%s/fail-on-%s/gap-%v/allow-%v", severity, gate, gap, allow), func(t *testing.T) {
						t.Parallel()
						if got := statusOf(a, gate, allow); got != want {
							t.Errorf("status %d, want %d", got, want)
						}
					})
				}
			}
		}
	}
}

func TestStatusOfRulesThatAreNotFindings(t *testing.T) {
	t.Parallel()
	waived := verdict(rego.Failed, rego.Critical, false)
	waived.Outcome = rego.Passed
	waived.Findings[0].Waiver = &rego.Waiver{Rule: "family/rule"}
	for name, tt := range map[string]struct {
		verdict rego.Verdict
		want    status
	}{
		"all findings waived":                 {waived, statusOK},
		"skipped because of coverage":         {verdict(rego.Skipped, rego.Low, true), statusIncomplete},
		"skipped because a policy is missing": {verdict(rego.Skipped, rego.Critical, false), statusOK},
		"passed":                              {verdict(rego.Passed, rego.Critical, false), statusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := statusOf(&rego.Assessment{Verdicts: []rego.Verdict{tt.verdict}}, rego.Low, false); got != tt.want {
				t.Errorf("status %d, want %d", got, tt.want)
			}
		})
	}
}
