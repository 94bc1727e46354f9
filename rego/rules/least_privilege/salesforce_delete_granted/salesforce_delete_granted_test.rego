package rules.least_privilege.salesforce_delete_granted_test

import data.rules.least_privilege.salesforce_delete_granted as rule

test_flags_object_with_the_flag if {
	rule.findings == {{
		"subject": {"kind": "salesforce.object_access", "id": "clay@acme.com/Contact"},
		"message": "clay@acme.com can delete records of Contact, through permission set Sync",
	}} with input as _snapshot("Contact", ["read", "delete"])
}

test_flags_every_object_of_the_org if {
	_messages == {"clay@acme.com can delete records of every object, through permission set Sync"} with input as _snapshot("*", ["delete"])
}

test_allows_other_flags if {
	every other in {"read", "create", "edit", "delete", "view_all", "modify_all", "view_all_fields"} - {"delete"} {
		_messages == set() with input as _snapshot("Contact", [other])
	}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

# One object reached by two roads, of which one gives all.
_snapshot(object_name, flags) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"objects": [{"object": object_name, "access": flags, "via": [
		{"kind": "permission_set", "name": "Sync", "access": flags},
		{"kind": "profile", "name": "Reader", "access": ["other"]},
	]}],
}]}}

_messages contains finding.message if some finding in rule.findings
