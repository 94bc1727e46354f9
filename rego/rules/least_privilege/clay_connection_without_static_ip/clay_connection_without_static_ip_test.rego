package rules.least_privilege.clay_connection_without_static_ip_test

import data.rules.least_privilege.clay_connection_without_static_ip as rule

test_flags_connection_from_changing_addresses if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "aa_1", "name": "CRM"},
		"message": "CRM calls from addresses that change, not from Clay's static ones",
	}} with input as _snapshot({"use_static_ip": false})
}

test_flags_connection_nobody_looked_at if {
	_messages == {"CRM has no record of whether it calls from Clay's static addresses"} with input as _snapshot({})
}

test_flags_provider_the_config_adds if {
	count(_messages) == 1 with input as _snapshot({"provider": "hubspot", "use_static_ip": false})
		with data.settings as {"least_privilege/clay_connection_without_static_ip": {"providers": ["hubspot"]}}
}

test_allows_static_addresses if _messages == set() with input as _snapshot({"use_static_ip": true})

test_allows_connection_to_another_provider if {
	every use in [{"use_static_ip": false}, {}] {
		_messages == set() with input as _snapshot(object.union({"provider": "openai"}, use))
	}
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {"clay": {"connections": [object.union({"id": "aa_1", "name": "CRM", "provider": "salesforce"}, changes)]}}
