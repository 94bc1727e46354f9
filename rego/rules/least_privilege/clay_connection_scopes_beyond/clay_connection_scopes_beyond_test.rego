package rules.least_privilege.clay_connection_scopes_beyond_test

import data.rules.least_privilege.clay_connection_scopes_beyond as rule

test_flags_scope_nobody_approved if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "aa_1", "name": "CRM"},
		"message": "CRM holds scopes that are not approved: admin and write",
	}} with input as _snapshot({"scopes": ["read", "write", "admin"]})
		with data.policy as _policy
}

test_flags_every_scope_when_none_is_approved if {
	_messages == {"CRM holds scopes that are not approved: read"} with input as _snapshot({"scopes": ["read"]})
		with data.policy.clay.connections as {"hubspot": {"scopes": []}}
}

test_flags_crm_the_policy_does_not_speak_of if {
	every policy in [{}, {"salesforce": {"scopes": ["read"]}}, {"hubspot": {"principal": "clay@acme.com"}}, {"hubspot": {"scopes": null}}] {
		every scopes in [["read"], []] {
			_messages == {"CRM has no scopes approved in the policy"} with input as _snapshot({"scopes": scopes})
				with data.policy.clay.connections as policy
		}
	}
}

test_flags_crm_under_another_name if {
	_messages == {"CRM has no scopes approved in the policy"} with input.clay.connections as [{
		"id": "aa_1",
		"name": "CRM",
		"provider": "salesforce_sandbox",
		"scopes": ["full"],
	}]
		with data.policy.clay.connections as {"salesforce": {"scopes": ["full"]}}
}

test_flags_scopes_nobody_recorded if {
	every scopes in [[], null] {
		_messages == {"CRM has scopes that nobody recorded"} with input as _snapshot({"scopes": scopes})
			with data.policy as _policy
	}
}

test_flags_any_connection_beyond_what_the_policy_names if {
	_messages == {"CRM holds scopes that are not approved: write"} with input as _snapshot({"provider": "slack", "scopes": ["write"]})
		with data.policy.clay.connections as {"aa_1": {"scopes": ["read"]}}
}

test_flags_provider_the_config_adds if {
	count(_messages) == 1 with input as _snapshot({"provider": "attio", "scopes": ["read"]})
		with data.policy as _policy
		with data.settings as {"least_privilege/clay_connection_scopes_beyond": {"providers": ["attio"]}}
}

test_allows_approved_scopes_in_any_case_and_fewer if {
	_messages == set() with input as _snapshot({"scopes": ["READ", "oauth"]})
		with data.policy as _policy
	_messages == set() with input as _snapshot({"scopes": ["oauth"]})
		with data.policy as _policy
}

test_allows_other_provider_the_policy_does_not_speak_of if {
	_messages == set() with input as _snapshot({"provider": "slack", "scopes": ["write"]})
		with data.policy as _policy
	_messages == set() with input as _snapshot({"provider": "slack", "scopes": []})
		with data.policy as _policy
}

test_allows_other_provider_whose_scopes_nobody_recorded if {
	_messages == set() with input as _snapshot({"provider": "slack", "scopes": []})
		with data.policy.clay.connections as {"aa_1": {"scopes": ["read"]}}
}

test_allows_snapshot_without_clay if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy as _policy
}

_messages contains finding.message if some finding in rule.findings

_policy := {"clay": {"connections": {"hubspot": {"scopes": ["read", "OAuth"]}}}}

_snapshot(changes) := {"clay": {"connections": [object.union({"id": "aa_1", "name": "CRM", "provider": "hubspot"}, changes)]}}
