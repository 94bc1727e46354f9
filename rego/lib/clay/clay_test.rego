package lib.clay_test

import data.lib.clay

test_budget_is_what_the_inventory_declares if {
	clay.budget({"id": "t_1", "name": "Leads", "declared": {"max_rows": 10}}) == {"max_rows": 10}
}

test_policy_changes_what_is_declared_and_the_id_has_the_last_word if {
	clay.budget({"id": "t_1", "name": "Leads", "declared": {"max_rows": 10, "owner": "a@acme.com"}}) == {
		"max_rows": 30,
		"monthly_credits": 5,
		"owner": "a@acme.com",
	} with data.policy.clay.tables as {"Leads": {"max_rows": 20, "monthly_credits": 5}, "t_1": {"max_rows": 30}}
}

test_budget_of_a_table_nobody_declared_is_empty if {
	clay.budget({"id": "t_1", "name": "Leads"}) == {}
	clay.budget({"id": "t_1", "name": "Leads"}) == {} with data.policy.clay.tables as {"Leads": null}
}
