package rules.budget.clay_spend_unaccounted_test

import data.rules.budget.clay_spend_unaccounted as rule

test_flags_line_of_nothing_known if {
	rule.findings == {{
		"subject": {"kind": "clay.usage", "id": "Old table"},
		"message": "Old table spent 12.5 credits and is no table or workbook of the inventory",
	}} with input as _snapshot([{"name": "Old table", "credits": 12.5}], {})
}

test_flags_lines_of_one_name_together_and_known_names_of_another_id if {
	_messages == {"Leads spent 3 credits and is no table or workbook of the inventory"} with input as _snapshot(
		[
			{"id": "t_8", "name": "Leads", "credits": 1},
			{"id": "t_9", "name": "Leads", "credits": 2},
		],
		{},
	)
}

test_flags_line_over_what_the_config_lets_pass if {
	_messages == {"Big spent 11 credits and is no table or workbook of the inventory"} with input as _snapshot(
		[{"name": "Big", "credits": 11}, {"name": "Small", "credits": 10}],
		{},
	)
		with data.settings as {"budget/clay_spend_unaccounted": {"credits": 10}}
}

test_flags_spend_the_export_does_not_attribute if {
	rule.findings == {{
		"subject": {"kind": "clay.workspace", "id": "acme"},
		"message": "185.5 credits were spent that the usage export attributes to nothing",
	}} with input as _snapshot([], {"unattributed_credits": 185.5})
}

test_flags_spend_of_integrations_beyond_the_resources if {
	_messages == {"5 credits were spent that the usage export attributes to nothing"} with input as _without(_snapshot(
		[{"id": "t_1", "name": "Leads", "credits": 20}],
		{"by_integration": [{"name": "AI", "credits": 15}, {"name": "Data", "credits": 10}]},
	))
}

test_flags_spend_that_a_folder_would_hide if {
	_messages == {"5 credits were spent that the usage export attributes to nothing"} with input as _without(_snapshot(
		[
			{"id": "t_1", "name": "Leads", "kind": "table", "credits": 20},
			{"name": "GTM", "kind": "folder", "credits": 20},
		],
		{"by_integration": [{"name": "AI", "credits": 25}]},
	))
}

test_flags_spend_that_a_workbook_beside_its_table_would_hide if {
	every kind in [{}, {"kind": "workbook"}] {
		_messages == {"5 credits were spent that the usage export attributes to nothing"} with input as _without(_snapshot(
			[
				{"id": "t_1", "name": "Leads", "kind": "table", "credits": 20},
				object.union({"name": "Outbound", "credits": 20}, kind),
			],
			{"by_integration": [{"name": "AI", "credits": 25}]},
		))
	}
}

# A line of no kind whose name is that of a table and of a workbook is taken for the table's.
test_counts_a_line_that_may_be_a_table if {
	named := [{"op": "replace", "path": "clay/workbooks/0/name", "value": "Leads"}]
	_messages == set() with input as json.patch(
		_without(_snapshot([{"name": "Leads", "credits": 20}], {"by_integration": [{"name": "AI", "credits": 20}]})),
		named,
	)
}

test_counts_workbooks_of_which_no_table_is_listed if {
	_messages == set() with input as _without(_snapshot(
		[{"name": "Outbound", "kind": "workbook", "credits": 20}],
		{"by_integration": [{"name": "AI", "credits": 20}]},
	))
}

test_flags_export_that_says_nothing_of_it if {
	every usage in [{}, {"by_integration": []}] {
		_messages == {"nobody recorded what the usage export could not attribute"} with input as _without(_snapshot([], usage))
	}
}

test_allows_workspace_without_an_export if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z", "clay": {"workspace": {"id": "acme"}}}
}

test_allows_lines_of_tables_and_workbooks if {
	_messages == set() with input as _snapshot(
		[
			{"id": "t_1", "name": "Renamed", "kind": "table", "credits": 9},
			{"name": "Leads", "kind": "table", "credits": 9},
			{"id": "wb_1", "name": "x", "kind": "workbook", "credits": 9},
			{"name": "Outbound", "kind": "workbook", "credits": 9},
			{"name": "Leads", "credits": 9},
		],
		{},
	)
}

test_allows_folders_and_lines_that_spent_nothing if {
	_messages == set() with input as _snapshot([{"name": "All", "kind": "folder", "credits": 9}, {"name": "Old", "credits": 0}], {})
}

test_allows_integrations_that_spent_what_the_resources_did if {
	_messages == set() with input as _without(_snapshot(
		[{"id": "t_1", "name": "Leads", "credits": 20}],
		{"by_integration": [{"name": "AI", "credits": 20}]},
	))
}

test_what_is_recorded_goes_before_what_is_computed if {
	_messages == set() with input as _snapshot([], {"by_integration": [{"name": "AI", "credits": 20}]})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_without(snapshot) := json.remove(snapshot, ["clay/usage/unattributed_credits"])

_snapshot(lines, usage) := {"clay": {
	"workspace": {"id": "acme"},
	"tables": [{"id": "t_1", "name": "Leads", "workbook": "wb_1"}],
	"workbooks": [{"id": "wb_1", "name": "Outbound"}],
	"usage": object.union({"by_resource": lines, "unattributed_credits": 0}, usage),
}}
