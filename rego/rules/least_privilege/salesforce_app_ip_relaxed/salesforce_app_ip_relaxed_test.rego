package rules.least_privilege.salesforce_app_ip_relaxed_test

import data.rules.least_privilege.salesforce_app_ip_relaxed as rule

test_flags_app_that_relaxes if {
	rule.findings == {{
		"subject": {"kind": "salesforce.app", "id": "Clay"},
		"message": "Clay has the IP relaxation bypass",
	}} with input as _snapshot({"ip_relaxation": "bypass"})
}

test_flags_app_of_which_nobody_knows if {
	_messages == {"Clay has no IP relaxation in the evidence"} with input as _snapshot({})
}

test_flags_app_without_a_word if {
	_messages == {"Clay has no IP relaxation in the evidence"} with input as _snapshot({"ip_relaxation": ""})
}

test_flags_app_with_trusted_ranges if {
	_messages == {"Clay trusts IP ranges of its own"} with input as _snapshot({"ip_relaxation": "enforce", "trusted_ip_ranges": [{"start": "10.0.0.1"}]})
}

test_flags_app_that_relaxes_refreshing if {
	_messages == {"Clay has the IP relaxation enforce_relaxrefresh"} with input as _snapshot({"ip_relaxation": "enforce_relaxrefresh"})
}

test_allows_app_that_enforces if _messages == set() with input as _snapshot({"ip_relaxation": "enforce"})

test_allows_app_without_trusted_ranges if _messages == set() with input as _snapshot({"ip_relaxation": "enforce", "trusted_ip_ranges": []})

test_allows_app_of_nobody_here if {
	_messages == set() with input as _snapshot({"ip_relaxation": "bypass"})
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Other"]}}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"apps": [object.union({"name": "Clay", "serves_integration": false, "kind": "connected_app"}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
