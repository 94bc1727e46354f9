package rules.budget.clay_table_without_budget_test

import data.rules.budget.clay_table_without_budget as rule

test_flags_table_without_any_budget if {
	rule.findings == {{
		"subject": {"kind": "clay.table", "id": "t_1", "name": "Leads"},
		"message": "Leads lacks a row limit, monthly credits and an owner in its budget",
	}} with input as _snapshot({})
}

test_flags_each_part_that_is_missing if {
	_messages == {"Leads lacks a row limit in its budget"} with input as _snapshot({"declared": {"monthly_credits": 5, "owner": "dana@acme.com"}})
	_messages == {"Leads lacks monthly credits in its budget"} with input as _snapshot({"declared": {"max_rows": 5, "owner": "dana@acme.com"}})
	_messages == {"Leads lacks an owner in its budget"} with input as _snapshot({"declared": {"max_rows": 5, "monthly_credits": 5}})
}

test_flags_table_that_only_has_an_owner if {
	_messages == {"Leads lacks a row limit and monthly credits in its budget"} with input as _snapshot({"owner": "dana@acme.com"})
}

test_flags_table_whose_policy_is_empty if {
	count(_messages) == 1 with input as _snapshot({})
		with data.policy.clay.tables as {"Leads": null}
}

test_allows_table_with_a_declared_budget if {
	_messages == set() with input as _snapshot({"declared": _budget})
}

test_allows_limits_of_zero if {
	_messages == set() with input as _snapshot({"declared": {"max_rows": 0, "monthly_credits": 0, "owner": "dana@acme.com"}})
}

test_allows_budget_whose_owner_is_that_of_the_table if {
	_messages == set() with input as _snapshot({"owner": "dana@acme.com", "declared": {"max_rows": 5, "monthly_credits": 5}})
}

test_allows_table_with_a_budget_in_the_policy_by_name_or_id if {
	every key in ["Leads", "t_1"] {
		_messages == set() with input as _snapshot({})
			with data.policy.clay.tables as {key: _budget}
	}
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_budget := {"max_rows": 1000, "monthly_credits": 50, "owner": "dana@acme.com"}

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"tables": [object.union({"id": "t_1", "name": "Leads"}, changes)]},
}
