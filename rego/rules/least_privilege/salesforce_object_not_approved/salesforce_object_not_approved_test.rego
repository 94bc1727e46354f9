package rules.least_privilege.salesforce_object_not_approved_test

import data.rules.least_privilege.salesforce_object_not_approved as rule

test_flags_object_the_policy_does_not_name if {
	rule.findings == {{
		"subject": {"kind": "salesforce.object_access", "id": "clay@acme.com/Contact"},
		"message": "clay@acme.com has read on Contact beyond its policy, through permission set Reader and profile Clay Integration",
	}} with input as _snapshot("Contact", ["read"])
		with data.policy.salesforce as _policy
}

test_flags_flags_beyond_policy_and_the_roads_that_give_them if {
	_messages == {"clay@acme.com has edit and delete on Account beyond its policy, through profile Clay Integration"} with input as _snapshot("Account", ["read", "edit", "delete"])
		with data.policy.salesforce as _policy
}

test_flags_every_object_of_the_org if {
	rule.findings == {{
		"subject": {"kind": "salesforce.object_access", "id": "clay@acme.com/*"},
		"message": "clay@acme.com has read and view_all on every object beyond its policy, through permission set Reader and profile Clay Integration",
	}} with input as _snapshot("*", ["read", "view_all"])
		with data.policy.salesforce as _policy
}

test_flags_every_flag_when_the_policy_lists_no_objects if {
	count(_messages) == 1 with input as _snapshot("Account", ["read"])
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_flags_object_written_in_another_case if {
	count(_messages) == 1 with input as _snapshot("Account", ["read"])
		with data.policy.salesforce as {"clay@acme.com": {"objects": {"account": ["read"]}}}
}

test_allows_what_the_policy_names if {
	_messages == set() with input as _snapshot("Account", ["read"])
		with data.policy.salesforce as _policy
}

test_allows_read_with_any_other_flag if {
	_messages == set() with input as _snapshot("Clay_Writeback__c", ["read", "create"])
		with data.policy.salesforce as _policy
}

test_leaves_user_without_policy_to_another_rule if {
	_messages == set() with input as _snapshot("Contact", ["read"])
		with data.policy.salesforce as {}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy.salesforce as _policy
}

_messages contains finding.message if some finding in rule.findings

_policy := {"clay@acme.com": {"objects": {"Account": ["read"], "Clay_Writeback__c": ["create"]}}}

# One object reached by two roads: a set that reads, and a profile that gives it all.
_snapshot(object_name, flags) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"objects": [{"object": object_name, "access": flags, "via": [
		{"kind": "permission_set", "name": "Reader", "access": ["read"]},
		{"kind": "profile", "name": "Clay Integration", "access": flags},
	]}],
}]}}
