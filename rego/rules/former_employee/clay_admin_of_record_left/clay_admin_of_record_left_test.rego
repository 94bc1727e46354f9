package rules.former_employee.clay_admin_of_record_left_test

import data.rules.former_employee.clay_admin_of_record_left as rule

test_flags_approved_admin_who_left_once if {
	rule.findings == {{
		"subject": {"kind": "policy.user", "id": "gone@acme.com"},
		"message": "gone@acme.com is approved as a Clay admin but has left according to the staff roster",
	}} with input as _snapshot
		with data.policy.clay.roles.admin as ["Gone@acme.com", "gone@acme.com"]
}

test_flags_approved_admin_nobody_knows if {
	{finding.message | some finding in rule.findings} == {"eve@acme.com is approved as a Clay admin but is not on the staff roster"} with input as _snapshot
		with data.policy.clay.roles.admin as ["eve@acme.com"]
}

test_allows_approved_admin_who_works_here if {
	count(rule.findings) == 0 with input as _snapshot
		with data.policy.clay.roles.admin as ["Dana@acme.com"]
}

test_allows_policy_without_admins if {
	count(rule.findings) == 0 with input as _snapshot
	count(rule.findings) == 0 with input as _snapshot
		with data.policy.clay.roles.admin as []
}

_snapshot := {
	"taken_at": "2026-05-01T00:00:00Z",
	"roster": {"people": [{"email": "dana@acme.com"}, {"email": "gone@acme.com", "status": "terminated"}]},
}
