package lib.membership_test

import data.lib.membership

test_objects_to_a_member_the_roster_does_not_employ if {
	_objection({"email": "gone@acme.com"}) == "has left according to the staff roster"
	_objection({"email": "gone@acme.com", "external": true, "sponsor": "dana@acme.com"}) == "has left according to the staff roster"
	_objection({"email": "eve@else.com", "external": false, "sponsor": "dana@acme.com"}) == "is not on the staff roster"
}

test_objects_to_an_external_member_nobody_answers_for if {
	eve := {"email": "eve@else.com", "external": true}
	_objection(eve) == "is external and names no sponsor"
	_objection(object.union(eve, {
		"sponsor": "gone@acme.com",
		"expires_at": "2026-01-01T00:00:00Z",
	})) == "is external and its sponsor gone@acme.com is not employed"
	_objection(object.union(eve, {"sponsor": "dana@acme.com", "expires_at": "2026-04-30T00:00:00Z"})) == "is external and past its expiry"
}

test_objects_to_external_member_without_an_expiry if {
	eve := {"email": "eve@else.com", "external": true, "sponsor": "dana@acme.com"}
	_objection(eve) == "is external and has no expiry"
}

test_objects_to_an_external_member_of_the_roster_whose_time_is_over if {
	kai := {"email": "kai@acme.com", "external": true, "expires_at": "2026-04-30T00:00:00Z"}
	_objection(kai) == "is external and past its expiry"
	_objection(object.union(kai, {"sponsor": "dana@acme.com"})) == "is external and past its expiry"
	_objection(object.union(kai, {"sponsor": "gone@acme.com"})) == "is external and its sponsor gone@acme.com is not employed"
	_objection(object.union(kai, {"sponsor": "eve@else.com"})) == "is external and its sponsor eve@else.com is not employed"
}

test_objects_to_no_external_member_of_the_roster_for_what_nobody_wrote_down if {
	every told in [{}, {"sponsor": "dana@acme.com"}, {"expires_at": "2026-05-01T00:00:00Z"}] {
		not _objection(object.union({"email": "kai@acme.com", "external": true}, told))
	}
}

test_objects_once_to_an_external_member_who_left if {
	every told in [{}, {"sponsor": "gone@acme.com"}, {"sponsor": "dana@acme.com", "expires_at": "2026-01-01T00:00:00Z"}] {
		_objection(object.union({"email": "gone@acme.com", "external": true}, told)) == "has left according to the staff roster"
	}
}

test_objects_to_no_employee_for_the_sponsor_or_expiry_of_the_inventory if {
	not _objection({"email": "dana@acme.com", "sponsor": "gone@acme.com"})
	not _objection({"email": "dana@acme.com", "sponsor": "dana@acme.com", "expires_at": "2026-01-01T00:00:00Z"})
}

test_objects_to_no_employee_and_no_sponsored_external_member if {
	not _objection({"email": "dana@acme.com"})
	not _objection({"email": "soon@acme.com"})
	not _objection({"email": "soon@acme.com", "external": true})
	not _objection({"email": "dana@acme.com", "external": true})
	not _objection({"email": "eve@else.com", "external": true, "sponsor": "dana@acme.com", "expires_at": "2026-05-01T00:00:00Z"})
}

_objection(member) := text if {
	text := membership.objection(member) with input as _roster([
		{"email": "dana@acme.com"},
		{"email": "kai@acme.com", "status": "contractor"},
		{"email": "gone@acme.com", "status": "terminated"},
		{"email": "soon@acme.com", "start": "2026-06-01T00:00:00Z"},
	])
}

_roster(people) := {"taken_at": "2026-05-01T12:00:00Z", "roster": {"people": people}}

test_active_is_who_is_in_the_workspace if {
	workspace := {"clay": {"members": [{"email": "Dana@acme.com", "state": "active"}, {"email": "eve@acme.com", "state": "pending"}, {"email": "bob@acme.com"}]}}
	every email in ["dana@acme.com", "DANA@acme.com", "bob@acme.com"] {
		membership.is_active(email) with input as workspace
	}
	every email in ["eve@acme.com", "gone@acme.com"] {
		not membership.is_active(email) with input as workspace
	}
}

test_strangers_are_neither_members_nor_invitees_nor_groups if {
	workspace := {"clay": {
		"members": [{"email": "dana@acme.com", "state": "active"}, {"email": "eve@acme.com", "state": "pending"}],
		"groups": [{"name": "RevOps", "members": []}],
	}}
	names := ["Everybody", "Dana@acme.com", "eve@acme.com", "revops", "gone@acme.com"]
	membership.strangers(names) == ["Everybody", "gone@acme.com"] with input as workspace
	membership.strangers(["RevOps"]) == ["RevOps"] with input as {}
}
