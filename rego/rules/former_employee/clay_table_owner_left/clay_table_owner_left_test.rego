package rules.former_employee.clay_table_owner_left_test

import data.rules.former_employee.clay_table_owner_left as rule

test_flags_table_of_somebody_who_left if {
	rule.findings == {{
		"subject": {"kind": "clay.table", "id": "t_1", "name": "Leads"},
		"message": "Leads belongs to gone@acme.com, who has left according to the staff roster",
	}} with input as _snapshot({"owner": "gone@acme.com"})
}

test_flags_table_whose_declared_owner_left if {
	count(_messages) == 1 with input as _snapshot({"owner": "dana@acme.com", "declared": {"owner": "gone@acme.com"}})
	count(_messages) == 1 with input as _snapshot({"owner": "dana@acme.com"})
		with data.policy.clay.tables as {"Leads": {"owner": "gone@acme.com"}}
}

test_flags_table_once_for_two_owners if {
	_messages == {"Leads belongs to eve@else.com, who is not on the staff roster, and to gone@acme.com, who has left according to the staff roster"} with input as _snapshot({
		"owner": "gone@acme.com",
		"declared": {"owner": "eve@else.com"},
	})
}

test_flags_table_of_nobody if {
	_messages == {"Leads names nobody who owns it, so the staff roster cannot be asked"} with input as _snapshot({})
}

test_allows_table_of_an_employee if {
	_messages == set() with input as _snapshot({"owner": "dana@acme.com", "declared": {"owner": "Dana@acme.com"}})
	_messages == set() with input as _snapshot({"declared": {"owner": "dana@acme.com"}})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"tables": [object.union({"id": "t_1", "name": "Leads"}, changes)]},
	"roster": {"people": [{"email": "dana@acme.com"}, {"email": "gone@acme.com", "status": "terminated"}]},
}
