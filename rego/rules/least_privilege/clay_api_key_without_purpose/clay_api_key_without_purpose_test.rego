package rules.least_privilege.clay_api_key_without_purpose_test

import data.rules.least_privilege.clay_api_key_without_purpose as rule

test_flags_key_without_a_purpose if {
	rule.findings == {{
		"subject": {"kind": "clay.api_key", "id": "crm-sync", "name": "CRM sync"},
		"message": "CRM sync records no purpose, so nobody answers for the key",
	}} with input as _snapshot({"owner": "dana@acme.com"})
}

test_flags_key_without_an_owner if {
	_messages == {"CRM sync records no owner, so nobody answers for the key"} with input as _snapshot({"purpose": "sync"})
}

test_flags_key_with_neither_once if {
	every blank in [{}, {"owner": "", "purpose": "  "}] {
		_messages == {"CRM sync records no owner and purpose, so nobody answers for the key"} with input as _snapshot(blank)
	}
}

test_allows_key_with_both if _messages == set() with input as _snapshot({"owner": "dana@acme.com", "purpose": "sync"})

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {"clay": {"api_keys": [object.union({"id": "crm-sync", "name": "CRM sync"}, changes)]}}
