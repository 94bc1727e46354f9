package rules.least_privilege.salesforce_group_stale_test

import data.rules.least_privilege.salesforce_group_stale as rule

test_flags_group_that_is_outdated if {
	rule.findings == {{
		"subject": {"kind": "salesforce.permission_set_group", "id": "Stewards"},
		"message": "Stewards has the status Outdated, so that what it gives to clay@acme.com is not settled",
	}} with input as _snapshot({"status": "Outdated"}, {})
}

test_flags_group_without_a_status if {
	_messages == {"Stewards has no status in the evidence, so that what it gives to clay@acme.com is not settled"} with input as _snapshot({}, {})
}

test_allows_group_that_is_updated if _messages == set() with input as _snapshot({"status": "Updated"}, {})

test_flags_stale_group_of_a_person if {
	_messages == {"Stewards has the status Failed, so that what it gives to ann@acme.com is not settled"} with input as _snapshot({"status": "Failed"}, {"user": "ann@acme.com"})
}

test_allows_group_of_a_person_without_a_status if {
	_messages == set() with input as _snapshot({}, {"user": "ann@acme.com"})
}

test_allows_stale_group_that_nobody_has if {
	every other in [{"permission_set_group": "Other"}, {"active": false}] {
		_messages == set() with input as _snapshot({"status": "Failed"}, other)
	}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes, assignment) := {"taken_at": "2026-11-02T09:00:00Z", "salesforce": {
	"integration_users": ["clay@acme.com"],
	"permission_set_groups": [object.union({"name": "Stewards"}, changes)],
	"assignments": [object.union({"user": "clay@acme.com", "permission_set_group": "Stewards"}, assignment)],
}}

_messages contains finding.message if some finding in rule.findings
