package rules.least_privilege.clay_invite_stale_test

import data.rules.least_privilege.clay_invite_stale as rule

test_flags_invite_past_its_days if {
	rule.findings == {{
		"subject": {"kind": "clay.member", "id": "dana@acme.com"},
		"message": "dana@acme.com was invited 31 days ago and has not joined; 30 are allowed",
	}} with input as _snapshot({"invited_at": "2026-03-31T00:00:00Z"})
}

test_flags_invite_past_the_days_the_config_allows if {
	count(_messages) == 1 with input as _snapshot({"invited_at": "2026-04-23T00:00:00Z"})
		with data.settings as {"least_privilege/clay_invite_stale": {"days": 7}}
}

test_flags_invite_nobody_dated if _messages == {"dana@acme.com has an open invite that nobody dated"} with input as _snapshot({})

test_flags_invite_still_to_come if {
	_messages == {"dana@acme.com has an invite dated 2026-05-01T00:00:01Z, which is still to come"} with input as _snapshot({"invited_at": "2026-05-01T00:00:01Z"})
}

test_allows_invite_on_its_last_day if _messages == set() with input as _snapshot({"invited_at": "2026-04-01T00:00:00Z"})

test_allows_member_who_joined if _messages == set() with input as _snapshot({"state": "active", "invited_at": "2020-01-01T00:00:00Z"})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"members": [object.union({"email": "dana@acme.com", "role": "viewer", "state": "pending"}, changes)]},
}
