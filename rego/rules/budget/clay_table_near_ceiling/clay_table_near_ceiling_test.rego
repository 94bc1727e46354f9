package rules.budget.clay_table_near_ceiling_test

import data.rules.budget.clay_table_near_ceiling as rule

test_flags_table_at_its_share if {
	rule.findings == {{
		"subject": {"kind": "clay.table", "id": "t_1", "name": "Leads"},
		"message": "Leads holds 40000 of the 50000 rows a table may hold",
	}} with input as _snapshot({"row_count": 40000}, {})
}

test_flags_table_near_the_ceiling_of_the_workspace if {
	_messages == {"Leads holds 800 of the 1000 rows a table may hold"} with input as _snapshot({"row_count": 800}, {"row_ceiling": 1000})
}

test_flags_table_near_the_ceiling_of_a_free_plan if {
	_messages == {"Leads holds 160 of the 200 rows a table may hold"} with input as _snapshot({"row_count": 160}, {"plan": "free"})
	_messages == {"Leads holds 160 of the 180 rows a table may hold"} with input as _snapshot({"row_count": 160}, {"plan": "free", "row_ceiling": 180})
}

test_allows_table_of_another_plan if {
	_messages == set() with input as _snapshot({"row_count": 160}, {"plan": "growth"})
}

test_flags_table_by_the_share_and_ceiling_of_the_config if {
	count(_messages) == 1 with input as _snapshot({"row_count": 100}, {})
		with data.settings as {"budget/clay_table_near_ceiling": {"share": 0.5, "ceiling": 200}}
}

test_flags_table_nobody_counted if {
	_messages == {"Leads has no row count to compare with the ceiling of 50000"} with input as _snapshot({}, {})
}

test_allows_table_below_its_share if {
	_messages == set() with input as _snapshot({"row_count": 39999}, {})
	_messages == set() with input as _snapshot({"row_count": 0}, {})
}

test_allows_table_below_the_ceiling_of_the_workspace if {
	_messages == set() with input as _snapshot({"row_count": 60000}, {"row_ceiling": 100000})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(table, workspace) := {"clay": {
	"workspace": object.union({"id": "acme"}, workspace),
	"tables": [object.union({"id": "t_1", "name": "Leads"}, table)],
}}
