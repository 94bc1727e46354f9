package rules.least_privilege.clay_secret_inline_test

import data.rules.least_privilege.clay_secret_inline as rule

test_flags_column_somebody_saw_a_secret_in if {
	every column in [{}, {"connection": "aa_1"}, {"action": "http-api-v2", "inline_header_names": ["Authorization"]}] {
		rule.findings == {{
			"subject": {"kind": "clay.column", "id": "t_1/f_1", "name": "Fetch"},
			"message": "Fetch in Leads holds a secret in its own configuration",
		}} with input as _snapshot(object.union(column, {"inline_secret_suspect": true}))
	}
}

test_flags_credential_header_without_an_account if {
	_messages == {"Fetch in Leads sets Authorization and X-Api-Key itself and uses no account for it"} with input as _snapshot({
		"action": "http-api-v2",
		"inline_header_names": ["Accept", "Authorization", "X-Api-Key"],
	})
}

test_flags_header_the_config_adds if {
	count(_messages) == 1 with input as _snapshot({"inline_header_names": ["X-Tenant-Key"]})
		with data.settings as {"least_privilege/clay_secret_inline": {"headers": ["x-tenant-key"]}}
}

test_flags_http_column_nobody_looked_into if {
	every column in [{}, {"inline_header_names": ["Accept"]}] {
		_messages == {"Fetch in Leads sends HTTP requests, and nobody recorded whether it holds a secret"} with input as _snapshot(object.union(
			column,
			{"action": "http-api-v2"},
		))
	}
}

test_flags_action_nobody_named if {
	every column in [{}, {"inline_header_names": ["Accept"]}] {
		_messages == {"Fetch in Leads runs an action that nobody named, and nobody recorded whether it holds a secret"} with input as _snapshot(object.union(
			column,
			{"kind": "action"},
		))
	}
}

test_flags_action_nobody_named_for_its_header_alone if {
	_messages == {"Fetch in Leads sets Cookie itself and uses no account for it"} with input as _snapshot({"kind": "action", "inline_header_names": ["Cookie"]})
}

test_allows_action_nobody_named_that_somebody_looked_into if {
	_messages == set() with input as _snapshot({"kind": "action", "inline_secret_suspect": false})
	_messages == set() with input as _snapshot({"kind": "action", "connection": "aa_1"})
	_messages == set() with input as _snapshot({"kind": "basic"})
	_messages == set() with input as _snapshot({"kind": "action", "action": "find-work-email"})
}

test_flags_action_the_config_adds if {
	count(_messages) == 1 with input as _snapshot({"action": "call-function"})
		with data.settings as {"least_privilege/clay_secret_inline": {"actions": ["call-"]}}
}

test_allows_column_with_an_account if {
	_messages == set() with input as _snapshot({"action": "http-api-v2", "connection": "aa_1", "inline_header_names": ["Authorization"]})
	_messages == set() with input as _snapshot({"action": "http-api-v2", "connection": "aa_1"})
}

test_allows_column_somebody_found_clean if {
	_messages == set() with input as _snapshot({"action": "http-api-v2", "inline_header_names": ["Authorization"], "inline_secret_suspect": false})
	_messages == set() with input as _snapshot({"action": "http-api-v2", "inline_secret_suspect": false})
}

test_allows_action_without_headers if {
	_messages == set() with input as _snapshot({"action": "find-work-email"})
	_messages == set() with input as _snapshot({})
	_messages == set() with input as _snapshot({"inline_header_names": ["Accept"]})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {"clay": {"tables": [{
	"id": "t_1",
	"name": "Leads",
	"columns": [object.union({"id": "f_1", "name": "Fetch"}, changes)],
}]}}
