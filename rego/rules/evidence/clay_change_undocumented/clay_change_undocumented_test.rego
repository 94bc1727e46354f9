package rules.evidence.clay_change_undocumented_test

import data.rules.evidence.clay_change_undocumented as rule

test_flags_new_table_the_change_log_does_not_speak_of if {
	rule.findings == {{
		"subject": {"kind": "clay.table", "id": "x_1", "name": "Thing"},
		"message": "x_1 is a table that came after 2026-04-01, and the change log does not speak of it",
	}} with input as _snapshot("clay.table", [])
}

test_flags_new_thing_of_every_kind if {
	every kind, word in {"clay.api_key": "key", "clay.connection": "connection", "clay.member": "member"} {
		rule.findings == {{
			"subject": {"kind": kind, "id": "x_1", "name": "Thing"},
			"message": $"x_1 is a {word} that came after 2026-04-01, and the change log does not speak of it",
		}} with input as _snapshot(kind, [])
	}
}

test_flags_line_on_another_thing_or_time if {
	every line in [
		{"kind": "connection", "id": "x_1", "at": "2026-04-10T00:00:00Z"},
		{"kind": "table", "id": "x_2", "at": "2026-04-10T00:00:00Z"},
		{"kind": "table", "id": "x_1", "at": "2026-03-01T00:00:00Z"},
		{"kind": "table", "id": "x_1", "at": "2099-01-01T00:00:00Z"},
	] {
		count(rule.findings) == 1 with input as _snapshot("clay.table", [line])
	}
}

test_flags_line_older_than_the_config_allows if {
	count(rule.findings) == 1 with input as _snapshot("clay.table", [{"kind": "table", "id": "x_1", "at": "2026-03-30T00:00:00Z"}])
		with data.settings as {"evidence/clay_change_undocumented": {"days": 1}}
}

test_allows_documented_thing_of_every_kind if {
	every kind, word in {"clay.api_key": "api_key", "clay.connection": "connection", "clay.member": "member", "clay.table": "table"} {
		every at in ["2026-03-02T00:00:00Z", "2026-04-10T00:00:00Z"] {
			count(rule.findings) == 0 with input as _snapshot(kind, [{"kind": word, "id": "x_1", "at": at}])
		}
	}
}

test_allows_snapshot_without_a_previous_one if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}

_snapshot(kind, log) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"changes": {"previous_taken_at": "2026-04-01T00:00:00Z", "new": [{"kind": kind, "id": "x_1", "name": "Thing"}]},
	"clay": {"change_log": log},
}
