package rules.former_employee.salesforce_user_left_test

import data.rules.former_employee.salesforce_user_left as rule

test_flags_user_who_left if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "dana@acme.com.prod"},
		"message": "dana@acme.com.prod is an active Salesforce user but gone@acme.com has left according to the staff roster",
	}} with input as _snapshot({"email": "gone@acme.com"})
}

test_flags_user_not_on_the_roster if {
	_messages == {"dana@acme.com.prod is an active Salesforce user but eve@else.com is not on the staff roster"} with input as _snapshot({"email": "eve@else.com"})
}

test_flags_user_without_an_email if {
	_messages == {"dana@acme.com.prod is an active Salesforce user but names no email to look up on the staff roster"} with input as _snapshot({})
		with input.salesforce.users as [{"username": "dana@acme.com.prod", "active": true}]
}

test_flags_user_whose_state_nobody_observed if {
	count(_messages) == 1 with input as _snapshot({"email": "gone@acme.com"})
		with input.salesforce.users as [{"username": "gone", "email": "gone@acme.com"}]
}

test_flags_integration_whose_email_is_of_somebody_who_left if {
	count(_messages) == 1 with input as _snapshot({"email": "gone@acme.com", "integration": "Marketing"})
	_messages == {"clay@acme.com is an active Salesforce user but gone@acme.com has left according to the staff roster"} with input as _snapshot({
		"username": "clay@acme.com",
		"email": "gone@acme.com",
	})
}

test_flags_user_of_a_type_the_config_adds if {
	count(_messages) == 1 with input as _snapshot({"email": "eve@else.com", "type": "PowerPartner"})
		with data.settings as {"former_employee/salesforce_user_left": {"staff_types": ["Standard", "PowerPartner"]}}
}

test_flags_user_of_a_portal_whose_mailbox_is_of_somebody_who_left if {
	count(_messages) == 1 with input as _snapshot({"email": "gone@acme.com", "type": "PowerPartner"})
}

test_flags_user_of_the_staff_type if {
	count(_messages) == 1 with input as _snapshot({"email": "gone@acme.com", "type": "Standard"})
}

test_allows_employee if _messages == set() with input as _snapshot({})

test_allows_person_to_come_whom_another_rule_judges if {
	_messages == set() with input as _snapshot({"email": "soon@acme.com"})
		with input.roster.people as [{"email": "soon@acme.com", "start": "2026-06-01T00:00:00Z"}]
}

test_allows_inactive_user if {
	_messages == set() with input as _snapshot({"email": "gone@acme.com", "active": false})
}

test_allows_integration_user if {
	_messages == set() with input as _snapshot({"username": "clay@acme.com", "email": "eve@else.com"})
}

test_allows_user_declared_to_serve_an_integration if {
	_messages == set() with input as _snapshot({"email": "eve@else.com", "integration": "Marketing"})
}

test_allows_user_who_is_no_staff if {
	_messages == set() with input as _snapshot({"email": "eve@else.com", "type": "PowerPartner"})
}

test_allows_inactive_user_without_an_email if {
	_messages == set() with input as _snapshot({})
		with input.salesforce.users as [{"username": "dana@acme.com.prod", "active": false}]
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"salesforce": {
		"integration_users": ["clay@acme.com"],
		"users": [object.union({"username": "dana@acme.com.prod", "email": "dana@acme.com", "active": true}, changes)],
	},
	"roster": {"people": [{"email": "dana@acme.com"}, {"email": "gone@acme.com", "status": "terminated"}]},
}
