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

test_connection_is_approved_by_id_before_provider if {
	connection := {"id": "aa_1", "provider": "hubspot"}
	clay.approved_connection(connection) == {"scopes": ["b"]} with data.policy.clay.connections as {"hubspot": {"scopes": ["a"]}, "aa_1": {"scopes": ["b"]}}
	clay.approved_connection(connection) == {"scopes": ["a"]} with data.policy.clay.connections as {"hubspot": {"scopes": ["a"]}, "aa_1": null}
	clay.approved_connection(connection) == {"scopes": ["a"]} with data.policy.clay.connections as {"hubspot": {"scopes": ["a"]}}
}

test_connection_nobody_names_has_nothing_approved if {
	not clay.approved_connection({"id": "aa_1", "provider": "hubspot"})
	not clay.approved_connection({"id": "aa_1", "provider": "hubspot"}) with data.policy.clay.connections as {"outreach": {}, "hubspot": null}
}

test_connection_is_to_a_provider_however_its_name_is_written if {
	every provider in ["salesforce", "Salesforce Sandbox", "salesforce_production", "Acme Sales-Force", "hub_spot", "HubSpot"] {
		clay.is_to({"provider": provider}, ["SalesForce", "hub spot"])
	}
	not clay.is_to({"provider": "openai"}, ["salesforce", "hubspot"])
	not clay.is_to({"provider": "sales"}, ["salesforce", "hubspot"])
	not clay.is_to({"provider": "salesforce"}, ["hubspot"])
}

test_connection_that_signs_in_as_only_salesforce_does_is_to_salesforce if {
	every marks in [{"method": "client_credentials"}, {"permission_set": "Clay_Reader"}] {
		connection := object.union({"provider": "crm"}, marks)
		clay.is_to(connection, ["hubspot", "Salesforce"])
		not clay.is_to(connection, ["hubspot"])
	}
	not clay.is_to({"provider": "crm", "method": "oauth"}, ["salesforce"])
}

test_policy_changes_and_adds_cadences if {
	clay.cadence_days({"monthly": 31, "annual": 365}) == {"monthly": 31, "annual": 365}
	clay.cadence_days({"monthly": 31, "annual": 365}) == {"monthly": 28, "annual": 365, "weekly": 7} with data.policy.clay.api_keys.rotation as {
		"monthly": 28,
		"weekly": 7,
	}
}

test_a_list_of_people_holds_the_members_of_its_groups if {
	groups := [{"name": "Sales", "members": ["Ann@acme.com", "cy@acme.com"]}, {"name": "Growth", "members": ["bob@acme.com"]}, {"name": "Empty"}]
	clay.people(["ann@acme.com"]) == {"ann@acme.com"}
	every names in [["Sales", "dee@acme.com", "Empty"], ["sales", "Dee@acme.com", "EMPTY"]] {
		clay.people(names) == {"sales", "ann@acme.com", "cy@acme.com", "dee@acme.com", "empty"} with input.clay.groups as groups
	}
	clay.people([]) == set() with input.clay.groups as groups
}

test_namesake_groups_are_both_listed if {
	groups := [{"name": "Sales", "members": ["ann@acme.com"]}, {"name": "SALES", "members": ["bob@acme.com"]}]
	clay.people(["Sales"]) == {"sales", "ann@acme.com", "bob@acme.com"} with input.clay.groups as groups
}

test_owners_answer_for_what_lies_in_their_tables if {
	owned := clay.owned with input.clay as {
		"tables": [
			{"id": "t_1", "name": "Leads", "owner": "Tom@acme.com", "columns": [{"id": "c_1"}]},
			{"id": "t_2", "name": "Other", "owner": "eve@acme.com", "columns": []},
		],
		"webhooks": [{"id": "s_1", "table": "t_1"}, {"id": "s_2", "table": "t_9"}],
		"workbooks": [{"id": "wb_1", "owner": "Wanda@acme.com"}],
		"api_keys": [{"id": "ak_1", "owner": "Kim@acme.com"}, {"id": "ak_2"}],
		"connections": [{"id": "aa_1", "added_by": "Carl@acme.com"}],
		"budgets": [{"name": "GTM", "owner": "Bea@acme.com"}],
	}
	{pair | some pair in owned; pair[1] != ""} == {
		["t_1", "tom@acme.com"],
		["t_1/c_1", "tom@acme.com"],
		["s_1", "tom@acme.com"],
		["t_2", "eve@acme.com"],
		["wb_1", "wanda@acme.com"],
		["ak_1", "kim@acme.com"],
		["aa_1", "carl@acme.com"],
		["GTM", "bea@acme.com"],
	}
}
