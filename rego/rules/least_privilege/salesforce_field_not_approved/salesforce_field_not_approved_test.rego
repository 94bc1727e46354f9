package rules.least_privilege.salesforce_field_not_approved_test

import data.rules.least_privilege.salesforce_field_not_approved as rule

test_flags_readable_field_the_policy_does_not_name if {
	rule.findings == {{
		"subject": {"kind": "salesforce.field_access", "id": "clay@acme.com/Account.Phone"},
		"message": "clay@acme.com can read Account.Phone beyond its policy, through permission set Reader",
	}} with input as _snapshot({"field": "Phone"})
		with data.policy.salesforce as _policy
}

test_flags_editable_field_the_policy_does_not_name if {
	_messages == {"clay@acme.com can read and edit Account.Phone beyond its policy, through permission set Reader and permission set Writer"} with input as _snapshot({
		"field": "Phone",
		"access": "rw",
	})
		with data.policy.salesforce as _policy
}

test_flags_edit_of_a_field_approved_for_reading_and_the_road_that_gives_it if {
	_messages == {"clay@acme.com can edit Account.Website beyond its policy, through permission set Writer"} with input as _snapshot({"access": "rw"})
		with data.policy.salesforce as _policy
}

test_flags_access_it_does_not_understand if {
	_messages == {"clay@acme.com can edit Account.Website beyond its policy, through permission set Writer"} with input as _snapshot({"access": "w"})
		with data.policy.salesforce as _policy
}

test_flags_view_all_fields_of_an_object if {
	rule.findings == {{
		"subject": {"kind": "salesforce.field_access", "id": "clay@acme.com/Account.*"},
		"message": "clay@acme.com can read every field of Account beyond its policy, through permission set Reader",
	}} with input as _snapshot({"field": "*"})
		with data.policy.salesforce as _policy
}

test_flags_view_all_fields_of_every_object if {
	rule.findings == {{
		"subject": {"kind": "salesforce.field_access", "id": "clay@acme.com/*.*"},
		"message": "clay@acme.com can read every field of every object beyond its policy, through permission set Reader",
	}} with input as _snapshot({"object": "*", "field": "*"})
		with data.policy.salesforce as _policy
}

test_flags_field_of_an_object_the_policy_does_not_name if {
	count(_messages) == 1 with input as _snapshot({"object": "Contact", "field": "Website"})
		with data.policy.salesforce as _policy
}

test_flags_every_field_when_the_policy_lists_none if {
	count(_messages) == 1 with input as _snapshot({})
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_allows_reading_a_field_approved_for_reading if {
	_messages == set() with input as _snapshot({})
		with data.policy.salesforce as _policy
}

test_allows_reading_and_editing_a_field_approved_for_editing if {
	every access in ["r", "rw"] {
		_messages == set() with input as _snapshot({"field": "Clay_Status__c", "access": access})
			with data.policy.salesforce as _policy
	}
}

test_allows_field_that_cannot_be_hidden if {
	_messages == set() with input as _snapshot({"field": "OwnerId", "access": "rw", "always": true})
		with data.policy.salesforce as _policy
}

test_flags_field_that_says_it_can_be_hidden if {
	count(_messages) == 1 with input as _snapshot({"field": "OwnerId", "always": false})
		with data.policy.salesforce as _policy
}

test_leaves_user_without_policy_to_another_rule if {
	_messages == set() with input as _snapshot({"field": "Phone"})
		with data.policy.salesforce as {}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy.salesforce as _policy
}

_messages contains finding.message if some finding in rule.findings

_policy := {"clay@acme.com": {"fields": {"Account": {"read": ["Website"], "edit": ["Clay_Status__c"]}}}}

# One field that a set lets the user read and, where it can be edited, another set lets edit.
_snapshot(changes) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"fields": [object.union({"object": "Account", "field": "Website", "access": "r", "via": _roads(changes)}, changes)],
}]}}

_roads(changes) := array.concat(
	[{"kind": "permission_set", "name": "Reader", "access": ["r"]}],
	[{"kind": "permission_set", "name": "Writer", "access": ["rw"]} | contains(changes.access, "w")],
)
