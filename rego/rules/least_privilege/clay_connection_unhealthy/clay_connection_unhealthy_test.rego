package rules.least_privilege.clay_connection_unhealthy_test

import data.rules.least_privilege.clay_connection_unhealthy as rule

test_flags_connection_in_error if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "aa_1", "name": "CRM"},
		"message": "CRM is in error, by the badge in Clay",
	}} with input as _snapshot({"status": "error"})
}

test_flags_connection_in_warning_once_whenever_checked if {
	_messages == {"CRM is in warning, by the badge in Clay"} with input as _snapshot({"status": "warning", "checked_at": "2020-01-01T00:00:00Z"})
}

test_flags_connection_of_unknown_status if {
	_messages == {"CRM has no record that it is connected"} with input as _snapshot({"checked_at": "2026-04-30T00:00:00Z"})
}

test_flags_check_past_its_days if {
	_messages == {"CRM was last checked 36 days ago, and 35 are allowed"} with input as _snapshot({"status": "connected", "checked_at": "2026-03-26T00:00:00Z"})
}

test_flags_check_past_the_days_the_config_allows if {
	count(_messages) == 1 with input as _snapshot({"status": "connected", "checked_at": "2026-04-20T00:00:00Z"})
		with data.settings as {"least_privilege/clay_connection_unhealthy": {"days": 10}}
}

test_flags_check_without_a_date_or_still_to_come if {
	every check in [{}, {"checked_at": "2026-05-01T00:00:01Z"}] {
		_messages == {"CRM is called connected, and nobody recorded when that was checked"} with input as _snapshot(object.union(check, {"status": "connected"}))
	}
}

test_allows_connection_on_the_last_day_of_its_check if {
	_messages == set() with input as _snapshot({"status": "connected", "checked_at": "2026-03-27T00:00:00Z"})
}

test_allows_connection_checked_at_the_moment_of_the_snapshot if {
	_messages == set() with input as _snapshot({"status": "connected", "checked_at": "2026-05-01T00:00:00Z"})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"connections": [object.union({"id": "aa_1", "name": "CRM", "provider": "hubspot"}, changes)]},
}
