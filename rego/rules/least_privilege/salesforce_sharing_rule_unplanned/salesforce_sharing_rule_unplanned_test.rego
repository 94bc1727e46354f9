package rules.least_privilege.salesforce_sharing_rule_unplanned_test

import data.rules.least_privilege.salesforce_sharing_rule_unplanned as rule

test_flags_rule_shared_with_everybody if {
	rule.findings == {{
		"subject": {"kind": "salesforce.sharing_rule", "id": "Account.Everyone"},
		"message": "Everyone gives Read on Account to clay@acme.com beside the rule of its record scope",
	}} with input as _snapshot({}, [{"kind": "allInternalUsers"}])
		with data.policy.salesforce as _policy
}

test_flags_rule_shared_with_the_role_or_one_above if {
	every principal in [{"kind": "role", "name": "Clay"}, {"kind": "roleAndSubordinates", "name": "Top"}] {
		count(_messages) == 1 with input as _snapshot({}, [principal])
			with data.policy.salesforce as _policy
	}
}

test_flags_rule_shared_with_a_group_of_the_user if {
	count(_messages) == 1 with input as _snapshot({}, [{"kind": "group", "name": "Bots"}])
		with data.policy.salesforce as _policy
}

test_allows_rule_shared_with_others if {
	every principal in [
		{"kind": "role", "name": "Top"}, {"kind": "group", "name": "Sales"}, {"kind": "queue", "name": "Bots"},
		{"kind": "roleAndSubordinates", "name": "Sales"},
	] {
		_messages == set() with input as _snapshot({}, [principal])
			with data.policy.salesforce as _policy
	}
}

test_allows_the_rule_of_the_scope_and_rules_of_other_objects if {
	every other in [{"name": "clay_emea"}, {"object": "Lead"}] {
		_messages == set() with input as _snapshot(other, [{"kind": "allInternalUsers"}])
			with data.policy.salesforce as _policy
	}
}

test_allows_what_reaches_people if {
	_messages == set() with input as _snapshot({}, [{"kind": "allInternalUsers"}])
		with data.policy.salesforce as {"ann@acme.com": _policy["clay@acme.com"]}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"record_scope": {"object": "Account", "sharing_rule": "Clay_EMEA"}}}

_snapshot(changes, principals) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"users": [{"username": "ann@acme.com", "role": "Top"}, {"username": "clay@acme.com", "role": "Clay"}],
	"roles": [{"name": "Top"}, {"name": "Clay", "parent": "Top"}, {"name": "Sales", "parent": "Top"}],
	"public_groups": [
		{"name": "Bots", "members": [{"kind": "user", "name": "clay@acme.com"}]},
		{"name": "Sales", "members": [{"kind": "user", "name": "ann@acme.com"}]},
	],
	"sharing_rules": [object.union({"object": "Account", "name": "Everyone", "access": "Read", "shared_to": principals}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
