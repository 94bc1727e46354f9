package rules.least_privilege.salesforce_view_all_fields_test

import data.rules.least_privilege.salesforce_view_all_fields as rule

test_flags_object_whose_fields_are_all_open if {
	rule.findings == {{
		"subject": {"kind": "salesforce.field_access", "id": "clay@acme.com/Contact.*"},
		"message": "clay@acme.com can read every field of Contact, through permission set Sync (view_all_fields)",
	}} with input as _snapshot("Contact", "*")
}

test_flags_every_object_of_the_org if {
	_messages == {"clay@acme.com can read every field of every object, through permission set Sync (view_all_fields)"} with input as _snapshot("*", "*")
}

test_allows_single_fields if _messages == set() with input as _snapshot("Contact", "Email")

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(object_name, field) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"fields": [{"object": object_name, "field": field, "access": "r", "via": [{"kind": "permission_set", "name": "Sync", "grant": "view_all_fields"}]}],
}]}}

_messages contains finding.message if some finding in rule.findings
