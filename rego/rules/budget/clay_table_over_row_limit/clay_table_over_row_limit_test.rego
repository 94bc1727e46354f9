package rules.budget.clay_table_over_row_limit_test

import data.rules.budget.clay_table_over_row_limit as rule

test_flags_table_over_its_declared_limit if {
	rule.findings == {{
		"subject": {"kind": "clay.table", "id": "t_1", "name": "Leads"},
		"message": "Leads holds 1001 rows, and its budget allows 1000",
	}} with input as _snapshot({"row_count": 1001})
}

test_flags_table_over_the_limit_of_the_policy if {
	_messages == {"Leads holds 501 rows, and its budget allows 500"} with input as _snapshot({"row_count": 501})
		with data.policy.clay.tables as {"Leads": {"max_rows": 500}}
}

test_flags_table_whose_rows_nobody_counted if {
	_messages == {"Leads has no row count to compare with its limit of 1000"} with input as _snapshot({})
}

test_flags_one_row_where_none_is_allowed if {
	count(_messages) == 1 with input as _snapshot({"row_count": 1, "declared": {"max_rows": 0}})
}

test_allows_table_at_its_limit if _messages == set() with input as _snapshot({"row_count": 1000})

test_allows_empty_table if _messages == set() with input as _snapshot({"row_count": 0, "declared": {"max_rows": 0}})

test_leaves_table_without_a_limit_to_another_rule if {
	_messages == set() with input as _snapshot({})
		with input.clay.tables as [{"id": "t_1", "name": "Leads", "row_count": 90000}]
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"tables": [object.union({"id": "t_1", "name": "Leads", "declared": {"max_rows": 1000}}, changes)]},
}
