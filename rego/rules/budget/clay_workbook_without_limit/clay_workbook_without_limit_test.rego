package rules.budget.clay_workbook_without_limit_test

import data.rules.budget.clay_workbook_without_limit as rule

test_flags_workbook_without_any_limit if {
	rule.findings == {{
		"subject": {"kind": "clay.workbook", "id": "wb_1", "name": "Outbound"},
		"message": "Outbound has neither a credit limit nor a budget",
	}} with input as _snapshot({})
}

test_flags_workbook_whose_budget_has_no_limit if {
	every budget in ["Open", "Gone"] {
		_messages == {$"Outbound has a budget without a limit: {budget}"} with input as _snapshot({"budget": budget})
	}
}

test_allows_workbook_with_a_limit if {
	_messages == set() with input as _snapshot({"credit_limit": 0})
	_messages == set() with input as _snapshot({"credit_limit": 500, "budget": "Open"})
}

test_allows_workbook_with_a_limited_budget if _messages == set() with input as _snapshot({"budget": "GTM"})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {"clay": {
	"workbooks": [object.union({"id": "wb_1", "name": "Outbound"}, changes)],
	"budgets": [{"name": "GTM", "limit": 1000}, {"name": "Open"}],
}}
