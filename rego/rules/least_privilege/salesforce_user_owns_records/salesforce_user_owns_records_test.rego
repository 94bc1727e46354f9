package rules.least_privilege.salesforce_user_owns_records_test

import data.rules.least_privilege.salesforce_user_owns_records as rule

test_flags_user_who_owns_records if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com owns 1 accounts, whatever sharing says",
	}} with input as _snapshot({"owns_records": 1})
}

test_names_the_objects_that_an_org_counted if {
	_messages == {"clay@acme.com owns 3 Account and 12 Lead records, whatever sharing says"} with input as _snapshot({
		"owned": {"Lead": 12, "Account": 3},
		"owns_records": 15,
	})
}

test_flags_user_who_owns_some_of_what_was_counted if {
	_messages == {"clay@acme.com owns 3 Account records, whatever sharing says"} with input as _snapshot({
		"owned": {"Account": 3},
		"owns_unknown": "Lead: refused",
	})
}

test_says_why_nobody_knows if {
	_messages == {"clay@acme.com may own records: Lead: refused"} with input as _snapshot({"owns_unknown": "Lead: refused"})
}

test_counts_no_empty_list_of_objects_as_none if {
	_messages == {"clay@acme.com owns 2 accounts, whatever sharing says"} with input as _snapshot({"owned": {}, "owns_records": 2})
}

test_flags_user_of_whom_nobody_counted if {
	_messages == {"clay@acme.com may own records: nobody counted them"} with input as _snapshot({})
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
