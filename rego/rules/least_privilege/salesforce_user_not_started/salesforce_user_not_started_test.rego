package rules.least_privilege.salesforce_user_not_started_test

import data.rules.least_privilege.salesforce_user_not_started as rule

test_flags_user_of_somebody_to_come if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "soon@acme.com.prod"},
		"message": "soon@acme.com.prod is an active Salesforce user and soon@acme.com starts work on 2026-06-01",
	}} with input as _snapshot({})
}

test_flags_user_whose_state_nobody_observed if {
	count(_messages) == 1 with input as _snapshot({})
		with input.salesforce.users as [{"username": "soon", "email": "soon@acme.com"}]
}

test_allows_inactive_user if {
	_messages == set() with input as _snapshot({"active": false})
}

test_allows_employee_and_former_employee_and_stranger if {
	every email in ["dana@acme.com", "gone@acme.com", "eve@else.com"] {
		_messages == set() with input as _snapshot({"email": email})
	}
}

test_allows_user_without_an_email_whom_another_rule_judges if {
	_messages == set() with input as _snapshot({})
		with input.salesforce.users as [{"username": "soon", "active": true}]
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"salesforce": {"users": [object.union({"username": "soon@acme.com.prod", "email": "soon@acme.com", "active": true}, changes)]},
	"roster": {"people": [
		{"email": "dana@acme.com", "start": "2026-05-01T00:00:00Z"},
		{"email": "gone@acme.com", "status": "terminated"},
		{"email": "soon@acme.com", "start": "2026-06-01T00:00:00Z"},
	]},
}
