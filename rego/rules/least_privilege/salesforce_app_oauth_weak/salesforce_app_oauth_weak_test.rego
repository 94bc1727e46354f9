package rules.least_privilege.salesforce_app_oauth_weak_test

import data.rules.least_privilege.salesforce_app_oauth_weak as rule

test_flags_app_without_pkce if {
	rule.findings == {{
		"subject": {"kind": "salesforce.app", "id": "Clay"},
		"message": "Clay does not require PKCE",
	}} with input as _snapshot({"pkce_required": false, "refresh_token_rotation": true})
}

test_flags_app_that_does_not_say if {
	_messages == {"Clay does not rotate refresh tokens"} with input as _snapshot({"pkce_required": true})
}

test_flags_app_without_either if {
	_messages == {"Clay does not require PKCE and does not rotate refresh tokens"} with input as _snapshot({})
}

test_allows_app_with_both if _messages == set() with input as _snapshot({"pkce_required": true, "refresh_token_rotation": true})

test_allows_app_of_nobody_here if {
	_messages == set() with input as _snapshot({"pkce_required": false, "refresh_token_rotation": true})
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Other"]}}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"apps": [object.union({"name": "Clay", "serves_integration": false, "kind": "connected_app"}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
