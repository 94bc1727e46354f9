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
