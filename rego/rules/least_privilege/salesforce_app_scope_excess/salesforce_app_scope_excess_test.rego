package rules.least_privilege.salesforce_app_scope_excess_test

import data.rules.least_privilege.salesforce_app_scope_excess as rule

test_flags_app_that_asks_for_more if {
	rule.findings == {{
		"subject": {"kind": "salesforce.app", "id": "Clay"},
		"message": "Clay asks for Full and Web",
	}} with input as _snapshot({"scopes": ["Api", "Full", "Web"]})
}

test_flags_app_of_which_nobody_knows if {
	_messages == {"Clay has no scopes in the evidence"} with input as _snapshot({})
}

test_flags_app_that_lists_none if {
	_messages == {"Clay has no scopes in the evidence"} with input as _snapshot({"scopes": []})
}

test_allows_app_that_asks_for_the_api if _messages == set() with input as _snapshot({"scopes": ["Api", "Basic", "refresh_token", "OfflineAccess"]})

test_allows_scope_the_config_adds if {
	_messages == set() with input as _snapshot({"scopes": ["Web"]})
		with data.settings as {"least_privilege/salesforce_app_scope_excess": {"allowed": ["Web"]}}
}

test_allows_app_of_nobody_here if {
	_messages == set() with input as _snapshot({"scopes": ["Api", "Full", "Web"]})
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Other"]}}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"apps": [object.union({"name": "Clay", "serves_integration": false, "kind": "connected_app"}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
