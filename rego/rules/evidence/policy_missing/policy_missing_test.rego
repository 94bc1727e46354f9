package rules.evidence.policy_missing_test

import data.rules.evidence.policy_missing as rule

test_flags_integration_user_without_a_policy if {
	every policy in [{}, {"hub@acme.com": {}}, {"clay@acme.com": null, "hub@acme.com": {}}] {
		{
			"subject": {"kind": "policy.user", "id": "clay@acme.com"},
			"message": "clay@acme.com has no policy, so nothing says what it may do",
		} in rule.findings with input as _snapshot(["clay@acme.com", "hub@acme.com"])
			with data.policy.salesforce as policy
	}
}

test_flags_policy_of_nobody if {
	_messages == {
		"clay@acme.com has no policy, so nothing says what it may do",
		"caly@acme.com has a policy but is not an integration user",
	} with input as _snapshot(["clay@acme.com"])
		with data.policy.salesforce as {"caly@acme.com": {}}
}

test_flags_org_without_integration_users if {
	every users in [[], null] {
		rule.findings == {{
			"subject": {"kind": "salesforce.org", "id": "acme"},
			"message": "acme names no integration user, so nothing was judged",
		}} with input as _snapshot(users)
	}
}

test_allows_user_with_a_policy_in_any_case if {
	_messages == set() with input as _snapshot(["clay@acme.com"])
		with data.policy.salesforce as {"Clay@acme.com": {"objects": {}}}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy.salesforce as {"clay@acme.com": {}}
}

_messages contains finding.message if some finding in rule.findings

_snapshot(users) := {"salesforce": {"id": "acme", "integration_users": users}}
