package rego

import (
	"testing"
)

// TestANameDoesNotTurnARuleOff: what looks like a hole and is what somebody chose to be called, or
// what an author says, is no fault of the rule.
func TestANameDoesNotTurnARuleOff(t *testing.T) {
	t.Parallel()
	body := "findings contains _of(m) if some m in input.clay.members\n\n_of(m) := " + `{"subject": {"kind": "clay.member", "id": m.email}, "message": $"{lower(m.name)} is there"}`
	p := mustLoad(t, map[string]string{"budget/named": ruleText("budget/named", "[clay.members]", "", body)}, Options{})
	for _, name := range []string{"<undefined>", "<UNDEFINED>", "50%!d(MISSING)", "%!(extra string=x)", "100%! (well)", "a%!=b", "undefined", "%!s(x)"} {
		s := member()
		s.Clay.Members[0].Name = name
		if v := verdictOf(t, mustAssess(t, p, s), "budget/named"); v.Outcome != Failed || len(v.Findings) != 1 {
			t.Errorf("%s: %s %s", name, v.Outcome, v.Reason)
		}
	}
}
