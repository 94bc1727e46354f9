package rules.evidence.waiver_self_approved_test

import data.rules.evidence.waiver_self_approved as rule

test_flags_waiver_of_its_approver if {
	rule.findings == {{
		"subject": {"kind": "policy.waiver", "id": "budget/x:dana@acme.com"},
		"message": "the waiver of budget/x:dana@acme.com is approved by Dana@acme.com, whom it is about",
	}} with input as _at
		with data.waivers as [_waiver("dana@acme.com", "Dana@acme.com")]
}

test_flags_waiver_of_something_of_its_approver if {
	count(rule.findings) == 1 with input as _at
		with data.waivers as [_waiver("Dana@acme.com/Account.Website", "dana@acme.com ")]
}

test_flags_waiver_of_everybody_by_one_of_them if {
	count(rule.findings) == 1 with input as _at
		with data.waivers as [_waiver("*@acme.com", "dana@acme.com")]
	count(rule.findings) == 1 with input as _at
		with data.waivers as [object.union(_waiver("*", "dana@acme.com"), {"rule": "former_employee/clay_member_left"})]
}

test_flags_one_of_two_approvers if {
	{finding.message | some finding in rule.findings} == {"the waiver of budget/x:dana@acme.com is approved by dana@acme.com, whom it is about"} with input as _at
		with data.waivers as [_waiver("dana@acme.com", "eve@acme.com"), _waiver("dana@acme.com", "dana@acme.com")]
}

test_allows_waiver_that_somebody_else_approved if {
	count(rule.findings) == 0 with input as _at
		with data.waivers as [_waiver("dana@acme.com", "eve@acme.com"), _waiver("t_1", "dana@acme.com"), _waiver("dana@acme.com.x", "dana@acme.com"), _waiver("*", "dana@acme.com")]
}

test_allows_waiver_that_is_over if {
	count(rule.findings) == 0 with input as {"taken_at": "2028-05-01T00:00:00Z"}
		with data.waivers as [_waiver("dana@acme.com", "dana@acme.com")]
}

test_allows_no_waivers if count(rule.findings) == 0 with input as _at

_waiver(subject, approver) := {"rule": "budget/x", "subject": subject, "approved_by": approver, "expires": "2026-10-01T00:00:00Z"}

_at := {"taken_at": "2026-05-01T00:00:00Z"}
