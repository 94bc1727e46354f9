package rego

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// TestNoMistakeRepeatsAPastedSecret pastes a secret where settings, waivers, spans of days and a
// custom rule want something else.
func TestNoMistakeRepeatsAPastedSecret(t *testing.T) {
	t.Parallel()
	rules := []Rule{{ID: "budget/x", Params: map[string]Param{"days": {Default: 90.0}, "list": {Default: []any{"a"}}, "map": {Default: map[string]any{"a": 1.0}}}}}
	for _, secret := range []string{"q7Zp2Lm9XvB4tR8wKc1Yd6Hs", "glpat-q7Zp2Lm9XvB4tR8wKc1Y", strings.Repeat("q7Zp2Lm9XvB4tR8wKc1Yd6Hs", 4)} {
		settings := func(id, name string, value any) error {
			_, err := checkSettings(Options{Settings: map[string]map[string]any{id: {name: value}}}, rules)
			return err
		}
		var days Days
		for name, err := range map[string]error{
			"rule":      settings(secret, "days", 1.0),
			"parameter": settings("budget/x", secret, 1.0),
			"value":     settings("budget/x", "days", secret),
			"item":      settings("budget/x", "list", []any{"a", map[string]any{secret: 1.0}}),
			"entry":     settings("budget/x", "map", map[string]any{secret: secret}),
			"waiver":    checkWaivers([]Waiver{{Rule: secret, Subject: "s", Reason: "r", ApprovedBy: "a", Expires: "2027-01-31T00:00:00Z"}}, rules),
			"expiry":    checkWaivers([]Waiver{{Rule: "budget/x", Subject: "s", Reason: "r", ApprovedBy: "a", Expires: evidence.Time(secret)}}, rules),
			"days":      days.UnmarshalText([]byte(secret)),
			"days of":   days.UnmarshalJSON(fmt.Appendf(nil, "%q", secret)),
		} {
			switch {
			case err == nil:
				t.Errorf("%s: accepted", name)
			case strings.Contains(err.Error(), secret[:20]):
				t.Errorf("%s: %v", name, err)
			}
		}
		good := ruleText("budget/good", "[clay.members]", "", reading)
		for _, edit := range [][2]string{
			{"severity: medium", "severity: " + secret}, {"[clay.members]", "[" + secret + "]"}, {"# title:", "# " + secret + ": x\n# title:"},
			{"[clay.members]", "[clay.members]\n#   each: " + secret}, {"[clay.members]", "[clay.members]\n#   on_partial: " + secret},
			{"package rules.budget.good", "package rules.budget[\"" + secret + "\"]"}, {"member.email", "member[\"" + secret + "\"]"},
		} {
			_, err := load(context.Background(), tree(t, map[string]string{"budget/good": strings.Replace(good, edit[0], edit[1], 1)}), Options{})
			if err == nil || strings.Contains(err.Error(), secret[:20]) {
				t.Errorf("%s: %v", edit[1], err)
			}
		}
	}
}
