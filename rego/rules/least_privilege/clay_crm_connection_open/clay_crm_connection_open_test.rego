package rules.least_privilege.clay_crm_connection_open_test

import data.rules.least_privilege.clay_crm_connection_open as rule

test_flags_crm_connection_for_anyone if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "aa_1", "name": "CRM"},
		"message": "CRM may be used by anyone in the workspace",
	}} with input as _snapshot({"access": "anyone"})
}

test_flags_every_crm if {
	every provider in ["salesforce", "hubspot", "outreach", "Salesforce Sandbox", "hub_spot"] {
		count(_messages) == 1 with input as _snapshot({"access": "anyone", "provider": provider})
	}
}

test_flags_connection_whose_access_nobody_recorded if {
	_messages == {"CRM has no record of who may use it"} with input as _snapshot({})
	_messages == {"CRM has no record of who may use it"} with input as _snapshot({"access": "unknown"})
}

test_flags_provider_the_config_adds if {
	count(_messages) == 1 with input as _snapshot({"access": "anyone", "provider": "attio"})
		with data.settings as {"least_privilege/clay_crm_connection_open": {"providers": ["attio"]}}
}

test_allows_specific_people if _messages == set() with input as _snapshot({"access": "specific"})

test_allows_open_connection_that_is_no_crm if _messages == set() with input as _snapshot({"access": "anyone", "provider": "openai"})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {"clay": {"connections": [object.union({"id": "aa_1", "name": "CRM", "provider": "salesforce"}, changes)]}}
