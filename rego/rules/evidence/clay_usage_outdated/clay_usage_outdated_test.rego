package rules.evidence.clay_usage_outdated_test

import data.rules.evidence.clay_usage_outdated as rule

test_flags_usage_of_two_years_ago if {
	rule.findings == {{
		"subject": {"kind": "clay.workspace", "id": "acme"},
		"message": "the credit usage of acme ends on 2024-10-31, 732 days ago, and 40 are allowed",
	}} with input as _snapshot("2024-10-31T00:00:00Z")
}

test_flags_usage_past_its_last_day if {
	_messages == {"the credit usage of acme ends on 2026-09-22, 41 days ago, and 40 are allowed"} with input as _snapshot("2026-09-22T00:00:00Z")
}

test_flags_usage_past_the_days_of_the_operator if {
	count(_messages) == 1 with input as _snapshot("2026-10-25T00:00:00Z")
		with data.settings as {"evidence/clay_usage_outdated": {"max_age_days": 7}}
}

test_flags_period_that_is_not_over if {
	_messages == {"the credit usage of acme ends on 2026-11-03, which is still to come"} with input as _snapshot("2026-11-03T00:00:00Z")
}

test_allows_usage_on_its_last_day if _messages == set() with input as _snapshot("2026-09-23T00:00:00Z")

test_allows_usage_of_today if _messages == set() with input as _snapshot("2026-11-02T00:00:00Z")

# Without usage the section clay.usage is not complete, and this rule is skipped.
test_allows_workspace_without_usage if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z", "clay": {"workspace": {"id": "acme"}}}
}

_messages contains finding.message if some finding in rule.findings

_snapshot(to) := {
	"taken_at": "2026-11-02T09:00:00Z",
	"clay": {"workspace": {"id": "acme"}, "usage": {"to": to}},
}
