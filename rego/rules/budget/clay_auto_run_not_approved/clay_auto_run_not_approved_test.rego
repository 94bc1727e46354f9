package rules.budget.clay_auto_run_not_approved_test

import data.rules.budget.clay_auto_run_not_approved as rule

test_flags_table_that_runs_by_itself if {
	every budget in [{}, {"declared": {"auto_run": false}}, {"declared": {"owner": "dana@acme.com"}}] {
		rule.findings == {{
			"subject": {"kind": "clay.table", "id": "t_1", "name": "Leads"},
			"message": "Leads runs by itself, and its budget does not approve that",
		}} with input as _snapshot(object.union({"auto_run": true}, budget))
	}
}

test_flags_table_that_the_policy_stops if {
	count(_messages) == 1 with input as _snapshot({"auto_run": true, "declared": {"auto_run": true}})
		with data.policy.clay.tables as {"t_1": {"auto_run": false}}
}

test_flags_table_nobody_looked_at if {
	_messages == {"Leads has no record of whether it runs by itself, and its budget does not approve that"} with input as _snapshot({})
}

test_allows_table_whose_budget_approves if {
	_messages == set() with input as _snapshot({"auto_run": true, "declared": {"auto_run": true}})
	_messages == set() with input as _snapshot({"declared": {"auto_run": true}})
	_messages == set() with input as _snapshot({"auto_run": true})
		with data.policy.clay.tables as {"Leads": {"auto_run": true}}
}

test_allows_table_that_does_not_run if _messages == set() with input as _snapshot({"auto_run": false})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {"clay": {"tables": [object.union({"id": "t_1", "name": "Leads"}, changes)]}}
