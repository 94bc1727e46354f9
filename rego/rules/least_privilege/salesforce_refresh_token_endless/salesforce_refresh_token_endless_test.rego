package rules.least_privilege.salesforce_refresh_token_endless_test

import data.rules.least_privilege.salesforce_refresh_token_endless as rule

test_flags_app_whose_tokens_never_end if {
	rule.findings == {{
		"subject": {"kind": "salesforce.app", "id": "Clay"},
		"message": "Clay keeps refresh tokens until somebody revokes them",
	}} with input as _snapshot({"refresh_token_policy": "infinite"})
}

test_flags_app_whose_tokens_live_too_long if {
	_messages == {"Clay keeps refresh tokens for 91 days, and 90 are allowed"} with input as _snapshot({"refresh_token_policy": "specific_lifetime:91:days", "refresh_token_days": 91})
}

test_flags_app_of_which_nobody_knows if {
	_messages == {"Clay has no refresh token policy in the evidence"} with input as _snapshot({})
}

test_flags_app_that_does_not_say_when if {
	_messages == {"Clay has no refresh token policy in the evidence"} with input as _snapshot({"refresh_token_policy": "specific_lifetime"})
}

test_allows_app_whose_tokens_end_on_the_last_day if _messages == set() with input as _snapshot({"refresh_token_policy": "specific_inactivity:90:days", "refresh_token_days": 90})

test_allows_app_whose_tokens_end_at_once if _messages == set() with input as _snapshot({"refresh_token_policy": "zero"})

test_flags_app_past_the_days_of_the_operator if {
	count(_messages) == 1 with input as _snapshot({"refresh_token_policy": "specific_inactivity:30:days", "refresh_token_days": 30})
		with data.settings as {"least_privilege/salesforce_refresh_token_endless": {"max_days": 29}}
}

test_allows_app_of_nobody_here if {
	_messages == set() with input as _snapshot({"refresh_token_policy": "infinite"})
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Other"]}}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"apps": [object.union({"name": "Clay", "serves_integration": false, "kind": "connected_app"}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
