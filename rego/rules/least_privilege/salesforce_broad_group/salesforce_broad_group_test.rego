package rules.least_privilege.salesforce_broad_group_test

import data.rules.least_privilege.salesforce_broad_group as rule

test_flags_group_that_is_not_of_the_scope if {
	rule.findings == {{
		"subject": {"kind": "salesforce.public_group", "id": "Bots"},
		"message": "Bots holds clay@acme.com, so what is shared with it reaches an integration",
	}} with input as _snapshot([{"kind": "user", "name": "clay@acme.com"}])
}

test_flags_stray_among_people_once if {
	_messages == {"Bots holds clay@acme.com, so what is shared with it reaches an integration"} with input as _snapshot([
		{"kind": "user", "name": "clay@acme.com"},
		{"kind": "user", "name": "ann@acme.com"},
	])
}

test_flags_group_reached_by_the_role if {
	count(_messages) == 1 with input as _snapshot([{"kind": "role", "name": "Clay"}])
		with data.policy.salesforce as {"clay@acme.com": {"record_scope": {"group": "Other"}}}
}

test_flags_people_in_the_group_of_the_scope if {
	_messages == {"Bots is the group of an integration's record scope and holds role Sales and user ann@acme.com too"} with input as _snapshot([
		{"kind": "user", "name": "ann@acme.com"},
		{"kind": "user", "name": "clay@acme.com"},
		{"kind": "role", "name": "Sales"},
	])
		with data.policy.salesforce as _policy
}

test_flags_group_of_everybody_once if {
	_messages == {"Bots is the group of an integration's record scope and holds organization too"} with input as _snapshot([{"kind": "organization"}])
		with data.policy.salesforce as _policy
}

test_flags_only_those_in_the_same_group if {
	_messages == {"Bots is the group of an integration's record scope and holds user ann@acme.com too"} with input as {"salesforce": {
		"integration_users": ["clay@acme.com"],
		"users": [{"username": "clay@acme.com"}],
		"public_groups": [
			{"name": "Bots", "members": [{"kind": "user", "name": "ann@acme.com"}, {"kind": "user", "name": "clay@acme.com"}]},
			{"name": "Sales", "members": [{"kind": "user", "name": "bob@acme.com"}]},
		],
	}}
		with data.policy.salesforce as _policy
}

test_allows_role_that_only_integrations_have if {
	every kind in ["role", "roleAndSubordinates", "roleAndSubordinatesInternal"] {
		_messages == set() with input as _snapshot_of([{"kind": kind, "name": "Clay"}], [
			{"username": "clay@acme.com", "role": "Clay"},
			{"username": "ann@acme.com", "role": "Sales"},
			{"username": "gone@acme.com", "role": "Clay", "active": false},
			{"username": "lost@acme.com", "unrecorded": ["role"], "active": false},
		])
			with data.policy.salesforce as _policy
	}
}

test_flags_role_that_people_have_or_may if {
	every person in [{"role": "Clay", "active": true}, {"unrecorded": ["role"]}] {
		_messages == {"Bots is the group of an integration's record scope and holds role Clay too"} with input as _snapshot_of([{"kind": "role", "name": "Clay"}], [
			{"username": "clay@acme.com", "role": "Clay"},
			object.union({"username": "ann@acme.com"}, person),
		])
			with data.policy.salesforce as _policy
	}
}

test_flags_role_that_nobody_has_yet if {
	_messages == {"Bots is the group of an integration's record scope and holds role Sales too"} with input as _snapshot_of(
		[{"kind": "user", "name": "clay@acme.com"}, {"kind": "role", "name": "Sales"}],
		[{"username": "clay@acme.com", "role": "Clay"}],
	)
		with data.policy.salesforce as _policy
}

test_flags_group_within_though_the_role_of_the_integration_is_not_known if {
	_messages == {"Bots is the group of an integration's record scope and holds group Other too"} with input as _snapshot_of(
		[{"kind": "user", "name": "clay@acme.com"}, {"kind": "group", "name": "Other"}],
		[{"username": "clay@acme.com", "unrecorded": ["role"]}],
	)
		with data.policy.salesforce as _policy
}

test_allows_the_group_of_the_scope_in_other_letters if {
	_messages == set() with input as _snapshot([{"kind": "user", "name": "clay@acme.com"}])
		with data.policy.salesforce as {"clay@acme.com": {"record_scope": {"group": "BOTS"}}}
}

test_allows_the_group_of_the_scope if {
	_messages == set() with input as _snapshot([{"kind": "user", "name": "clay@acme.com"}])
		with data.policy.salesforce as _policy
}

test_allows_groups_of_people if {
	_messages == set() with input as _snapshot([{"kind": "user", "name": "ann@acme.com"}])
	_messages == set() with input as _snapshot([])
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"record_scope": {"object": "Account", "sharing_rule": "Clay", "group": "Bots"}}}

_snapshot(members) := _snapshot_of(members, [{"username": "clay@acme.com", "role": "Clay"}, {"username": "ann@acme.com", "role": "Sales"}])

_snapshot_of(members, users) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"users": users,
	"roles": [{"name": "Clay"}, {"name": "Sales"}],
	"public_groups": [{"name": "Bots", "members": members}],
}}

_messages contains finding.message if some finding in rule.findings
