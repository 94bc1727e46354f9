package rules.evidence.salesforce_policy_unused_test

import data.rules.evidence.salesforce_policy_unused as rule

test_flags_sets_the_user_does_not_have if {
	rule.findings == {{
		"subject": {"kind": "policy.user", "id": "clay@acme.com"},
		"message": "clay@acme.com does not have Gone and Stewards, which its policy names",
	}} with input as _snapshot([{"user": "clay@acme.com", "permission_set": "Writeback"}])
		with data.policy.salesforce as _policy
}

test_flags_assignment_that_has_ended if {
	every end in [{"expires_at": "2026-11-01T00:00:00Z"}, {"active": false}, {"user": "ann@acme.com"}] {
		_messages == {"clay@acme.com does not have Writeback, which its policy names"} with input as _snapshot([object.union(
			{"user": "clay@acme.com", "permission_set": "Writeback"},
			end,
		)])
			with data.policy.salesforce as {"Clay@acme.com": {"permission_sets": ["Writeback"]}}
	}
}

test_allows_what_the_user_has if {
	_messages == set() with input as _snapshot([
		{"user": "clay@acme.com", "permission_set": "Writeback"},
		{"user": "clay@acme.com", "permission_set": "Gone"},
		{"user": "clay@acme.com", "permission_set_group": "Stewards"},
	])
		with data.policy.salesforce as _policy
}

test_leaves_what_no_policy_names_to_other_rules if {
	every policy in [{}, {"clay@acme.com": {}}, {"ann@acme.com": {"permission_sets": ["Gone"]}}] {
		_messages == set() with input as _snapshot([])
			with data.policy.salesforce as policy
	}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"permission_sets": ["Writeback", "Gone", "Stewards"]}}

_snapshot(assignments) := {
	"taken_at": "2026-11-02T09:00:00Z",
	"salesforce": {"integration_users": ["clay@acme.com"], "assignments": assignments},
}

_messages contains finding.message if some finding in rule.findings
