package rules.budget.clay_recurring_not_approved_test

import data.rules.budget.clay_recurring_not_approved as rule

test_flags_table_on_a_schedule if {
	rule.findings == {{
		"subject": {"kind": "clay.table", "id": "t_1", "name": "Leads"},
		"message": "Leads runs on a schedule, and its workbook is not approved for that",
	}} with input as _snapshot({"has_scheduled_runs": true}, [])
		with data.policy as _policy
}

test_flags_table_whose_spend_is_recurring if {
	every line in [
		{"id": "t_1", "name": "x", "recurring": true, "credits": 1},
		{"name": "Leads", "kind": "table", "recurring": true, "credits": 1},
		{"name": "Outbound", "kind": "workbook", "recurring": true, "credits": 1},
	] {
		_messages == {"Leads runs on a schedule, and its workbook is not approved for that"} with input as _snapshot({"has_scheduled_runs": false}, [line])
			with data.policy as _policy
	}
}

test_flags_table_of_no_workbook if {
	_messages == {"Leads runs on a schedule, and its workbook is not approved for that"} with input as _snapshot({"has_scheduled_runs": true, "workbook": "wb_9"}, [])
		with data.policy as _policy
}

test_flags_every_schedule_when_none_is_approved if {
	every policy in [{}, {"clay": {"credits": {"recurring": []}}}] {
		count(_messages) == 1 with input as _snapshot({"has_scheduled_runs": true, "workbook": "wb_2"}, [])
			with data.policy as policy
	}
}

test_flags_table_nobody_looked_at if {
	every lines in [[], [{"id": "t_1", "name": "Leads", "credits": 1}], [{"name": "Inbound", "kind": "workbook", "recurring": true, "credits": 1}]] {
		_messages == {"Leads has no record of whether it runs on a schedule, and its workbook is not approved for that"} with input as _snapshot({}, lines)
			with data.policy as _policy
	}
}

test_allows_table_without_a_schedule if {
	_messages == set() with input as _snapshot({"has_scheduled_runs": false}, [])
		with data.policy as _policy
	_messages == set() with input as _snapshot({}, [{"id": "t_1", "name": "Leads", "recurring": false, "credits": 1}])
		with data.policy as _policy
}

test_allows_schedule_in_an_approved_workbook if {
	every policy in [["Inbound"], ["wb_2"]] {
		_messages == set() with input as _snapshot({"has_scheduled_runs": true, "workbook": "wb_2"}, [])
			with data.policy.clay.credits.recurring as policy
		_messages == set() with input as _snapshot({"workbook": "wb_2"}, [])
			with data.policy.clay.credits.recurring as policy
	}
}

test_allows_snapshot_without_clay if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy as _policy
}

_messages contains finding.message if some finding in rule.findings

_policy := {"clay": {"credits": {"recurring": ["Inbound"]}}}

_snapshot(changes, lines) := {"clay": {
	"tables": [object.union({"id": "t_1", "name": "Leads", "workbook": "wb_1"}, changes)],
	"workbooks": [{"id": "wb_1", "name": "Outbound"}, {"id": "wb_2", "name": "Inbound"}],
	"usage": {"by_resource": lines},
}}
