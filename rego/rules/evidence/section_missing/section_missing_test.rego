package rules.evidence.section_missing_test

import data.rules.evidence.section_missing as rule

test_flags_section_that_was_not_read if {
	rule.findings == {{
		"subject": {"kind": "snapshot.section", "id": "clay.members"},
		"message": "clay.members is unavailable: the inventory has no members section",
	}} with input as _snapshot({"clay.members": {"state": "unavailable", "reason": "the inventory has no members section"}})
}

test_flags_every_state_but_complete if {
	every state in ["partial", "unavailable", "not_requested"] {
		count(_messages) == 1 with input as _snapshot({"clay.webhooks": {"state": state, "reason": "because"}})
	}
}

test_flags_section_without_a_reason if {
	_messages == {"roster.people is not requested: no reason was recorded"} with input as _snapshot({"roster.people": {"state": "not_requested"}})
}

test_flags_each_core_section_of_an_empty_snapshot if {
	every coverage in [{}, null] {
		_messages == {message |
			some section in _core
			message := $"{section} is not a section of this snapshot"
		} with input as {"coverage": coverage}
	}
}

test_flags_section_the_config_asks_for if {
	_messages == {"clay.usage is not a section of this snapshot"} with input as _snapshot({})
		with data.settings as {"evidence/section_missing": {"required": ["clay.usage"]}}
}

test_allows_complete_sections if _messages == set() with input as _snapshot({})

test_allows_missing_section_nobody_requires if {
	_messages == set() with input as _snapshot({"clay.mcp": {"state": "unavailable", "reason": "none"}})
}

_messages contains finding.message if some finding in rule.findings

_core := [
	"clay.members", "clay.tables", "clay.api_keys", "clay.webhooks", "salesforce.access",
	"salesforce.permission_sets", "salesforce.objects", "roster.people",
]

_snapshot(changes) := {"coverage": object.union({section: {"state": "complete"} | some section in _core}, changes)}
