package rules.least_privilege.clay_api_key_shared_test

import data.rules.least_privilege.clay_api_key_shared as rule

test_flags_key_of_two_systems if {
	rule.findings == {{
		"subject": {"kind": "clay.api_key", "id": "crm-sync", "name": "CRM sync"},
		"message": "CRM sync is shared by 2 systems: Warehouse and Zapier",
	}} with input as _snapshot({"consumers": ["Zapier", "Warehouse"]})
}

test_flags_key_without_a_recorded_consumer if {
	every consumers in [[], null] {
		_messages == {"CRM sync names no consumer, so nobody can tell whether it is shared"} with input as _snapshot({"consumers": consumers})
	}
	count(_messages) == 1 with input as _snapshot({})
}

test_allows_key_of_one_system if _messages == set() with input as _snapshot({"consumers": ["Zapier"]})

test_allows_consumer_listed_twice if _messages == set() with input as _snapshot({"consumers": ["Zapier", "Zapier "]})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"api_keys": [object.union({"id": "crm-sync", "name": "CRM sync"}, changes)]},
}
