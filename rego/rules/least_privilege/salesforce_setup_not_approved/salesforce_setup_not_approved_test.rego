package rules.least_privilege.salesforce_setup_not_approved_test

import data.rules.least_privilege.salesforce_setup_not_approved as rule

test_flags_entity_the_policy_does_not_name if {
	rule.findings == {{
		"subject": {"kind": "salesforce.setup_access", "id": "clay@acme.com/apex_class:ClaySync"},
		"message": "clay@acme.com reaches the apex class ClaySync beyond its policy, through permission set Sync",
	}} with input as _snapshot("apex_class", "ClaySync")
		with data.policy.salesforce as {"clay@acme.com": {"setup": {"apex_class": ["Other"], "flow": ["ClaySync"]}}}
}

test_flags_every_entity_when_the_policy_names_none if {
	count(_messages) == 1 with input as _snapshot("flow", "Route")
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_allows_entity_the_policy_names if {
	_messages == set() with input as _snapshot("apex_class", "ClaySync")
		with data.policy.salesforce as {"clay@acme.com": {"setup": {"apex_class": ["ClaySync"]}}}
}

test_allows_app_the_policy_names_as_an_app if {
	every kind in ["connected_app", "external_client_app"] {
		_messages == set() with input as _snapshot(kind, "Clay")
			with data.policy.salesforce as {"clay@acme.com": {"apps": ["clay"]}}
	}
}

test_flags_what_has_the_name_of_an_approved_app if {
	count(_messages) == 2 with input as {"salesforce": {"access": [object.union(_user, {"setup": [
		{"kind": "connected_app", "name": "Zapier", "via": []},
		{"kind": "apex_class", "name": "Clay", "via": []},
	]})]}}
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Clay"]}}
}

test_leaves_user_without_policy_to_another_rule if {
	_messages == set() with input as _snapshot("apex_class", "ClaySync")
		with data.policy.salesforce as {}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as {"clay@acme.com": {}}
}

_snapshot(kind, name) := {"salesforce": {"access": [object.union(
	_user,
	{"setup": [{"kind": kind, "name": name, "via": [{"kind": "permission_set", "name": "Sync"}]}]},
)]}}

_user := {"user": "clay@acme.com", "complete": true}

_messages contains finding.message if some finding in rule.findings
