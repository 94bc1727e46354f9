package rules.budget.clay_credits_over_estimate_test

import data.rules.budget.clay_credits_over_estimate as rule

test_flags_table_over_its_estimate if {
	rule.findings == {{
		"subject": {"kind": "clay.table", "id": "t_1", "name": "Leads"},
		"message": "Leads spent 300.5 credits in 30 days, over the 300 that 300 a month allow",
	}} with input as _snapshot([{"id": "t_1", "name": "Leads", "credits": 300.5}])
}

test_flags_table_matched_by_name_and_adds_its_lines if {
	_messages == {"Leads spent 301 credits in 30 days, over the 300 that 300 a month allow"} with input as _snapshot([
		{"name": "Leads", "kind": "table", "credits": 200},
		{"name": "Leads", "credits": 101},
	])
}

test_flags_table_over_its_share_of_a_short_period if {
	_messages == {"Leads spent 101 credits in 10 days, over the 100 that 300 a month allow"} with input as object.union(
		_snapshot([{"id": "t_1", "name": "Leads", "credits": 101}]),
		{"clay": {"usage": {"to": "2026-04-10T00:00:00Z"}}},
	)
}

test_flags_table_over_the_estimate_of_the_policy if {
	count(_messages) == 1 with input as _snapshot([{"id": "t_1", "name": "Leads", "credits": 201}])
		with data.policy.clay.tables as {"t_1": {"monthly_credits": 200}}
}

test_flags_any_spend_where_none_is_estimated if {
	_messages == {"Leads spent 1 credits in 30 days, over the 0 that 0 a month allow"} with input as _snapshot([{"id": "t_1", "name": "Leads", "credits": 1}])
		with data.policy.clay.tables as {"t_1": {"monthly_credits": 0}}
}

test_flags_workbook_over_the_estimates_of_its_tables if {
	rule.findings == {{
		"subject": {"kind": "clay.workbook", "id": "wb_1", "name": "Outbound"},
		"message": "Outbound spent 501 credits in 30 days, over the 500 that 500 a month allow for its tables together",
	}} with input as _snapshot([{"name": "Outbound", "kind": "workbook", "credits": 501}])
}

test_flags_workbook_by_its_id if {
	count(_messages) == 1 with input as _snapshot([{"id": "wb_1", "name": "Renamed", "credits": 501}])
}

test_flags_every_estimate_when_the_period_is_not_known if {
	every period in [{"from": ""}, {"to": ""}, {"from": "2026-05-02T00:00:00Z"}] {
		_messages == {
			"Leads has an estimate but the usage export has no period to hold it to",
			"Accounts has an estimate but the usage export has no period to hold it to",
		} with input as object.union(_snapshot([]), {"clay": {"usage": period}})
	}
}

test_allows_spend_at_the_estimate if {
	_messages == set() with input as _snapshot([{"id": "t_1", "name": "Leads", "credits": 300}])
	_messages == set() with input as _snapshot([{"name": "Outbound", "credits": 500}])
}

test_allows_table_that_spent_nothing if _messages == set() with input as _snapshot([])

test_allows_line_of_another_table_of_that_name if {
	_messages == set() with input as _snapshot([{"id": "t_9", "name": "Leads", "credits": 9000}])
}

test_allows_line_of_another_kind if {
	_messages == set() with input as _snapshot([{"name": "Leads", "kind": "folder", "credits": 9000}])
}

test_leaves_workbook_whose_tables_are_listed if {
	_messages == set() with input as _snapshot([
		{"id": "t_1", "name": "Leads", "credits": 10},
		{"id": "wb_1", "name": "Outbound", "credits": 9000},
	])
}

test_leaves_table_without_an_estimate_to_another_rule if {
	_messages == set() with input as _snapshot([{"id": "t_3", "name": "Scratch", "credits": 9000}])
}

test_leaves_workbook_without_estimates_to_another_rule if {
	_messages == set() with input as _snapshot([{"id": "wb_2", "name": "Drafts", "credits": 9000}])
}

test_flags_estimate_of_nothing_when_the_period_is_not_known if {
	"Scratch has an estimate but the usage export has no period to hold it to" in _messages with input as object.union(
		_snapshot([]),
		{"clay": {"usage": {"from": ""}}},
	)
		with data.policy.clay.tables as {"t_3": {"monthly_credits": 0}}
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(lines) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {
		"workbooks": [{"id": "wb_1", "name": "Outbound"}, {"id": "wb_2", "name": "Drafts"}, {"id": "wb_3", "name": "Empty"}],
		"tables": [
			{"id": "t_1", "name": "Leads", "workbook": "wb_1", "declared": {"monthly_credits": 300}},
			{"id": "t_2", "name": "Accounts", "workbook": "wb_1", "declared": {"monthly_credits": 200}},
			{"id": "t_3", "name": "Scratch", "workbook": "wb_2"},
		],
		"usage": {"from": "2026-04-01T00:00:00Z", "to": "2026-04-30T00:00:00Z", "by_resource": lines},
	},
}
