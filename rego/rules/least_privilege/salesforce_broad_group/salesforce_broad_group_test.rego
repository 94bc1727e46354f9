package rules.least_privilege.salesforce_broad_group_test

import data.rules.least_privilege.salesforce_broad_group as rule

test_flags_group_that_is_not_of_the_scope if {
	rule.findings == {{
		"subject": {"kind": "salesforce.public_group", "id": "Bots"},
		"message": "Bots holds clay@acme.com, so what is shared with it reaches an integration",
	}} with input as _snapshot([{"kind": "user", "name": "clay@acme.com"}])
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

_snapshot(members) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"users": [{"username": "clay@acme.com", "role": "Clay"}, {"username": "ann@acme.com", "role": "Sales"}],
	"roles": [{"name": "Clay"}, {"name": "Sales"}],
	"public_groups": [{"name": "Bots", "members": members}],
}}

_messages contains finding.message if some finding in rule.findings
