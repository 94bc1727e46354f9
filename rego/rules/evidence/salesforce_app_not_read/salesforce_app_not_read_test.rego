package rules.evidence.salesforce_app_not_read_test

import data.rules.evidence.salesforce_app_not_read as rule

test_flags_app_that_was_not_read if {
	rule.findings == {{
		"subject": {"kind": "policy.user", "id": "clay@acme.com"},
		"message": "clay@acme.com is to use Ghost, of which nothing was read",
	}} with input as _snapshot([{"name": "Clay"}])
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Clay", "Ghost"]}}
}

test_allows_app_that_was_read_by_name_or_label if {
	_messages == set() with input as _snapshot([{"name": "Clay_1", "label": "Clay for Salesforce"}])
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["clay_1", "clay for salesforce"]}}
}

test_allows_policy_without_apps if {
	_messages == set() with input as _snapshot([])
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Clay"]}}
}

_snapshot(apps) := {"salesforce": {"integration_users": ["clay@acme.com"], "apps": apps}}

_messages contains finding.message if some finding in rule.findings
