package rules.key_rotation.clay_connection_overdue_test

import data.rules.key_rotation.clay_connection_overdue as rule

test_flags_credential_past_its_cadence if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "aa_1", "name": "CRM"},
		"message": "CRM has had its credential for 93 days, and its cadence allows 92",
	}} with input as _snapshot({"rotated_at": "2026-01-28T00:00:00Z", "rotation": "quarterly"})
}

test_flags_credential_as_old_as_its_connection if {
	_messages == {"CRM has had its credential for 366 days, and its cadence allows 365"} with input as _snapshot({"created_at": "2025-04-30T00:00:00Z"})
}

test_flags_credential_past_a_cadence_of_the_policy if {
	_messages == {"CRM has had its credential for 10 days, and its cadence allows 7"} with input as _snapshot({
		"rotated_at": "2026-04-21T00:00:00Z",
		"rotation": "weekly",
	})
		with data.policy.clay.api_keys.rotation as {"weekly": 7}
}

test_flags_credential_past_a_default_the_config_changed if {
	count(_messages) == 1 with input as _snapshot({"rotated_at": "2026-01-01T00:00:00Z"})
		with data.settings as {"key_rotation/clay_connection_overdue": {"default_cadence": "monthly"}}
}

test_flags_cadence_nobody_knows_once_whatever_the_dates if {
	every dates in [{}, {"rotated_at": "2020-01-01T00:00:00Z"}, {"rotated_at": "2027-01-01T00:00:00Z"}] {
		_messages == {"CRM declares a cadence that no policy knows: weekly"} with input as _snapshot(object.union({"rotation": "weekly"}, dates))
	}
}

test_flags_connection_without_dates if {
	_messages == {"CRM records neither its creation nor a rotation, so the age of its credential is not known"} with input as _snapshot({})
}

test_flags_date_still_to_come if {
	every dates in [{"rotated_at": "2026-05-01T00:00:01Z"}, {"created_at": "2026-05-01T00:00:01Z"}] {
		_messages == {"CRM is dated 2026-05-01T00:00:01Z, which is still to come"} with input as _snapshot(dates)
	}
}

test_flags_connection_that_a_user_manages if {
	count(_messages) == 1 with input as _snapshot({"managed_by": "user"})
}

test_allows_credential_on_its_last_day if {
	_messages == set() with input as _snapshot({"rotated_at": "2026-01-29T00:00:00Z", "rotation": "quarterly"})
	_messages == set() with input as _snapshot({"created_at": "2025-05-01T00:00:00Z"})
}

test_allows_old_connection_with_a_new_credential if {
	_messages == set() with input as _snapshot({"created_at": "2020-01-01T00:00:00Z", "rotated_at": "2026-05-01T00:00:00Z"})
}

test_allows_account_that_clay_manages if _messages == set() with input as _snapshot({"managed_by": "clay"})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"connections": [object.union({"id": "aa_1", "name": "CRM", "provider": "hubspot"}, changes)]},
}
