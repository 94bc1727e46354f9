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

test_allows_private_and_dependent_objects if {
	every model in ["Private", "ControlledByParent"] {
		_messages == set() with input as _snapshot([{"name": "Account", "sharing_model": model}])
			with data.policy.salesforce as {"clay@acme.com": {"objects": {"Account": ["read"]}}}
	}
}

test_allows_public_object_no_policy_names if {
	_messages == set() with input as _snapshot([{"name": "Product2", "sharing_model": "Read"}])
		with data.policy.salesforce as {"else@acme.com": {"objects": {"Product2": ["read"]}}}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy.salesforce as {"clay@acme.com": {"objects": {"Account": ["read"]}}}
}

_messages contains finding.message if some finding in rule.findings

_snapshot(objects) := {"salesforce": {"integration_users": ["clay@acme.com"], "objects": objects}}
