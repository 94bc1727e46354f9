package rules.budget.clay_spend_share_high_test

import data.rules.budget.clay_spend_share_high as rule

test_flags_table_over_its_share if {
	rule.findings == {{
		"subject": {"kind": "clay.usage", "id": "Leads"},
		"message": "Leads spent 25.5 % of all credits, and 25 % are allowed",
	}} with input as _snapshot([_line("Leads", 255), _line("A", 245), _line("B", 250), _line("C", 250)])
		with data.policy as _policy
}

test_flags_lines_of_one_name_together if {
	_messages == {"Leads spent 40 % of all credits, and 25 % are allowed"} with input as _snapshot([
		_line("Leads", 20), {"name": "Leads", "credits": 20},
		_line("A", 20), _line("B", 20), _line("C", 20),
	])
		with data.policy as _policy
}

test_flags_workbook_where_no_table_is_listed if {
	_messages == {"Outbound spent 100 % of all credits, and 25 % are allowed"} with input as _snapshot([
		{"name": "Outbound", "kind": "workbook", "credits": 5},
		{"name": "All", "kind": "folder", "credits": 5},
	])
		with data.policy as _policy
}

test_flags_any_spend_where_no_share_is_allowed if {
	count(_messages) == 1 with input as _snapshot([_line("Leads", 1)])
		with data.policy.clay.credits.table_share as 0
}

test_allows_table_at_its_share if {
	_messages == set() with input as _snapshot([_line("Leads", 25), _line("A", 25), _line("B", 25), _line("C", 25)])
		with data.policy as _policy
}

test_counts_what_was_not_attributed if {
	_messages == set() with input as object.union(_snapshot([_line("Leads", 25)]), {"clay": {"usage": {"unattributed_credits": 75}}})
		with data.policy as _policy
}

test_workbooks_do_not_count_beside_tables if {
	_messages == {"Leads spent 100 % of all credits, and 25 % are allowed"} with input as _snapshot([
		_line("Leads", 1),
		{"name": "Outbound", "kind": "workbook", "credits": 1000},
	])
		with data.policy as _policy
}

test_allows_workspace_that_spent_nothing if {
	_messages == set() with input as _snapshot([_line("Leads", 0)])
		with data.policy as _policy
	_messages == set() with input as _snapshot([])
		with data.policy as _policy
}

test_allows_snapshot_without_clay if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy as _policy
}

_messages contains finding.message if some finding in rule.findings

_policy := {"clay": {"credits": {"table_share": 0.25}}}

_line(name, credits) := {"name": name, "kind": "table", "credits": credits}

_snapshot(lines) := {"clay": {"usage": {"by_resource": lines}}}
