package rules.evidence.waiver_expired_test

import data.rules.evidence.waiver_expired as rule

test_flags_waiver_after_its_last_day if {
	rule.findings == {{
		"subject": {"kind": "policy.waiver", "id": "budget/clay_table_without_budget:t_1"},
		"message": "the waiver of budget/clay_table_without_budget:t_1 expired on 2026-04-30 and no longer holds",
	}} with input as _at("2026-05-01T00:00:00Z")
		with data.waivers as [_waiver("2026-04-30T00:00:00Z")]
}

test_flags_waiver_made_twice_once if {
	count(rule.findings) == 1 with input as _at("2026-05-01T00:00:00Z")
		with data.waivers as [_waiver("2026-04-30T00:00:00Z"), _waiver("2026-01-31T00:00:00Z")]
}

test_allows_waiver_on_its_last_day if {
	count(rule.findings) == 0 with input as _at("2026-04-30T23:59:59Z")
		with data.waivers as [_waiver("2026-04-30T00:00:00Z")]
}

test_allows_waiver_before_its_last_day if {
	count(rule.findings) == 0 with input as _at("2026-04-29T12:00:00Z")
		with data.waivers as [_waiver("2026-04-30T00:00:00Z")]
}

test_allows_waiver_that_was_renewed if {
	count(rule.findings) == 0 with input as _at("2026-05-01T00:00:00Z")
		with data.waivers as [_waiver("2026-04-30T00:00:00Z"), _waiver("2026-12-31T00:00:00Z")]
}

test_allows_no_waivers if {
	count(rule.findings) == 0 with input as _at("2026-05-01T00:00:00Z")
	count(rule.findings) == 0 with input as _at("2026-05-01T00:00:00Z") with data.waivers as null
}

_waiver(expires) := {"rule": "budget/clay_table_without_budget", "subject": "t_1", "expires": expires}

_at(time) := {"taken_at": time}
