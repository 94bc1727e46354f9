package rules.least_privilege.salesforce_license_not_integration_test

import data.rules.least_privilege.salesforce_license_not_integration as rule

test_flags_user_with_a_full_licence if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com has the licence Salesforce",
	}} with input as _snapshot({"license": "Salesforce"}, {})
}

test_flags_user_without_a_known_licence if {
	_messages == {"clay@acme.com has no known licence"} with input as _snapshot({}, {})
}

test_flags_set_made_for_another_licence if {
	_messages == {"clay@acme.com holds Writeback, which is made for the licence Salesforce"} with input as _snapshot({"license": "Salesforce Integration"}, {"license": "Salesforce"})
}

test_flags_set_of_a_group_made_for_another_licence if {
	_messages == {"clay@acme.com holds Writeback, which is made for the licence Salesforce"} with input as _snapshot_of_group("Team", "Team")
}

test_allows_sets_of_a_group_that_is_not_assigned if {
	_messages == set() with input as _snapshot_of_group("Team", "Other")
}

test_flags_user_with_a_licence_the_config_refuses if {
	count(_messages) == 1 with input as _snapshot({"license": "Salesforce Integration"}, {})
		with data.settings as {"least_privilege/salesforce_license_not_integration": {"licenses": ["Identity"]}}
}

test_allows_integration_licence if _messages == set() with input as _snapshot({"license": "Salesforce Integration"}, {})

test_allows_set_of_a_licence_the_user_holds if {
	_messages == set() with input as _snapshot(
		{"license": "Salesforce Integration", "permission_set_licenses": ["SalesforceAPIIntegrationPsl"]},
		{"license": "Salesforce API Integration"},
	)
	_messages == set() with input as _snapshot({"license": "Salesforce Integration"}, {"license": "Salesforce Integration"})
}

test_allows_sets_that_are_not_assigned if {
	every other in [{"name": "Other"}, {"kind": "profile"}] {
		_messages == set() with input as _snapshot({"license": "Salesforce Integration"}, object.union({"license": "Salesforce"}, other))
	}
}

test_allows_sets_of_others_or_of_yesterday if {
	every other in [{"user": "ann@acme.com"}, {"active": false}] {
		_messages == set() with input as _snapshot_with({"license": "Salesforce Integration"}, {"license": "Salesforce"}, other)
	}
}

test_allows_people_with_a_full_licence if {
	_messages == set() with input as _snapshot({"username": "ann@acme.com", "license": "Salesforce"}, {})
}

test_allows_set_without_a_licence if _messages == set() with input as _snapshot({"license": "Salesforce Integration"}, {})

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(user, set_changes) := _snapshot_with(user, set_changes, {})

_snapshot_of_group(assigned, name) := {"taken_at": "2026-11-02T09:00:00Z", "salesforce": {
	"integration_users": ["clay@acme.com"],
	"users": [{"username": "clay@acme.com", "license": "Salesforce Integration"}],
	"assignments": [{"user": "clay@acme.com", "permission_set_group": assigned}],
	"permission_set_groups": [{"name": name, "permission_sets": ["Writeback"]}],
	"permission_sets": [{"name": "Writeback", "kind": "permission_set", "license": "Salesforce"}],
}}

_snapshot_with(user, set_changes, assignment) := {"taken_at": "2026-11-02T09:00:00Z", "salesforce": {
	"integration_users": ["clay@acme.com"],
	"users": [object.union({"username": "clay@acme.com"}, user)],
	"assignments": [object.union({"user": "clay@acme.com", "permission_set": "Writeback"}, assignment)],
	"permission_sets": [object.union({"name": "Writeback", "kind": "permission_set"}, set_changes)],
}}

_messages contains finding.message if some finding in rule.findings
