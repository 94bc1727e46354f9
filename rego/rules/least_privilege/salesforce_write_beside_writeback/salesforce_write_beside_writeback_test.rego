package rules.least_privilege.salesforce_write_beside_writeback_test

import data.rules.least_privilege.salesforce_write_beside_writeback as rule

test_flags_object_beside_the_writeback_object if {
	rule.findings == {{
		"subject": {"kind": "salesforce.object_access", "id": "clay@acme.com/Account"},
		"message": "clay@acme.com has edit on Account and is meant to write to Clay_Writeback__c alone, through permission set Sync",
	}} with input as _snapshot("Account", ["read", "edit"])
		with data.policy.salesforce as _policy
}

test_flags_every_way_to_write if {
	every flag in ["create", "edit", "delete", "modify_all"] {
		count(_messages) == 1 with input as _snapshot("Account", [flag])
			with data.policy.salesforce as _policy
	}
}

test_flags_every_object_of_the_org if {
	_messages == {"clay@acme.com has create on every object and is meant to write to Clay_Writeback__c alone, through permission set Sync"} with input as _snapshot("*", ["create"])
		with data.policy.salesforce as _policy
}

test_allows_reading if {
	_messages == set() with input as _snapshot("Account", ["read", "view_all", "view_all_fields"])
		with data.policy.salesforce as _policy
}

test_allows_the_writeback_object if {
	_messages == set() with input as _snapshot("Clay_Writeback__c", ["read", "create", "edit"])
		with data.policy.salesforce as _policy
}

test_allows_user_without_a_writeback_object if {
	_messages == set() with input as _snapshot("Account", ["edit"])
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"writeback_object": "Clay_Writeback__c"}}

# One object reached by two roads, of which one only reads.
_snapshot(object_name, flags) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"objects": [{"object": object_name, "access": flags, "via": [
		{"kind": "permission_set", "name": "Sync", "access": flags},
		{"kind": "profile", "name": "Reader", "access": ["read"]},
	]}],
}]}}

_messages contains finding.message if some finding in rule.findings
