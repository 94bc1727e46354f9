package rules.former_employee.clay_member_left_test

import data.rules.former_employee.clay_member_left as rule

test_flags_member_who_left if {
	rule.findings == {{
		"subject": {"kind": "clay.member", "id": "gone@acme.com"},
		"message": "gone@acme.com still holds the editor role in Clay but has left according to the staff roster",
	}} with input as _snapshot({"email": "gone@acme.com"})
}

test_flags_stranger if {
	_messages == {"eve@else.com still holds the editor role in Clay but is not on the staff roster"} with input as _snapshot({"email": "eve@else.com"})
}

test_flags_external_member_without_sponsor if {
	_messages == {"eve@else.com still holds the editor role in Clay but is external and names no sponsor"} with input as _snapshot({
		"email": "eve@else.com",
		"external": true,
	})
}

test_flags_external_member_past_the_expiry_whom_the_roster_employs if {
	_messages == {"dana@acme.com still holds the editor role in Clay but is external and past its expiry"} with input as _snapshot({
		"external": true,
		"sponsor": "dana@acme.com",
		"expires_at": "2026-04-29T00:00:00Z",
	})
}

test_flags_former_employee_declared_external if {
	count(_messages) == 1 with input as _snapshot({"email": "gone@acme.com", "external": true, "sponsor": "dana@acme.com"})
}

test_flags_everybody_when_the_roster_is_empty if {
	count(_messages) == 1 with input as object.union(_snapshot({}), {"roster": {"people": []}})
	count(_messages) == 1 with input as object.union(_snapshot({}), {"roster": null})
}

test_allows_invitation_which_another_rule_judges if {
	_messages == set() with input as _snapshot({"email": "gone@acme.com", "state": "pending"})
}

test_allows_employee if _messages == set() with input as _snapshot({})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"members": [object.union({"email": "dana@acme.com", "role": "editor", "state": "active"}, changes)]},
	"roster": {"people": [{"email": "dana@acme.com"}, {"email": "gone@acme.com", "status": "terminated"}]},
}
