package rules.budget.clay_table_unused_test

import data.rules.budget.clay_table_unused as rule

test_flags_table_unchanged_past_its_days if {
	rule.findings == {{
		"subject": {"kind": "clay.table", "id": "t_1", "name": "Leads"},
		"message": "Leads was last changed 91 days ago, and 90 are allowed",
	}} with input as _snapshot({"updated_at": "2026-01-30T00:00:00Z"})
}

test_flags_table_unchanged_past_the_days_the_config_allows if {
	count(_messages) == 1 with input as _snapshot({"updated_at": "2026-04-20T00:00:00Z"})
		with data.settings as {"budget/clay_table_unused": {"days": 10}}
}

test_flags_table_nobody_dated if {
	_messages == {"Leads has no record of when it was last changed"} with input as _snapshot({"created_at": "2026-04-20T00:00:00Z"})
}

test_flags_change_still_to_come if {
	_messages == {"Leads was last changed on 2026-05-01T00:00:01Z, which is still to come"} with input as _snapshot({"updated_at": "2026-05-01T00:00:01Z"})
}

test_allows_table_on_its_last_day if _messages == set() with input as _snapshot({"updated_at": "2026-01-31T00:00:00Z"})

test_allows_table_changed_at_the_moment_of_the_snapshot if {
	_messages == set() with input as _snapshot({"updated_at": "2026-05-01T00:00:00Z"})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"tables": [object.union({"id": "t_1", "name": "Leads"}, changes)]},
}
