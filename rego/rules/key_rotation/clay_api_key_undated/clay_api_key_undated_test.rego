package rules.key_rotation.clay_api_key_undated_test

import data.rules.key_rotation.clay_api_key_undated as rule

test_flags_key_without_any_date if {
	rule.findings == {{
		"subject": {"kind": "clay.api_key", "id": "crm-sync", "name": "CRM sync"},
		"message": "CRM sync records neither its creation nor a rotation, so its age is not known",
	}} with input as _snapshot({})
}

test_flags_key_that_was_only_used if {
	count(rule.findings) == 1 with input as _snapshot({"last_used_at": "2026-04-01T00:00:00Z"})
}

test_allows_key_with_a_rotation if {
	count(rule.findings) == 0 with input as _snapshot({"rotated_at": "2026-04-01T00:00:00Z"})
}

test_allows_key_with_a_creation if {
	count(rule.findings) == 0 with input as _snapshot({"created_at": "2026-04-01T00:00:00Z"})
}

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"api_keys": [object.union({"id": "crm-sync", "name": "CRM sync"}, changes)]},
}
