package rules.evidence.inventory_incomplete_test

import data.rules.evidence.inventory_incomplete as rule

test_flags_table_nobody_wrote_down if {
	rule.findings == {{
		"subject": {"kind": "clay.table", "id": "t_9", "name": "Scratch"},
		"message": "Scratch is not in the inventory: the cli lists it, the v3 lists it",
	}} with input as _snapshot([_table({
		"name": "Scratch",
		"values": {"v3": "lists it", "cli": "lists it"},
		"missing_in": ["inventory"],
	})])
}

test_flags_connection_that_is_only_used if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "aa_7", "name": "aa_7"},
		"message": "aa_7 is not in the inventory: the cli names it in column t_1/f_1",
	}} with input as _snapshot([{
		"section": "connections", "kind": "clay.connection", "id": "aa_7",
		"values": {"cli": "names it in column t_1/f_1"}, "missing_in": ["inventory"],
	}])
}

test_allows_thing_that_clay_lacks if {
	_messages == set() with input as _snapshot([_table({"values": {"inventory": "lists it"}, "missing_in": ["cli"]})])
}

test_allows_field_that_differs if {
	_messages == set() with input as _snapshot([_table({"field": "name", "values": {"inventory": "a", "cli": "b"}})])
}

test_allows_sources_that_agree if _messages == set() with input as _snapshot([])

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_table(changes) := object.union({"section": "tables", "kind": "clay.table", "id": "t_9"}, changes)

_snapshot(contradictions) := {"clay": {"contradictions": contradictions}}
