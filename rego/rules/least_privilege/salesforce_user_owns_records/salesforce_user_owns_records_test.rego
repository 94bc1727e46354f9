package rules.least_privilege.salesforce_user_owns_records_test

import data.rules.least_privilege.salesforce_user_owns_records as rule

test_flags_user_who_owns_records if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com owns 1 accounts, whatever sharing says",
	}} with input as _snapshot({"owns_records": 1})
}

test_flags_user_of_whom_nobody_counted if {
	_messages == {"clay@acme.com may own accounts: nobody counted them"} with input as _snapshot({})
}

test_allows_user_who_owns_none if _messages == set() with input as _snapshot({"owns_records": 0})

test_allows_people_who_own_records if {
	_messages == set() with input as _snapshot({"username": "ann@acme.com", "owns_records": 12})
	_messages == set() with input as _snapshot({"username": "ann@acme.com"})
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"users": [object.union({"username": "clay@acme.com"}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
