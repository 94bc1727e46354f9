package rules.least_privilege.clay_crm_connection_personal_test

import data.rules.least_privilege.clay_crm_connection_personal as rule

test_flags_connection_of_a_person if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "aa_1", "name": "CRM"},
		"message": "CRM does not act as its service account: clay@acme.com is not known to be one",
	}} with input as _snapshot({"service_user": false})
}

test_flags_connection_nobody_calls_a_service_account if {
	_messages == {"CRM does not act as its service account: clay@acme.com is not known to be one"} with input.clay.connections as [{
		"id": "aa_1",
		"name": "CRM",
		"provider": "hub_spot",
		"principal": "clay@acme.com",
	}]
}

test_flags_connection_whose_user_nobody_recorded if {
	every service in [{"service_user": true}, {}] {
		_messages == {"CRM does not act as its service account: nobody recorded which user it acts as"} with input.clay.connections as [object.union(
			{"id": "aa_1", "name": "CRM", "provider": "outreach"},
			service,
		)]
	}
}

test_flags_service_account_that_is_who_added_it if {
	_messages == {"CRM does not act as its service account: it acts as clay@acme.com, who added it"} with input as _snapshot({"added_by": "clay@acme.com"})
		with data.policy as _policy
}

test_flags_service_account_that_is_not_the_approved_one if {
	_messages == {"CRM does not act as its service account: it acts as clay@acme.com, and sync@acme.com is approved"} with input as _snapshot({})
		with data.policy as _policy
}

test_flags_connection_of_a_person_once if {
	every changes in [{"added_by": "clay@acme.com"}, {"principal": "dana@acme.com"}] {
		count(_messages) == 1 with input as _snapshot(object.union({"service_user": false}, changes))
			with data.policy as _policy
	}
}

test_flags_provider_the_config_adds if {
	count(_messages) == 1 with input as _snapshot({"provider": "attio", "service_user": false})
		with data.settings as {"least_privilege/clay_crm_connection_personal": {"providers": ["attio"]}}
}

test_allows_service_account if {
	_messages == set() with input as _snapshot({})
	_messages == set() with input as _snapshot({"added_by": "dana@acme.com"})
}

test_allows_approved_service_account_in_any_case if {
	_messages == set() with input as _snapshot({"principal": "Sync@acme.com"})
		with data.policy as _policy
	_messages == set() with input as _snapshot({})
		with data.policy.clay.connections as {"salesforce": {"scopes": []}}
}

test_allows_personal_connection_that_is_no_crm if _messages == set() with input as _snapshot({"provider": "openai", "service_user": false})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_policy := {"clay": {"connections": {"salesforce": {"principal": "sync@acme.com"}}}}

_snapshot(changes) := {"clay": {"connections": [object.union(
	{"id": "aa_1", "name": "CRM", "provider": "salesforce", "principal": "clay@acme.com", "service_user": true},
	changes,
)]}}
