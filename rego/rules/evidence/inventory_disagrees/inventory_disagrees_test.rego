package rules.evidence.inventory_disagrees_test

import data.rules.evidence.inventory_disagrees as rule

test_flags_role_that_differs if {
	rule.findings == {{
		"subject": {"kind": "clay.member", "id": "ann@acme.com"},
		"message": "ann@acme.com is not what the inventory says: role is admin (inventory), editor (v3)",
	}} with input as _snapshot([{
		"section": "members", "kind": "clay.member", "id": "ann@acme.com", "field": "role",
		"values": {"v3": "editor", "inventory": "admin"},
	}])
}

test_flags_a_thing_once_for_all_of_its_fields if {
	_messages == {"t_1 is not what the inventory says: name is Events (inventory), Happenings (cli); owner is a@x (inventory), b@x (cli)"} with input as _snapshot([
		_table({"field": "owner", "values": {"cli": "b@x", "inventory": "a@x"}}),
		_table({"field": "name", "values": {"cli": "Happenings", "inventory": "Events"}}),
	])
}

test_says_of_each_thing_what_differs_in_it if {
	_messages == {
		"t_1 is not what the inventory says: name is Events (inventory), Happenings (cli)",
		"t_2 is not what the inventory says: not listed by cli",
	} with input as _snapshot([
		_table({"field": "name", "values": {"cli": "Happenings", "inventory": "Events"}}),
		_table({"id": "t_2", "values": {"inventory": "lists it"}, "missing_in": ["cli"]}),
	])
}

test_flags_thing_that_clay_does_not_have if {
	_messages == {"t_1 is not what the inventory says: not listed by cli and v3"} with input as _snapshot([_table({
		"values": {"inventory": "lists it"},
		"missing_in": ["v3", "cli"],
	})])
}

test_flags_contradiction_that_says_nothing if {
	_messages == {"t_1 is not what the inventory says: not listed by a source"} with input as _snapshot([_table({})])
}

test_allows_thing_the_inventory_lacks if {
	_messages == set() with input as _snapshot([_table({"values": {"cli": "lists it"}, "missing_in": ["inventory"]})])
}

test_allows_sources_that_agree if _messages == set() with input as _snapshot([])

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_table(changes) := object.union({"section": "tables", "kind": "clay.table", "id": "t_1"}, changes)

_snapshot(contradictions) := {"clay": {"contradictions": contradictions}}
