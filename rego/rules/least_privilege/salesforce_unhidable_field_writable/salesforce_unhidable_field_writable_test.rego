package rules.least_privilege.salesforce_unhidable_field_writable_test

import data.rules.least_privilege.salesforce_unhidable_field_writable as rule

test_flags_object_whose_owner_can_be_changed if {
	rule.findings == {{
		"subject": {"kind": "salesforce.object_access", "id": "clay@acme.com/Account"},
		"message": "clay@acme.com can change Name and OwnerId of Account, through permission set Sync",
	}} with input as _snapshot("Account", ["read", "edit"])
}

test_flags_every_object_of_the_org_once if {
	_messages == {"clay@acme.com can change the owner and the name of every record, through permission set Sync"} with input as _snapshot("*", ["edit"])
}

test_flags_fields_the_policy_does_not_list if {
	_messages == {"clay@acme.com can change OwnerId of Account, through permission set Sync"} with input as _snapshot("Account", ["edit"])
		with data.policy.salesforce as {"clay@acme.com": {"fields": {"Account": {"edit": ["Name"]}}, "writeback_object": "Other__c"}}
}

test_allows_fields_the_policy_lists if {
	_messages == set() with input as _snapshot("Account", ["edit"])
		with data.policy.salesforce as {"clay@acme.com": {"fields": {"Account": {"edit": ["Name", "OwnerId"]}}}}
}

test_allows_the_writeback_object if {
	_messages == set() with input as _snapshot("Account", ["edit"])
		with data.policy.salesforce as {"clay@acme.com": {"writeback_object": "Account"}}
}

test_allows_object_without_edit if {
	every flags in [["read"], ["create"]] {
		_messages == set() with input as _snapshot("Account", flags)
	}
	_messages == set() with input as _snapshot("*", ["read"])
}

test_allows_fields_that_are_granted_or_only_read if {
	_messages == set() with input as {"salesforce": {"access": [{
		"user": "clay@acme.com",
		"objects": [{"object": "Account", "access": ["edit"], "via": []}],
		"fields": [
			{"object": "Account", "field": "Website", "access": "rw"},
			{"object": "Account", "field": "Id", "access": "r", "always": true},
			{"object": "Lead", "field": "Name", "access": "rw", "always": true},
		],
	}]}}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(object_name, flags) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"objects": [{"object": object_name, "access": flags, "via": [{"kind": "permission_set", "name": "Sync", "access": flags}]}],
	"fields": [{"object": "Account", "field": field, "access": "rw", "always": true} | some field in ["OwnerId", "Name"]],
}]}}

_messages contains finding.message if some finding in rule.findings
