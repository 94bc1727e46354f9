package rules.least_privilege.salesforce_app_self_authorized_test

import data.rules.least_privilege.salesforce_app_self_authorized as rule

test_flags_app_open_to_all if {
	rule.findings == {{
		"subject": {"kind": "salesforce.app", "id": "Clay"},
		"message": "Clay can be authorised by any user",
	}} with input as _snapshot({"admin_approved_only": false})
}

test_flags_app_of_which_nobody_knows if {
	_messages == {"Clay does not say who may authorise it"} with input as _snapshot({})
}

test_allows_app_for_approved_users if _messages == set() with input as _snapshot({"admin_approved_only": true})

test_allows_app_of_nobody_here if {
	_messages == set() with input as _snapshot({"admin_approved_only": false})
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Other"]}}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"apps": [object.union({"name": "Clay", "serves_integration": false, "kind": "connected_app"}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
