package lib.usage_test

import data.lib.usage

test_usage_is_found_by_id_or_by_name_and_kind if {
	lines := [
		{"id": "t_1", "name": "Renamed", "credits": 1},
		{"name": "Leads", "credits": 2},
		{"name": "Leads", "kind": "table", "credits": 4},
		{"name": "Leads", "kind": "workbook", "credits": 8},
		{"id": "t_2", "name": "Leads", "credits": 16},
		{"name": "Accounts", "kind": "table", "credits": 32},
	]
	found := usage.lines({"id": "t_1", "name": "Leads"}, "table") with input.clay.usage.by_resource as lines
	usage.credits(found) == 7
}

test_nothing_is_found_without_usage if {
	usage.lines({"id": "t_1", "name": "Leads"}, "table") == []
	usage.credits([]) == 0
}
