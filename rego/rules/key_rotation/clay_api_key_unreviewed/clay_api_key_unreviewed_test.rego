package rules.key_rotation.clay_api_key_unreviewed_test

import data.rules.key_rotation.clay_api_key_unreviewed as rule

test_flags_key_whose_review_is_over if {
	rule.findings == {{
		"subject": {"kind": "clay.api_key", "id": "crm-sync", "name": "CRM sync"},
		"message": "CRM sync was due for review on 2026-04-30, and nobody set another day",
	}} with input as _snapshot({"review_at": "2026-04-30T00:00:00Z"})
}

test_flags_key_without_a_review if {
	_messages == {"CRM sync is rotated on demand, and no day is set to ask"} with input as _snapshot({})
}

test_flags_key_whose_review_is_far_away if {
	_messages == {"CRM sync is rotated on demand, and its review on 2027-05-02 is more than 365 days away"} with input as _snapshot({"review_at": "2027-05-02T00:00:00Z"})
	count(_messages) == 1 with input as _snapshot({"review_at": "2026-06-01T00:00:00Z"})
		with data.settings as {"key_rotation/clay_api_key_unreviewed": {"max_days": 30}}
}

test_allows_key_whose_review_is_within_the_limit if {
	_messages == set() with input as _snapshot({"review_at": "2027-05-01T00:00:00Z"})
}

test_flags_cadence_the_config_adds if {
	count(_messages) == 1 with input as _snapshot({"rotation": "never"})
		with data.settings as {"key_rotation/clay_api_key_unreviewed": {"cadences": ["never"]}}
}

test_allows_key_on_the_day_of_its_review if {
	_messages == set() with input as _snapshot({"review_at": "2026-05-01T00:00:00Z"})
	_messages == set() with input as _snapshot({"review_at": "2026-04-30T00:00:01Z"})
}

test_allows_key_that_is_rotated_by_the_calendar if {
	_messages == set() with input as _snapshot({"rotation": "quarterly"})
	_messages == set() with input.clay.api_keys as [{"id": "crm-sync", "name": "CRM sync"}]
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"api_keys": [object.union({"id": "crm-sync", "name": "CRM sync", "rotation": "on-demand"}, changes)]},
}
