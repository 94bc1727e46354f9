package rules.budget.clay_estimates_over_allotment_test

import data.rules.budget.clay_estimates_over_allotment as rule

test_flags_estimates_over_the_plan if {
	rule.findings == {{
		"subject": {"kind": "clay.workspace", "id": "acme"},
		"message": "2 tables are estimated at 500.5 credits a month, over the 500 there are",
	}} with input as _snapshot(200.5, {"data_allotment": 500})
}

test_flags_estimates_over_the_policy if {
	_messages == {"2 tables are estimated at 500 credits a month, over the 499 there are"} with input as _snapshot(200, {"data_allotment": 900})
		with data.policy.clay.credits as {"monthly": 499}
}

test_flags_estimates_of_the_policy if {
	_messages == {"3 tables are estimated at 505 credits a month, over the 500 there are"} with input as _snapshot(200, {"data_allotment": 500})
		with data.policy.clay.tables as {"t_3": {"monthly_credits": 5}}
}

test_flags_workspace_without_an_allotment if {
	every credits in [{}, {"data_balance": 5}] {
		_messages == {"the estimates of its tables have no allotment of credits to be held to"} with input as _snapshot(200, credits)
	}
}

test_flags_any_estimate_where_nothing_is_allotted if {
	count(_messages) == 1 with input as _snapshot(200, {})
		with data.policy.clay.credits as {"monthly": 0}
}

test_allows_estimates_at_the_allotment if {
	_messages == set() with input as _snapshot(200, {"data_allotment": 500})
	_messages == set() with input as _snapshot(200, {"data_allotment": 1})
		with data.policy.clay.credits as {"monthly": 500}
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(estimate, credits) := {"clay": {
	"workspace": {"id": "acme", "credits": credits},
	"tables": [
		{"id": "t_1", "name": "Leads", "declared": {"monthly_credits": 300}},
		{"id": "t_2", "name": "Accounts", "declared": {"monthly_credits": estimate}},
		{"id": "t_3", "name": "Scratch"},
	],
}}
