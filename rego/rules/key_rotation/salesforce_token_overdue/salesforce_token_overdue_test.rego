package rules.key_rotation.salesforce_token_overdue_test

import data.rules.key_rotation.salesforce_token_overdue as rule

test_flags_token_past_its_days if {
	rule.findings == {{
		"subject": {"kind": "salesforce.token", "id": "0CQ1"},
		"message": "The token of clay@acme.com for Clay is 366 days old, and 365 are allowed",
	}} with input as _snapshot({"created_at": "2025-11-01T09:00:00Z"})
}

test_flags_token_past_the_days_of_the_operator if {
	count(_messages) == 1 with input as _snapshot({"created_at": "2026-10-01T09:00:00Z"})
		with data.settings as {"key_rotation/salesforce_token_overdue": {"days": 31}}
}

test_flags_token_without_a_date if {
	_messages == {"The token of clay@acme.com for Clay was made on a day nobody recorded"} with input as _snapshot({})
}

test_flags_token_of_tomorrow if {
	_messages == {"The token of clay@acme.com for Clay is dated after the snapshot"} with input as _snapshot({"created_at": "2026-11-03T09:00:00Z"})
}

test_allows_token_on_its_last_day if {
	_messages == set() with input as _snapshot({"created_at": "2025-11-02T09:00:00Z"})
}

test_allows_old_token_of_a_person if {
	_messages == set() with input as _snapshot({"user": "ann@acme.com", "created_at": "2020-11-02T09:00:00Z"})
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"taken_at": "2026-11-02T09:00:00Z", "salesforce": {
	"integration_users": ["clay@acme.com"],
	"tokens": [object.union({"id": "0CQ1", "user": "clay@acme.com", "app": "Clay"}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
