package rules.least_privilege.salesforce_sharing_criteria_editable_test

import data.rules.least_privilege.salesforce_sharing_criteria_editable as rule

test_flags_field_the_user_can_edit if {
	rule.findings == {{
		"subject": {"kind": "salesforce.sharing_rule", "id": "Account.Clay_EMEA"},
		"message": "Clay_EMEA selects Account by Region__c, which clay@acme.com can edit",
	}} with input as _snapshot([{"object": "Account", "field": "Region__c", "access": "rw"}])
		with data.policy.salesforce as _policy
}

test_flags_every_field_the_user_can_edit if {
	count(_messages) == 1 with input as _snapshot([{"object": "*", "field": "*", "access": "rw"}])
		with data.policy.salesforce as _policy
}

test_allows_field_the_user_can_only_read if {
	_messages == set() with input as _snapshot([{"object": "Account", "field": "Region__c", "access": "r"}])
		with data.policy.salesforce as _policy
}

test_allows_edit_of_other_fields if {
	_messages == set() with input as _snapshot([
		{"object": "Account", "field": "Website", "access": "rw"},
		{"object": "Lead", "field": "Region__c", "access": "rw"},
	])
		with data.policy.salesforce as _policy
}

test_allows_rule_that_no_scope_names if {
	every scope in [{"object": "Account", "sharing_rule": "Other"}, {"object": "Lead", "sharing_rule": "Clay_EMEA"}] {
		_messages == set() with input as _snapshot([{"object": "Account", "field": "Region__c", "access": "rw"}])
			with data.policy.salesforce as {"clay@acme.com": {"record_scope": scope}}
	}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"record_scope": {"object": "Account", "sharing_rule": "clay_emea"}}}

_snapshot(fields) := {"salesforce": {
	"sharing_rules": [{"object": "Account", "name": "Clay_EMEA", "criteria": [{"field": "Region__c"}]}],
	"access": [{"user": "clay@acme.com", "fields": fields}],
}}

_messages contains finding.message if some finding in rule.findings
