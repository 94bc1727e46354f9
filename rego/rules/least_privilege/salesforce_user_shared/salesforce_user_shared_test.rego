package rules.least_privilege.salesforce_user_shared_test

import data.rules.least_privilege.salesforce_user_shared as rule

test_flags_user_of_two_apps if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com serves 2 apps, Clay and Zapier",
	}} with input as _snapshot([["clay@acme.com", "Zapier"], ["clay@acme.com", "Clay"], ["ann@acme.com", "Loader"]])
}

test_allows_user_of_one_app_with_several_tokens if {
	_messages == set() with input as _snapshot([["clay@acme.com", "Clay"], ["clay@acme.com", "Clay"]])
}

test_allows_people_with_several_apps if {
	_messages == set() with input as _snapshot([["ann@acme.com", "Clay"], ["ann@acme.com", "Loader"]])
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(tokens) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"tokens": [{"id": $"0CQ{i}", "user": token[0], "app": token[1]} | some i, token in tokens],
}}

_messages contains finding.message if some finding in rule.findings
