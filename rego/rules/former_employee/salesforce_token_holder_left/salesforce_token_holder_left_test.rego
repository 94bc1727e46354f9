package rules.former_employee.salesforce_token_holder_left_test

import data.rules.former_employee.salesforce_token_holder_left as rule

test_flags_token_of_somebody_who_left if {
	rule.findings == {{
		"subject": {"kind": "salesforce.token", "id": "0CQ1"},
		"message": "dana@acme.com.prod has given Clay a token but gone@acme.com has left according to the staff roster",
	}} with input as _snapshot({"email": "gone@acme.com", "active": false}, {})
}

test_flags_token_of_a_stranger if {
	_messages == {"dana@acme.com.prod has given Clay a token but eve@else.com is not on the staff roster"} with input as _snapshot({"email": "eve@else.com"}, {})
}

test_flags_token_of_a_user_without_an_email if {
	_messages == {"dana@acme.com.prod has given Clay a token but the user names no email to look up on the staff roster"} with input as _snapshot({}, {})
}

test_flags_token_of_an_unknown_user if {
	_messages == {"who@acme.com has given Clay a token but the user is not among the known ones"} with input as _snapshot({"email": "gone@acme.com"}, {"user": "who@acme.com"})
}

test_flags_token_of_somebody_who_left_and_is_called_an_integration if {
	count(_messages) == 1 with input as _snapshot({"email": "gone@acme.com", "integration": "Marketing"}, {})
}

test_flags_token_of_a_type_the_config_adds if {
	count(_messages) == 1 with input as _snapshot({"email": "eve@else.com", "type": "PowerPartner"}, {})
		with data.settings as {"former_employee/salesforce_token_holder_left": {"staff_types": ["PowerPartner"]}}
}

test_allows_token_of_a_user_of_a_portal if {
	_messages == set() with input as _snapshot({"email": "eve@else.com", "type": "PowerPartner"}, {})
	_messages == set() with input as _snapshot({"type": "Guest"}, {})
}

test_allows_token_of_an_employee if _messages == set() with input as _snapshot({"email": "dana@acme.com"}, {})

test_allows_token_of_an_integration if {
	_messages == set() with input as _snapshot({"email": "gone@acme.com"}, {"user": "clay@acme.com"})
	_messages == set() with input as _snapshot({"email": "eve@else.com", "integration": "Marketing"}, {})
	_messages == set() with input as _snapshot({"integration": "Marketing"}, {})
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(user, token) := {
	"taken_at": "2026-11-02T09:00:00Z",
	"salesforce": {
		"integration_users": ["clay@acme.com"],
		"users": [object.union({"username": "dana@acme.com.prod"}, user), {"username": "zoe@acme.com"}],
		"tokens": [object.union({"id": "0CQ1", "user": "dana@acme.com.prod", "app": "Clay"}, token)],
	},
	"roster": {"people": [{"email": "dana@acme.com"}, {"email": "gone@acme.com", "status": "terminated"}]},
}

_messages contains finding.message if some finding in rule.findings
