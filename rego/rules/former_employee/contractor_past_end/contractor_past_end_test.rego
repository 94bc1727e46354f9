package rules.former_employee.contractor_past_end_test

import data.rules.former_employee.contractor_past_end as rule

test_flags_contractor_past_the_end if {
	rule.findings == {{
		"subject": {"kind": "roster.person", "id": "kai@else.com", "name": "Kai"},
		"message": "kai@else.com was to end on 2026-04-30 and is still listed as contractor",
	}} with input as _snapshot({"name": "Kai", "end": "2026-04-30T00:00:00Z"})
}

test_flags_contractor_without_an_end if {
	rule.findings == {{
		"subject": {"kind": "roster.person", "id": "kai@else.com"},
		"message": "kai@else.com is listed as freelancer without an end",
	}} with input as _snapshot({"status": "freelancer"})
}

test_flags_contractor_by_the_word_of_the_operator if {
	count(rule.findings) == 1 with input as _snapshot({"status": "intern"})
		with data.settings as {"former_employee/contractor_past_end": {"statuses": ["intern"]}}
}

test_allows_contractor_on_the_last_day if {
	rule.findings == set() with input as _snapshot({"end": "2026-05-01T00:00:00Z"})
}

test_allows_contractor_who_is_known_to_have_left if {
	rule.findings == set() with input as _snapshot({"status": "terminated", "end": "2026-04-01T00:00:00Z"})
}

test_allows_employee_without_an_end if {
	rule.findings == set() with input as _snapshot({"status": "active"})
}

test_allows_snapshot_without_roster if rule.findings == set() with input as {"taken_at": "2026-05-01T12:00:00Z"}

_snapshot(changes) := {
	"taken_at": "2026-05-01T12:00:00Z",
	"roster": {"people": [object.union({"email": "kai@else.com", "status": "contractor"}, changes)]},
}
