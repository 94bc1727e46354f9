package rules.evidence.waiver_too_long_test

import data.rules.evidence.waiver_too_long as rule

test_flags_waiver_that_holds_too_long if {
	rule.findings == {{
		"subject": {"kind": "policy.waiver", "id": "budget/x:t_1"},
		"message": "the waiver of budget/x:t_1 holds for 181 days more, and 180 are allowed",
	}} with input as _at
		with data.waivers as [_waiver("2026-10-29T00:00:00Z")]
}

test_flags_later_of_two_once if {
	count(rule.findings) == 1 with input as _at
		with data.waivers as [_waiver("2027-10-29T00:00:00Z"), _waiver("2026-05-02T00:00:00Z"), _waiver("2028-10-29T00:00:00Z")]
}

test_flags_waiver_past_the_days_of_the_config if {
	count(rule.findings) == 1 with input as _at
		with data.waivers as [_waiver("2026-05-12T00:00:00Z")]
		with data.settings as {"evidence/waiver_too_long": {"days": 10}}
}

test_allows_waiver_of_the_longest_span if {
	count(rule.findings) == 0 with input as _at
		with data.waivers as [_waiver("2026-10-28T00:00:00Z")]
}

test_allows_no_waivers if {
	count(rule.findings) == 0 with input as _at
	count(rule.findings) == 0 with input as _at
		with data.waivers as [_waiver("2026-04-01T00:00:00Z")]
}

_waiver(expires) := {"rule": "budget/x", "subject": "t_1", "expires": expires}

_at := {"taken_at": "2026-05-01T00:00:00Z"}
