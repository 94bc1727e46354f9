package report

import (
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
)

// A rule that passes because its findings are accepted must not read like one that found nothing.
func TestWhatAWaiverAcceptsIsCountedBesidePassed(t *testing.T) {
	t.Parallel()
	a := sample()
	waived := 0
	for i := range a.Verdicts {
		if v := &a.Verdicts[i]; v.Rule.ID == "key_rotation/clay_api_key_overdue" {
			v.Outcome, waived = rego.Passed, len(v.Findings)
			for j := range v.Findings {
				v.Findings[j].Waiver = &a.Waivers[0].Waiver
			}
		}
	}
	if waived != 2 {
		t.Fatalf("the sample has %d findings to waive", waived)
	}
	for format, wants := range map[string][]string{
		"markdown": {
			"| 3 | Unused keys are revoked | passed, 2 waived | `key_rotation/clay_api_key_overdue (2 waived)` | – | – |",
			"Rule `key_rotation/clay_api_key_overdue`, passed, 2 waived.",
			"| `high` | passed, 2 waived | 0 | 2 |",
			`"passed, 1 waived" was found and accepted`,
			"2 passed (1 by a waiver)",
		},
		"html": {
			"✓ passed, 2 waived</td><td>key_rotation/clay_api_key_overdue (2 waived)</td>",
			"<code>key_rotation/clay_api_key_overdue</code>, passed, 2 waived",
			"2 passed (1 by a waiver)",
		},
		"text": {"2 passed (1 by a waiver)"},
	} {
		got := string(render(t, format, a, Options{}))
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not say %q", format, want)
			}
		}
	}
}

func TestAControlThatFailsOrIsNotJudgedDoesNotCountWhatIsWaived(t *testing.T) {
	t.Parallel()
	accepted := &rego.Verdict{Rule: rego.Rule{ID: "a/b"}, Outcome: rego.Passed, Findings: []rego.Finding{{Waiver: &rego.Waiver{}}}}
	for outcome, want := range map[rego.Outcome]string{rego.Failed: "**failed**", rego.Skipped: "not evaluated", rego.Passed: "passed, 1 waived"} {
		if got := controlCells([]*rego.Verdict{accepted, {Outcome: outcome}}); got[0] != want || !strings.Contains(got[1], "a/b (1 waived)") {
			t.Errorf("with another that is %s: %q", outcome, got)
		}
	}
}
