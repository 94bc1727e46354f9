package rules.least_privilege.salesforce_token_not_approved_test

import data.rules.least_privilege.salesforce_token_not_approved as rule

test_flags_token_of_a_person_for_the_app if {
	rule.findings == {{
		"subject": {"kind": "salesforce.token", "id": "0CQ1"},
		"message": "ann@acme.com has given Clay a token, and is not the integration user of clay@acme.com",
	}} with input as _snapshot("ann@acme.com", "Clay")
		with data.policy.salesforce as _policy
}

test_flags_token_for_another_app if {
	_messages == {"clay@acme.com has given Zapier a token, which its policy does not name"} with input as _snapshot("clay@acme.com", "Zapier")
		with data.policy.salesforce as _policy
}

test_flags_token_when_the_policy_names_no_app if {
	count(_messages) == 1 with input as _snapshot("clay@acme.com", "Clay")
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_allows_token_of_the_integration_for_its_app if {
	_messages == set() with input as _snapshot("clay@acme.com", "clay")
		with data.policy.salesforce as _policy
}

test_allows_tokens_of_people_for_other_apps if {
	_messages == set() with input as _snapshot("ann@acme.com", "Loader")
		with data.policy.salesforce as _policy
}

test_leaves_user_without_policy_to_another_rule if {
	_messages == set() with input as _snapshot("clay@acme.com", "Clay")
		with data.policy.salesforce as {}
}

test_allows_tokens_of_people_who_have_a_policy if {
	_messages == set() with input as _snapshot("ann@acme.com", "Loader")
		with data.policy.salesforce as object.union(_policy, {"ann@acme.com": {"apps": []}})
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"apps": ["Clay"]}}

_snapshot(user, app) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"tokens": [{"id": "0CQ1", "user": user, "app": app}],
}}

_messages contains finding.message if some finding in rule.findings
