package rules.key_rotation.clay_api_key_overdue_test

import data.rules.key_rotation.clay_api_key_overdue as rule

test_flags_key_past_its_cadence if {
	rule.findings == {{
		"subject": {"kind": "clay.api_key", "id": "crm-sync", "name": "CRM sync"},
		"message": "CRM sync has not been rotated for 93 days, and its cadence allows 92",
	}} with input as _snapshot({"rotated_at": "2026-01-28T00:00:00Z"})
}

test_flags_key_never_rotated_since_its_creation if {
	_messages == {"CRM sync has not been rotated for 120 days, and its cadence allows 92"} with input as _snapshot({"created_at": "2026-01-01T00:00:00Z"})
}

test_flags_key_past_its_own_shorter_cadence if {
	_messages == {"CRM sync has not been rotated for 92 days, and its cadence allows 31"} with input as _snapshot({
		"rotated_at": "2026-01-29T00:00:00Z",
		"rotation": "monthly",
	})
}

test_flags_key_past_a_cadence_the_policy_shortened if {
	_messages == {"CRM sync has not been rotated for 92 days, and its cadence allows 60"} with input as _snapshot({"rotated_at": "2026-01-29T00:00:00Z"})
		with data.policy.clay.api_keys.rotation as {"quarterly": 60}
}

test_flags_key_past_a_default_the_config_changed if {
	count(_messages) == 1 with input as _snapshot({"rotated_at": "2026-01-29T00:00:00Z"})
		with data.settings as {"key_rotation/clay_api_key_overdue": {"default_cadence": "monthly"}}
}

test_policy_goes_before_settings if {
	_messages == set() with input as _snapshot({"rotated_at": "2026-01-29T00:00:00Z"})
		with data.settings as {"key_rotation/clay_api_key_overdue": {"cadence_days": {"quarterly": 60}}}
		with data.policy.clay.api_keys.rotation as {"quarterly": 92}
}

test_flags_unknown_cadence if {
	_messages == {"CRM sync declares a cadence that no policy knows: Weekly"} with input as _snapshot({
		"rotated_at": "2026-04-30T00:00:00Z",
		"rotation": "Weekly",
	})
}

test_flags_unknown_cadence_once_whatever_the_dates if {
	every dates in [{}, {"rotated_at": "2020-01-01T00:00:00Z"}, {"rotated_at": "2027-01-01T00:00:00Z"}] {
		_messages == {"CRM sync declares a cadence that no policy knows: weekly"} with input as _snapshot(object.union({"rotation": "weekly"}, dates))
	}
}

test_flags_rotation_still_to_come if {
	_messages == {"CRM sync is dated 2026-05-01T00:00:01Z, which is still to come"} with input as _snapshot({"rotated_at": "2026-05-01T00:00:01Z"})
}

test_flags_creation_still_to_come if {
	_messages == {"CRM sync is dated 2026-06-01T00:00:00Z, which is still to come"} with input as _snapshot({"created_at": "2026-06-01T00:00:00Z"})
}

test_allows_key_on_its_last_day if {
	_messages == set() with input as _snapshot({"rotated_at": "2026-01-29T00:00:00Z"})
}

test_allows_key_rotated_at_the_moment_of_the_snapshot if {
	_messages == set() with input as _snapshot({"rotated_at": "2026-05-01T00:00:00Z"})
}

test_allows_old_key_that_was_rotated if {
	_messages == set() with input as _snapshot({"created_at": "2020-01-01T00:00:00Z", "rotated_at": "2026-04-01T00:00:00Z"})
}

test_allows_cadence_the_policy_adds if {
	_messages == set() with input as _snapshot({"rotated_at": "2026-04-30T00:00:00Z", "rotation": "weekly"})
		with data.policy.clay.api_keys.rotation as {"weekly": 7}
}

test_leaves_key_without_dates_to_another_rule if _messages == set() with input as _snapshot({})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"api_keys": [object.union({"id": "crm-sync", "name": "CRM sync"}, changes)]},
}
