package rules.least_privilege.salesforce_assignment_not_approved_test

import data.rules.least_privilege.salesforce_assignment_not_approved as rule

test_flags_set_the_policy_does_not_name if {
	rule.findings == {{
		"subject": {"kind": "salesforce.assignment", "id": "clay@acme.com/Legacy"},
		"message": "clay@acme.com has the permission set Legacy beyond its policy",
	}} with input as _snapshot({"permission_set": "Legacy"})
		with data.policy.salesforce as _policy
}

test_flags_group_the_policy_does_not_name if {
	_messages == {"clay@acme.com has the permission set group Stewards beyond its policy"} with input as _snapshot({"permission_set_group": "Stewards"})
		with data.policy.salesforce as _policy
}

test_flags_every_assignment_when_the_policy_names_none if {
	count(_messages) == 1 with input as _snapshot({"permission_set": "Writeback"})
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_flags_assignment_on_its_last_day if {
	count(_messages) == 1 with input as _snapshot({"permission_set": "Legacy", "expires_at": "2026-11-02T00:00:00Z"})
		with data.policy.salesforce as _policy
}

test_allows_what_the_policy_names if {
	_messages == set() with input as _snapshot({"permission_set": "Writeback"})
		with data.policy.salesforce as _policy
}

test_allows_assignment_that_has_ended if {
	every end in [{"expires_at": "2026-11-01T00:00:00Z"}, {"active": false}, {"revoked": true}] {
		_messages == set() with input as _snapshot(object.union({"permission_set": "Legacy"}, end))
			with data.policy.salesforce as _policy
	}
}

test_allows_assignments_of_people if {
	_messages == set() with input as _snapshot({"user": "ann@acme.com", "permission_set": "Legacy"})
		with data.policy.salesforce as {"ann@acme.com": {}}
}

test_leaves_user_without_policy_to_another_rule if {
	_messages == set() with input as _snapshot({"permission_set": "Legacy"})
		with data.policy.salesforce as {}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"permission_sets": ["Writeback"]}}

_snapshot(changes) := {
	"taken_at": "2026-11-02T09:00:00Z",
	"salesforce": {
		"integration_users": ["clay@acme.com"],
		"assignments": [object.union({"user": "clay@acme.com"}, changes)],
	},
}

_messages contains finding.message if some finding in rule.findings
