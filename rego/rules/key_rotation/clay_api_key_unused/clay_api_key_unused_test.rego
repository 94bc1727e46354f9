package rules.key_rotation.clay_api_key_unused_test

import data.rules.key_rotation.clay_api_key_unused as rule

test_flags_key_unused_past_its_days if {
	rule.findings == {{
		"subject": {"kind": "clay.api_key", "id": "crm-sync", "name": "CRM sync"},
		"message": "CRM sync was last used 91 days ago, and 90 are allowed",
	}} with input as _snapshot({"last_used_at": "2026-01-30T00:00:00Z"})
}

test_flags_key_unused_past_the_days_the_config_allows if {
	count(_messages) == 1 with input as _snapshot({"last_used_at": "2026-04-20T00:00:00Z"})
		with data.settings as {"key_rotation/clay_api_key_unused": {"days": 10}}
}

test_flags_use_still_to_come if {
	_messages == {"CRM sync was last used on 2026-05-01T00:00:01Z, which is still to come"} with input as _snapshot({"last_used_at": "2026-05-01T00:00:01Z"})
}

test_allows_key_on_its_last_day if _messages == set() with input as _snapshot({"last_used_at": "2026-01-31T00:00:00Z"})

test_allows_key_used_at_the_moment_of_the_snapshot if {
	_messages == set() with input as _snapshot({"last_used_at": "2026-05-01T00:00:00Z"})
}

# The section clay.key_usage says that such a key was not judged.
test_leaves_key_of_unknown_use_to_the_coverage if _messages == set() with input as _snapshot({})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"api_keys": [object.union({"id": "crm-sync", "name": "CRM sync"}, changes)]},
}
