package rules.least_privilege.clay_api_key_scope_wide_test

import data.rules.least_privilege.clay_api_key_scope_wide as rule

test_flags_scope_nobody_declared if {
	rule.findings == {{
		"subject": {"kind": "clay.api_key", "id": "crm-sync", "name": "CRM sync"},
		"message": "CRM sync has scopes its purpose does not need: all and search",
	}} with input as _snapshot({"scopes": ["search", "run", "all"], "declared_scopes": ["run"]})
}

test_flags_key_of_which_nothing_is_declared if {
	every key in [{}, {"scopes": ["all"]}, {"scopes": ["all"], "declared_scopes": []}] {
		_messages == {"CRM sync declares no scopes that its purpose needs"} with input as _snapshot(key)
	}
}

test_flags_key_whose_scopes_nobody_recorded if {
	every key in [{"declared_scopes": ["run"]}, {"declared_scopes": ["run"], "scopes": []}] {
		_messages == {"CRM sync has scopes that nobody recorded"} with input as _snapshot(key)
	}
}

test_allows_declared_scopes_and_fewer if {
	_messages == set() with input as _snapshot({"scopes": ["run", "search"], "declared_scopes": ["search", "run"]})
	_messages == set() with input as _snapshot({"scopes": ["run"], "declared_scopes": ["run", "search"]})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {"clay": {"api_keys": [object.union({"id": "crm-sync", "name": "CRM sync"}, changes)]}}
