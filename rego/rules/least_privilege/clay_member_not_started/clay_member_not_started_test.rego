package rules.least_privilege.clay_member_not_started_test

import data.rules.least_privilege.clay_member_not_started as rule

test_flags_member_who_is_to_come if {
	rule.findings == {{
		"subject": {"kind": "clay.member", "id": "soon@acme.com"},
		"message": "soon@acme.com holds the editor role in Clay and starts work on 2026-06-01",
	}} with input as _snapshot({})
}

test_flags_invitation_of_somebody_to_come if {
	_messages == {"soon@acme.com is offered the editor role in Clay and starts work on 2026-06-01"} with input as _snapshot({"state": "pending"})
}

test_flags_member_whose_state_nobody_observed if {
	count(_messages) == 1 with input as _snapshot({})
		with input.clay.members as [{"email": "soon@acme.com", "role": "editor"}]
}

test_flags_person_to_come_declared_external if {
	count(_messages) == 1 with input as _snapshot({"external": true, "sponsor": "dana@acme.com"})
}

test_allows_employee_and_former_employee_and_stranger if {
	every email in ["dana@acme.com", "gone@acme.com", "eve@else.com"] {
		_messages == set() with input as _snapshot({"email": email})
	}
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"members": [object.union({"email": "soon@acme.com", "role": "editor", "state": "active"}, changes)]},
	"roster": {"people": [
		{"email": "dana@acme.com", "start": "2026-05-01T00:00:00Z"},
		{"email": "gone@acme.com", "status": "terminated"},
		{"email": "soon@acme.com", "start": "2026-06-01T00:00:00Z"},
	]},
}
