package rules.least_privilege.salesforce_org_default_open_test

import data.rules.least_privilege.salesforce_org_default_open as rule

test_flags_public_object_in_the_policy if {
	rule.findings == {{
		"subject": {"kind": "salesforce.object", "id": "Account"},
		"message": "Account is open to every internal user by its org-wide default Read",
	}} with input as _snapshot([{"name": "Account", "sharing_model": "Read"}])
		with data.policy.salesforce as {"clay@acme.com": {"objects": {"Account": ["read"]}}}
}

test_flags_public_object_of_the_record_scope if {
	_messages == {"Account is open to every internal user by its org-wide default ReadWrite"} with input as _snapshot([{"name": "Account", "sharing_model": "ReadWrite"}])
		with data.policy.salesforce as {"clay@acme.com": {"record_scope": {"object": "Account", "sharing_rule": "Clay_EMEA"}}}
}

test_flags_object_of_two_users_once if {
	count(_messages) == 1 with input as object.union(
		_snapshot([{"name": "Account", "sharing_model": "Read"}]),
		{"salesforce": {"integration_users": ["clay@acme.com", "hub@acme.com"]}},
	)
		with data.policy.salesforce as {
			"clay@acme.com": {"objects": {"Account": ["read"]}},
			"hub@acme.com": {"objects": {"Account": ["read"]}},
		}
}

test_flags_object_without_a_sharing_model if {
	_messages == {"Account has no org-wide default in the evidence, so it may be open to all"} with input as _snapshot([{"name": "Account"}])
		with data.policy.salesforce as {"clay@acme.com": {"objects": {"Account": ["read"]}}}
}

test_flags_object_that_was_not_read if {
	count(_messages) == 1 with input as _snapshot([])
		with data.policy.salesforce as {"clay@acme.com": {"objects": {"Account": ["read"]}}}
}

test_flags_object_whose_parent_is_open if {
	rule.findings == {{
		"subject": {"kind": "salesforce.object", "id": "Contact"},
		"message": "Contact is controlled by its parent, and Account is open to every internal user by its org-wide default",
	}} with input as _snapshot([_contact, {"name": "Account", "sharing_model": "ReadWrite"}])
		with data.policy.salesforce as _policy
}

test_flags_object_whose_parent_is_not_known if {
	every objects in [[_contact], [_contact, {"name": "Account"}], [object.union(_contact, {"name": "Signal__c"})]] {
		_messages == {$"{objects[0].name} is controlled by its parent, and that has no org-wide default in the evidence, so it may be open to all"} with input as _snapshot(objects)
			with data.policy.salesforce as {"clay@acme.com": {"objects": {objects[0].name: ["read"]}}}
	}
}

test_allows_object_with_a_private_parent if {
	_messages == set() with input as _snapshot([_contact, {"name": "Account", "sharing_model": "Private"}])
		with data.policy.salesforce as _policy
}

test_allows_object_with_one_private_parent_of_two if {
	_messages == set() with input as _snapshot([
		object.union(_contact, {"fields": [{"name": "M__c", "type": "MasterDetail", "reference_to": "Master__c"}]}),
		{"name": "Account", "sharing_model": "Private"},
		{"name": "Master__c", "sharing_model": "Read"},
	])
		with data.policy.salesforce as _policy
}

test_allows_private_object if {
	_messages == set() with input as _snapshot([{"name": "Account", "sharing_model": "Private"}])
		with data.policy.salesforce as {"clay@acme.com": {"objects": {"Account": ["read"]}}}
}

test_allows_public_object_no_policy_names if {
	_messages == set() with input as _snapshot([{"name": "Product2", "sharing_model": "Read"}])
		with data.policy.salesforce as {"else@acme.com": {"objects": {"Product2": ["read"]}}}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy.salesforce as {"clay@acme.com": {"objects": {"Account": ["read"]}}}
}

_contact := {"name": "Contact", "sharing_model": "ControlledByParent", "fields": []}

_policy := {"clay@acme.com": {"objects": {"Contact": ["read"]}}}

_messages contains finding.message if some finding in rule.findings

_snapshot(objects) := {"salesforce": {"integration_users": ["clay@acme.com"], "objects": objects}}
