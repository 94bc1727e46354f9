package rules.former_employee.waiver_approver_left_test

import data.rules.former_employee.waiver_approver_left as rule

test_flags_waiver_of_somebody_who_left if {
	rule.findings == {{
		"subject": {"kind": "policy.waiver", "id": "budget/x:t_1"},
		"message": "the waiver of budget/x:t_1 was approved by gone@acme.com, who has left according to the staff roster",
	}} with input as _snapshot
		with data.waivers as [_waiver({"approved_by": "Gone@acme.com"})]
}

test_flags_waiver_approved_by_a_name if {
	_messages == {"the waiver of budget/x:t_1 was approved by dana, who is not on the staff roster"} with input as _snapshot
		with data.waivers as [_waiver({"approved_by": "Dana"})]
}

test_flags_waiver_once_for_two_approvers if {
	_messages == {"the waiver of budget/x:t_1 was approved by eve@else.com, who is not on the staff roster, and by gone@acme.com, who has left according to the staff roster"} with input as _snapshot
		with data.waivers as [_waiver({"approved_by": "gone@acme.com"}), _waiver({"approved_by": "eve@else.com"}), _waiver({})]
}

test_flags_waiver_on_its_last_day if {
	count(_messages) == 1 with input as _snapshot
		with data.waivers as [_waiver({"approved_by": "gone@acme.com", "expires": "2026-05-01T00:00:00Z"})]
}

test_allows_waiver_that_has_expired if {
	_messages == set() with input as _snapshot
		with data.waivers as [_waiver({"approved_by": "gone@acme.com", "expires": "2026-04-30T00:00:00Z"})]
}

test_allows_waiver_of_an_employee if {
	_messages == set() with input as _snapshot
		with data.waivers as [_waiver({})]
}

test_allows_no_waivers if {
	_messages == set() with input as _snapshot
		with data.waivers as []
}

_messages contains finding.message if some finding in rule.findings

_waiver(changes) := object.union(
	{"rule": "budget/x", "subject": "t_1", "reason": "r", "approved_by": "dana@acme.com", "expires": "2027-01-31T00:00:00Z"},
	changes,
)

_snapshot := {
	"taken_at": "2026-05-01T12:00:00Z",
	"roster": {"people": [{"email": "dana@acme.com"}, {"email": "gone@acme.com", "status": "terminated"}]},
}
