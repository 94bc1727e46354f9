package rules.key_rotation.clay_api_key_legacy_test

import data.rules.key_rotation.clay_api_key_legacy as rule

test_flags_legacy_key if {
	rule.findings == {{
		"subject": {"kind": "clay.api_key", "id": "zapier", "name": "Zapier"},
		"message": "Zapier is a legacy key, which holds all that its owner may do",
	}} with input.clay.api_keys as [{"id": "zapier", "name": "Zapier", "kind": "legacy"}]
}

test_flags_key_of_unknown_kind if {
	every key in [{}, {"kind": "unknown"}] {
		{finding.message | some finding in rule.findings} == {"Zapier has no record of its kind, so it may be a legacy key"} with input.clay.api_keys as [object.union(
			{"id": "zapier", "name": "Zapier"},
			key,
		)]
	}
}

test_allows_public_key if {
	count(rule.findings) == 0 with input.clay.api_keys as [{"id": "zapier", "name": "Zapier", "kind": "public"}]
}

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
