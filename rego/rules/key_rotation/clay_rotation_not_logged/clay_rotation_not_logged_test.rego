package rules.key_rotation.clay_rotation_not_logged_test

import data.rules.key_rotation.clay_rotation_not_logged as rule

test_flags_rotation_the_log_does_not_hold if {
	rule.findings == {{
		"subject": {"kind": "clay.api_key", "id": "crm-sync", "name": "CRM sync"},
		"message": "CRM sync was rotated on 2026-04-15, and the rotation log has no line on it",
	}} with input as _snapshot("clay.api_key", [])
}

test_flags_rotation_of_a_connection if {
	{finding.subject.kind | some finding in rule.findings} == {"clay.connection"} with input as _snapshot("clay.connection", [])
}

test_flags_rotation_whose_lines_are_of_another_key_or_time if {
	every line in [
		{"key": "other", "at": "2026-04-15T00:00:00Z"},
		{"key": "crm-sync", "at": "2026-04-07T00:00:00Z"},
		{"key": "crm-sync", "at": "2026-04-23T00:00:00Z"},
	] {
		count(rule.findings) == 1 with input as _snapshot("clay.api_key", [line])
	}
}

test_flags_line_outside_the_days_of_the_config if {
	count(rule.findings) == 1 with input as _snapshot("clay.api_key", [{"key": "crm-sync", "at": "2026-04-16T00:00:00Z"}])
		with data.settings as {"key_rotation/clay_rotation_not_logged": {"days": 0}}
}

test_allows_rotation_in_the_log if {
	every at in ["2026-04-08T00:00:00Z", "2026-04-15T00:00:00Z", "2026-04-22T00:00:00Z"] {
		count(rule.findings) == 0 with input as _snapshot("clay.api_key", [{"key": "crm-sync", "at": at}])
	}
}

test_allows_snapshot_without_a_previous_one if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}

_snapshot(kind, log) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"changes": {"rotated": [{"kind": kind, "id": "crm-sync", "name": "CRM sync", "rotated_at": "2026-04-15T00:00:00Z"}]},
	"clay": {"rotation_log": log},
}
