package rules.budget.clay_column_unconditional_test

import data.rules.budget.clay_column_unconditional as rule

test_flags_column_without_a_condition if {
	rule.findings == {{
		"subject": {"kind": "clay.column", "id": "t_1/f_1", "name": "Work email"},
		"message": "Work email in Leads runs on every row, without a condition",
	}} with input as _snapshot({"auto_run": true}, {"conditional": false})
}

test_flags_column_of_a_table_on_a_schedule if {
	count(_messages) == 1 with input as _snapshot({"auto_run": false, "has_scheduled_runs": true}, {"conditional": false})
}

test_flags_column_nobody_looked_at if {
	_messages == {"Work email in Leads has no record of whether it runs on a condition"} with input as _snapshot({"auto_run": true}, {})
}

test_flags_action_of_no_kind if {
	every conditional in [{"conditional": false}, {}] {
		count(_messages) == 1 with input as json.remove(
			_snapshot({"auto_run": true}, object.union({"action": "find-work-email"}, conditional)),
			["clay/tables/0/columns/0/kind"],
		)
	}
}

test_allows_column_with_a_condition if _messages == set() with input as _snapshot({"auto_run": true}, {"conditional": true})

test_allows_column_that_runs_nothing if {
	every kind in ["basic", "source"] {
		every conditional in [{"conditional": false}, {}] {
			_messages == set() with input as _snapshot(
				{"auto_run": true},
				object.union({"kind": kind, "action": "webhook"}, conditional),
			)
		}
	}
	_messages == set() with input as json.remove(_snapshot({"auto_run": true}, {}), ["clay/tables/0/columns/0/kind"])
}

test_allows_table_that_somebody_runs_by_hand if {
	every table in [{}, {"auto_run": false, "has_scheduled_runs": false}] {
		every conditional in [{"conditional": false}, {}] {
			_messages == set() with input as _snapshot(table, conditional)
		}
	}
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(table, column) := {"clay": {"tables": [object.union(
	{"id": "t_1", "name": "Leads", "columns": [object.union({"id": "f_1", "name": "Work email", "kind": "action"}, column)]},
	table,
)]}}
