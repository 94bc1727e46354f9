package rules.least_privilege.salesforce_role_has_subordinates_test

import data.rules.least_privilege.salesforce_role_has_subordinates as rule

test_flags_role_with_roles_below if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com has the role Sales, and with it the records of East and West",
	}} with input as _snapshot({"role": "Sales"})
}

test_flags_role_that_was_not_read if {
	_messages == {"clay@acme.com has the role Else, of which nothing was read"} with input as _snapshot({"role": "Else"})
}

test_flags_role_that_only_others_name_once if {
	_messages == {"clay@acme.com has the role Top, and with it the records of Sales"} with input as _snapshot({"role": "Top"})
}

test_allows_role_with_nothing_below if _messages == set() with input as _snapshot({"role": "East"})

test_allows_user_without_a_role if _messages == set() with input as _snapshot({})

test_allows_people_with_roles_below if {
	_messages == set() with input as _snapshot({"username": "ann@acme.com", "role": "Sales"})
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"users": [object.union({"username": "clay@acme.com"}, changes)],
	"roles": [
		{"name": "Sales", "parent": "Top"},
		{"name": "East", "parent": "Sales"},
		{"name": "West", "parent": "Sales"},
	],
}}

_messages contains finding.message if some finding in rule.findings
