package rules.former_employee.clay_connection_adder_left_test

import data.rules.former_employee.clay_connection_adder_left as rule

test_flags_connection_of_somebody_who_left if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "aa_1", "name": "HubSpot"},
		"message": "HubSpot was added by gone@acme.com, who has left according to the staff roster",
	}} with input as _snapshot({"added_by": "gone@acme.com"})
}

test_flags_connection_of_a_stranger if {
	_messages == {"HubSpot was added by eve@else.com, who is not on the staff roster"} with input as _snapshot({"added_by": "eve@else.com"})
}

test_flags_connection_of_nobody if {
	_messages == {"HubSpot names nobody who added it, so the staff roster cannot be asked"} with input as _snapshot({})
}

test_flags_connection_whose_owner_is_matched_by_a_rule if {
	count(_messages) == 1 with input as _snapshot({"added_by": "gone@acme.io"})
		with input.roster.matches as [{"email": "gone@acme.io", "person": "gone@acme.com", "how": "domain"}]
}

test_flags_connection_that_the_company_manages if {
	count(_messages) == 1 with input as _snapshot({"added_by": "gone@acme.com", "managed_by": "user"})
}

test_allows_connection_that_clay_manages if {
	_messages == set() with input as _snapshot({"added_by": "gone@acme.com", "managed_by": "clay"})
	_messages == set() with input as _snapshot({"managed_by": "clay"})
}

test_allows_connection_of_an_employee if {
	_messages == set() with input as _snapshot({"added_by": "dana@acme.com"})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"connections": [object.union({"id": "aa_1", "name": "HubSpot"}, changes)]},
	"roster": {"people": [{"email": "dana@acme.com"}, {"email": "gone@acme.com", "status": "terminated"}]},
}
