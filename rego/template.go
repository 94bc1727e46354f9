package rego

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// placeholder stands in a new rule wherever its author has to say something.
const placeholder = "FILL IN"

// NewRule returns a rule to start from, by which nothing is judged while a placeholder is left
// in it, and a test of it that fails until its author has said what is wrong: slash paths below
// a folder of rules, and their texts. The id is "family/name"; one that cannot be a rule's, or is
// a built-in rule's, is an error.
func NewRule(id string) (map[string]string, error) {
	family, name, ok := strings.Cut(id, "/")
	if !ok || strings.Contains(name, "/") {
		return nil, fmt.Errorf("%s is no id of a rule: write FAMILY/NAME, such as least_privilege/clay_group_empty", evidence.Quote(id))
	}
	for _, part := range []string{family, name} {
		if !word.MatchString(part) {
			return nil, fmt.Errorf("%s is no name for a rule: use lower case letters, digits and _, a letter first", evidence.Quote(part))
		}
	}
	for _, part := range []string{family, name} {
		if ast.IsKeywordInRegoVersion(part, ast.RegoV1) {
			return nil, fmt.Errorf("%s is no name for a rule: it is a word of Rego", evidence.Quote(part))
		}
	}
	if strings.HasSuffix(name, "_test") {
		return nil, fmt.Errorf("%s is no name for a rule: what ends in _test is read as a test", evidence.Quote(name))
	}
	file := fmt.Sprintf("rules/%s/%s/%[2]s.rego", family, name)
	if _, err := embedded.Open(file); err == nil {
		return nil, fmt.Errorf("rule %s is there already, among the built-in ones: give yours another name", id)
	}
	own := strings.NewReplacer("FAMILY", family, "NAME", name)
	base := fmt.Sprintf("%s/%s/%[2]s", family, name)
	return map[string]string{base + ".rego": own.Replace(ruleTemplate), base + testSuffix: own.Replace(testTemplate)}, nil
}

// placeholders finds what an author has not filled in.
func (s *source) placeholders() []error {
	var errs []error
	for i, line := range strings.Split(string(s.text), "\n") {
		if strings.Contains(line, placeholder) {
			errs = append(errs, s.mistake(i+1, "still says %s: write these words, and what is wrong, before anything is judged by it", placeholder))
		}
	}
	return errs
}

const ruleTemplate = `# METADATA
# title: FILL IN the state that is wrong, in a few words
# description: |
#   FILL IN why it matters, what counts, and what the rule does about data that is missing.
# custom:
#   severity: medium
#   needs: [clay.members]
#   remediation: FILL IN what to do, and where, in the words of the product's pages.
#   controls:
#     soc2: [CC6.1]
package rules.FAMILY.NAME

# METADATA
# description: every member of whom it is true
findings contains finding if {
	some member in input.clay.members
	member.role == "FILL IN what is wrong"

	finding := {
		"subject": {"kind": "clay.member", "id": member.email},
		"message": $"{member.email} FILL IN what is wrong",
	}
}
`

const testTemplate = `package rules.FAMILY.NAME_test

import data.rules.FAMILY.NAME as rule

# This test fails until the rule says what is wrong.
test_flags_member_of_whom_it_is_true if {
	rule.findings == {{
		"subject": {"kind": "clay.member", "id": "ada@example.com"},
		"message": "ada@example.com FILL IN what is wrong",
	}} with input as _snapshot({"role": "admin"})
}

test_allows_member_of_whom_it_is_not if {
	count(rule.findings) == 0 with input as _snapshot({"role": "viewer"})
}

# Not a pass: the rule is skipped where clay.members is missing, and adds nothing of its own.
test_allows_snapshot_without_clay if {
	count(rule.findings) == 0 with input as {"taken_at": "2026-11-02T09:00:00Z"}
}

# A snapshot of one member, changed as the test says.
_snapshot(changes) := {
	"taken_at": "2026-11-02T09:00:00Z",
	"clay": {"members": [object.union({"email": "ada@example.com", "state": "active"}, changes)]},
}
`
