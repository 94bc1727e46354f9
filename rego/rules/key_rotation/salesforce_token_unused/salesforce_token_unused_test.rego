package rules.key_rotation.salesforce_token_unused_test

import data.rules.key_rotation.salesforce_token_unused as rule

test_flags_token_unused_for_too_long if {
	rule.findings == {{
		"subject": {"kind": "salesforce.token", "id": "0CQ1"},
		"message": "The token of clay@acme.com for Clay was last used 61 days ago, and 60 are allowed",
	}} with input as _snapshot({"last_used_at": "2026-09-02T09:00:00Z", "created_at": "2026-11-01T09:00:00Z"})
}

test_flags_token_that_was_never_used if {
	_messages == {"The token of clay@acme.com for Clay was never used in 61 days, and 60 are allowed"} with input as _snapshot({"created_at": "2026-09-02T09:00:00Z"})
}

test_flags_token_without_dates if {
	_messages == {"The token of clay@acme.com for Clay has neither a day of its making nor of its last use"} with input as _snapshot({})
}

test_flags_token_used_after_the_snapshot if {
	_messages == {"The token of clay@acme.com for Clay was last used after the snapshot, so nobody knows when"} with input as _snapshot({"last_used_at": "2026-11-03T09:00:01Z"})
}

test_allows_token_used_while_the_snapshot_was_taken if {
	_messages == set() with input as _snapshot({"last_used_at": "2026-11-03T09:00:00Z"})
}

test_flags_token_past_the_days_of_the_operator if {
	count(_messages) == 1 with input as _snapshot({"last_used_at": "2026-10-20T09:00:00Z"})
		with data.settings as {"key_rotation/salesforce_token_unused": {"days": 7}}
}

test_allows_token_on_its_last_day if {
	_messages == set() with input as _snapshot({"last_used_at": "2026-09-03T09:00:00Z", "created_at": "2020-01-01T00:00:00Z"})
	_messages == set() with input as _snapshot({"created_at": "2026-09-03T09:00:00Z"})
}

test_allows_unused_token_of_a_person if {
	_messages == set() with input as _snapshot({"user": "ann@acme.com"})
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"taken_at": "2026-11-02T09:00:00Z", "salesforce": {
	"integration_users": ["clay@acme.com"],
	"tokens": [object.union({"id": "0CQ1", "user": "clay@acme.com", "app": "Clay"}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
