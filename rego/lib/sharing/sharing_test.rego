package lib.sharing_test

import data.lib.sharing

test_climbs_the_roles if {
	sharing.upwards("Leaf") == {"Leaf", "Middle", "Top"} with input as _people
	sharing.upwards("Top") == {"Top"} with input as _people
}

test_climbs_to_roles_that_were_not_read if {
	sharing.upwards("Lost") == {"Lost"} with input as _people
	sharing.upwards("Lost") == {"Lost"} with input as {}
	sharing.upwards("Leaf") == {"Leaf", "Lost"} with input.salesforce.roles as [{"name": "Leaf", "parent": "Lost"}]
}

test_finds_groups_by_name_role_and_group if {
	_groups({"username": "ann@acme.com", "role": "Top"}) == {"Named", "Outer"}
	_groups({"username": "bob@acme.com", "role": "Leaf"}) == {"By role", "Below"}
	_groups({"username": "bob@acme.com", "role": "Middle"}) == {"Below"}
	_groups({"username": "bob@acme.com"}) == set()
}

test_finds_groups_of_everybody if {
	every kind in ["allInternalUsers", "organization"] {
		sharing.groups_of({"username": "bob@acme.com"}) == {"All"} with input as {"salesforce": {"public_groups": [{
			"name": "All",
			"members": [{"kind": kind}],
		}]}}
	}
}

test_rule_selects_everything_without_criteria_or_owners if {
	every rule in [
		{"kind": "criteria"}, {"kind": "criteria", "criteria": []},
		{"kind": "owner"}, {"kind": "owner", "shared_from": []},
		{"kind": "owner", "shared_from": [{"kind": "role", "name": "Leaf"}, {"kind": "allInternalUsers"}]},
		{"kind": "owner", "shared_from": [{"kind": "organization"}]},
	] {
		sharing.selects_everything(rule)
	}
}

test_rule_selects_by_criteria_or_owners if {
	every rule in [
		{"kind": "criteria", "criteria": [_emea], "shared_from": [{"kind": "allInternalUsers"}]},
		{"kind": "owner", "shared_from": [{"kind": "role", "name": "Leaf"}]},
		{"kind": "guest"},
		{"kind": "guest", "shared_from": [{"kind": "allInternalUsers"}]},
	] {
		not sharing.selects_everything(rule)
	}
}

test_rule_selects_by_the_criteria_given if {
	every rule in [
		{"criteria": [_emea, _large]}, {"criteria": [_large, _emea], "boolean_filter": "1 AND 2"},
		{"criteria": [_large, {"field": "region__c", "operation": "Equals", "value": "EMEA"}]},
	] {
		sharing.selects_by(rule, [_emea, _large])
	}
}

test_rule_selects_by_others if {
	every rule in [
		{}, {"criteria": []}, {"criteria": [_emea]}, {"criteria": [_emea, _large], "boolean_filter": "1 or 2"},
		{"criteria": [_emea, _large], "boolean_filter": "1 AND (NOT 2)"},
		{"criteria": [_large, {"field": "Region__c", "operation": "equals", "value": "emea"}]},
		{"criteria": [_large, {"field": "Region__c", "operation": "notEqual", "value": "EMEA"}]},
		{"criteria": [_large, {"field": "Country__c", "operation": "equals", "value": "EMEA"}]},
	] {
		not sharing.selects_by(rule, [_emea, _large])
	}
}

_emea := {"field": "Region__c", "operation": "equals", "value": "EMEA"}

_large := {"field": "Size__c", "operation": "greaterThan", "value": "100"}

_groups(user) := names if names := sharing.groups_of(user) with input as _people

_people := {"salesforce": {
	"roles": [{"name": "Top"}, {"name": "Middle", "parent": "Top"}, {"name": "Leaf", "parent": "Middle"}],
	"public_groups": [
		{"name": "Named", "members": [{"kind": "user", "name": "ann@acme.com"}]},
		{"name": "Outer", "members": [{"kind": "group", "name": "Named"}]},
		{"name": "By role", "members": [{"kind": "role", "name": "Leaf"}]},
		{"name": "Below", "members": [
			{"kind": "roleAndSubordinates", "name": "Middle"},
			{"kind": "roleAndSubordinatesInternal", "name": "Leaf"},
		]},
		{"name": "Empty", "members": []},
		{"name": "Namesakes", "members": [
			{"kind": "role", "name": "Named"},
			{"kind": "group", "name": "ann@acme.com"},
			{"kind": "territory", "name": "Leaf"},
			{"kind": "territory", "name": "Top"},
		]},
	],
}}
