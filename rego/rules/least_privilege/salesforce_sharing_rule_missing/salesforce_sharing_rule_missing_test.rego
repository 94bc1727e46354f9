package rules.least_privilege.salesforce_sharing_rule_missing_test

import data.rules.least_privilege.salesforce_sharing_rule_missing as rule

test_flags_scope_without_its_rule if {
	rule.findings == {{
		"subject": {"kind": "policy.user", "id": "clay@acme.com"},
		"message": "clay@acme.com is to see Account by the sharing rule Clay_EMEA, which does not exist",
	}} with input as _snapshot([])
		with data.policy.salesforce as _policy
}

test_flags_rule_of_another_object_or_name if {
	every other in [{"object": "Lead", "name": "Clay_EMEA"}, {"object": "Account", "name": "Clay"}] {
		count(_messages) == 1 with input as _snapshot([other])
			with data.policy.salesforce as _policy
	}
}

test_allows_rule_that_exists if {
	_messages == set() with input as _snapshot([{"object": "Account", "name": "clay_emea"}])
		with data.policy.salesforce as _policy
}

test_allows_user_without_a_record_scope if {
	_messages == set() with input as _snapshot([])
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"record_scope": {"object": "Account", "sharing_rule": "Clay_EMEA"}}}

_snapshot(rules) := {"salesforce": {"integration_users": ["clay@acme.com"], "sharing_rules": rules}}

_messages contains finding.message if some finding in rule.findings
