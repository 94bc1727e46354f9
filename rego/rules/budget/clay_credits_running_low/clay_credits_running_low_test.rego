package rules.budget.clay_credits_running_low_test

import data.rules.budget.clay_credits_running_low as rule

test_flags_data_credits_below_their_share if {
	rule.findings == {{
		"subject": {"kind": "clay.workspace", "id": "acme"},
		"message": "acme has 99.5 of 1000 data credits left",
	}} with input as _snapshot({"data_balance": 99.5})
}

test_flags_actions_too_in_one_finding if {
	_messages == {"acme has 4 of 50 actions left and 99 of 1000 data credits left"} with input as _snapshot({
		"data_balance": 99,
		"action_allotment": 50,
		"action_balance": 4,
	})
}

test_flags_a_debt if count(_messages) == 1 with input as _snapshot({"data_balance": -5})

test_flags_share_of_the_config if {
	count(_messages) == 1 with input as _snapshot({"data_balance": 499})
		with data.settings as {"budget/clay_credits_running_low": {"share": 0.5}}
}

test_flags_balance_nobody_recorded if {
	_messages == {"acme has no record of the data credits left"} with input as _snapshot({})
	_messages == {"acme has no record of the actions left"} with input as _snapshot({"data_balance": 900, "action_allotment": 50})
}

test_flags_workspace_without_any_record if {
	every workspace in [{"id": "acme"}, {"id": "acme", "credits": {}}, {"id": "acme", "credits": {"data_balance": 5}}] {
		_messages == {"acme has no record of its allotment of data credits"} with input.clay.workspace as workspace
	}
}

test_allows_meters_at_their_share if {
	_messages == set() with input as _snapshot({"data_balance": 100})
	_messages == set() with input as _snapshot({"data_balance": 100, "action_allotment": 50, "action_balance": 5})
}

test_allows_plan_without_actions if _messages == set() with input as _snapshot({"data_balance": 900, "action_balance": 0})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {"clay": {"workspace": {"id": "acme", "credits": object.union({"data_allotment": 1000}, changes)}}}
