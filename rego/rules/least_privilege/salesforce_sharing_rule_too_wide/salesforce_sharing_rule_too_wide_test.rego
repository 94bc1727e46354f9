package rules.least_privilege.salesforce_sharing_rule_too_wide_test

import data.rules.least_privilege.salesforce_sharing_rule_too_wide as rule

test_flags_rule_that_gives_more_than_reading if {
	rule.findings == {{
		"subject": {"kind": "salesforce.sharing_rule", "id": "Account.Clay_EMEA"},
		"message": "Clay_EMEA on Account gives Edit",
	}} with input as _snapshot({"access": "Edit"})
		with data.policy.salesforce as _policy
}

test_flags_rule_shared_with_somebody_else if {
	_messages == {"Clay_EMEA on Account is shared with all internal users and is shared with role Sales"} with input as _snapshot({"shared_to": [
		{"kind": "role", "name": "Sales"},
		{"kind": "allInternalUsers"},
	]})
		with data.policy.salesforce as _policy
}

test_flags_rule_shared_with_those_below_the_role if {
	_messages == {"Clay_EMEA on Account is shared with role and subordinates Clay"} with input as _snapshot({"shared_to": [{"kind": "roleAndSubordinates", "name": "Clay"}]})
		with data.policy.salesforce as _policy
}

test_flags_wide_audience_though_the_scope_names_none if {
	count(_messages) == 1 with input as _snapshot({"shared_to": [{"kind": "allInternalUsers"}]})
		with data.policy.salesforce as _scope_alone
}

test_flags_rule_without_criteria if {
	_messages == {"Clay_EMEA on Account selects every record"} with input as _snapshot({"criteria": []})
		with data.policy.salesforce as _policy
}

test_flags_rule_of_everybodys_records if {
	_messages == {"Clay_EMEA on Account selects every record"} with input as _snapshot({
		"kind": "owner",
		"criteria": [],
		"shared_from": [{"kind": "allInternalUsers"}],
	})
		with data.policy.salesforce as _selecting
}

test_flags_criteria_that_the_scope_does_not_name if {
	every changes in [
		{"criteria": [{"field": "Name", "operation": "notEqual", "value": ""}]},
		{"kind": "owner", "criteria": [], "shared_from": [{"kind": "role", "name": "Sales"}]},
	] {
		_messages == {"Clay_EMEA on Account selects by other criteria than its scope names"} with input as _snapshot(changes)
			with data.policy.salesforce as _selecting
	}
}

test_flags_what_comes_with_the_accounts if {
	_messages == {"Clay_EMEA on Account gives Edit on cases, gives Read on opportunities and gives unknown access on contacts"} with input as _snapshot_of({
		"case_access": "Edit",
		"opportunity_access": "Read",
	})
		with data.policy.salesforce as _policy
	_messages == {"Clay_EMEA on Account gives Edit on cases"} with input as _snapshot({"case_access": "Edit"})
		with data.policy.salesforce as {"clay@acme.com": object.union(_policy["clay@acme.com"], {"objects": {"Case": ["read"], "Contact": ["edit"]}})}
}

test_allows_what_the_policy_approves_with_the_accounts if {
	_messages == set() with input as _snapshot({"case_access": "Read", "contact_access": "Edit"})
		with data.policy.salesforce as {"clay@acme.com": object.union(_policy["clay@acme.com"], {"objects": {"Case": ["read"], "Contact": ["edit"]}})}
}

test_allows_rule_of_another_object_without_what_comes_with_accounts if {
	_messages == set() with input as _snapshot_of({"object": "Lead"})
		with data.policy.salesforce as {"clay@acme.com": {"record_scope": {"object": "Lead", "sharing_rule": "Clay_EMEA", "role": "Clay"}}}
}

test_allows_criteria_that_the_scope_names if {
	_messages == set() with input as _snapshot({}) with data.policy.salesforce as _selecting
}

test_flags_all_of_it_at_once if {
	_messages == {"Clay_EMEA on Account gives All, is shared with group Everybody and selects every record"} with input as _snapshot({
		"access": "All",
		"criteria": [],
		"shared_to": [{"kind": "group", "name": "Everybody"}],
	})
		with data.policy.salesforce as _policy
}

test_flags_role_where_the_scope_names_a_group if {
	_messages == {"Clay_EMEA on Account is shared with role Sales"} with input as _snapshot({"shared_to": [{"kind": "role", "name": "Sales"}]})
		with data.policy.salesforce as {"clay@acme.com": {"record_scope": {"object": "Account", "sharing_rule": "Clay_EMEA", "group": "Clay"}}}
}

test_allows_rule_as_the_scope_means_it if {
	_messages == set() with input as _snapshot({})
		with data.policy.salesforce as _policy
	_messages == set() with input as _snapshot({"shared_to": [{"kind": "role", "name": "CLAY"}]})
		with data.policy.salesforce as _policy
	_messages == set() with input as _snapshot({"shared_to": [{"kind": "group", "name": "clay"}]})
		with data.policy.salesforce as {"clay@acme.com": {"record_scope": {"object": "Account", "sharing_rule": "CLAY_EMEA", "group": "Clay"}}}
}

test_allows_any_role_or_group_where_the_scope_names_none if {
	every kind in ["role", "group"] {
		_messages == set() with input as _snapshot({"shared_to": [{"kind": kind, "name": "Sales"}]})
			with data.policy.salesforce as _scope_alone
	}
}

test_allows_editing_that_the_policy_approves if {
	_messages == set() with input as _snapshot({"access": "Edit"})
		with data.policy.salesforce as {"clay@acme.com": object.union(_policy["clay@acme.com"], {"objects": {"Account": ["edit"]}})}
}

test_allows_owner_rule_without_criteria if {
	_messages == set() with input as _snapshot({"kind": "owner", "criteria": [], "shared_from": [{"kind": "role", "name": "Sales"}]})
		with data.policy.salesforce as _policy
}

test_allows_rules_that_no_scope_names if {
	every other in [{"name": "Other"}, {"object": "Lead"}] {
		_messages == set() with input as _snapshot(object.union({"access": "Edit"}, other))
			with data.policy.salesforce as _policy
	}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"record_scope": {"object": "Account", "sharing_rule": "Clay_EMEA", "role": "Clay"}}}

_scope_alone := {"clay@acme.com": {"record_scope": {"object": "Account", "sharing_rule": "Clay_EMEA"}}}

_selecting := {"clay@acme.com": {"record_scope": {
	"object": "Account", "sharing_rule": "Clay_EMEA", "role": "Clay",
	"criteria": [{"field": "Region__c", "operation": "equals", "value": "EMEA"}],
}}}

_snapshot(changes) := _snapshot_of(object.union({"case_access": "None", "contact_access": "None", "opportunity_access": "None"}, changes))

_snapshot_of(changes) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"sharing_rules": [object.union(
		{
			"object": "Account", "name": "Clay_EMEA", "kind": "criteria", "access": "Read", "shared_to": [{"kind": "role", "name": "Clay"}],
			"criteria": [{"field": "Region__c", "operation": "equals", "value": "EMEA"}],
		},
		changes,
	)],
}}

_messages contains finding.message if some finding in rule.findings
