package rules.evidence.clay_policy_unused_test

import data.rules.evidence.clay_policy_unused as rule

test_flags_names_that_nothing_bears if {
	rule.findings == {{
		"subject": {"kind": "policy.clay", "id": "acme"},
		"message": "acme does not have connection snowflak, table Leeds, table t_9 and workbook Growht, which its policy names",
	}} with input as _snapshot
		with data.policy.clay as {
			"tables": {"t_1": {}, "t_9": {}, "Leeds": {}},
			"connections": {"salesforce": {}, "snowflak": {}},
			"credits": {"recurring": ["Growth", "Growht"]},
		}
}

test_flags_each_kind_by_itself if {
	every policy in [{"tables": {"leads": {}}}, {"connections": {"wb_1": {}}}, {"credits": {"recurring": ["t_1"]}}] {
		count(rule.findings) == 1 with input as _snapshot
			with data.policy.clay as policy
	}
}

test_flags_everything_where_there_is_nothing if {
	count(rule.findings) == 1 with input as {"clay": {"workspace": {"id": "acme"}, "tables": [], "connections": [], "workbooks": []}}
		with data.policy.clay as {"tables": {"t_1": null}}
}

test_allows_ids_and_names_and_providers if {
	count(rule.findings) == 0 with input as _snapshot
		with data.policy.clay as {
			"tables": {"t_1": {}, "Leads": {}},
			"connections": {"aa_1": {}, "salesforce": {}},
			"credits": {"recurring": ["wb_1", "Growth"]},
		}
}

test_allows_policy_that_names_nothing if {
	every policy in [{}, {"tables": {}, "connections": {}, "credits": {"recurring": []}}, {"roles": {"admin": []}}] {
		count(rule.findings) == 0 with input as _snapshot
			with data.policy.clay as policy
	}
}

test_allows_snapshot_without_clay if {
	count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy.clay as {"tables": {"t_1": {}}}
}

_snapshot := {"clay": {
	"workspace": {"id": "acme"},
	"tables": [{"id": "t_1", "name": "Leads"}],
	"connections": [{"id": "aa_1", "name": "CRM", "provider": "salesforce"}],
	"workbooks": [{"id": "wb_1", "name": "Growth"}],
}}
