package rules.least_privilege.salesforce_potential_access_test

import data.rules.least_privilege.salesforce_potential_access as rule

test_flags_what_activation_would_add if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com would gain ModifyAllData, every object, Lead, Account.Website and ClaySync by a session activation",
	}} with input as _snapshot({"potential": {
		"permissions": [{"name": "ModifyAllData"}],
		"objects": [{"object": "*"}, {"object": "Lead"}],
		"fields": [{"object": "Account", "field": "Website"}, {"object": "Lead", "field": "Id", "always": true}],
		"setup": [{"kind": "apex_class", "name": "ClaySync"}],
	}})
}

test_flags_what_activation_would_add_to_one_list if {
	_messages == {"clay@acme.com would gain Lead by a session activation"} with input as _snapshot({"potential": {"objects": [{"object": "Lead"}]}})
}

test_allows_user_without_potential_access if {
	_messages == set() with input as _snapshot({})
	_messages == set() with input as _snapshot({"potential": {"permissions": []}})
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"salesforce": {"access": [object.union({"user": "clay@acme.com", "complete": true}, changes)]}}

_messages contains finding.message if some finding in rule.findings
