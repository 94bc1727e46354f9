package rules.least_privilege.clay_role_exceeds_title_test

import data.rules.least_privilege.clay_role_exceeds_title as rule

test_flags_role_above_the_title if {
	rule.findings == {{
		"subject": {"kind": "clay.member", "id": "dana@acme.com"},
		"message": "dana@acme.com is editor, which seller may not hold",
	}} with input as _snapshot({"role": "editor"}, "Seller")
		with data.policy as _policy
}

test_flags_invited_member if {
	count(_messages) == 1 with input as _snapshot({"role": "editor", "state": "pending"}, "Seller")
		with data.policy as _policy
}

test_flags_title_of_no_role if {
	_messages == {"dana@acme.com is sales_rep, which janitor may not hold"} with input as _snapshot({"role": "sales_rep"}, "Janitor")
		with data.policy as _policy
}

test_flags_every_role_one_step_above if {
	every title, role in {"Seller": "viewer", "Reader": "editor", "Builder": "admin"} {
		count(_messages) == 1 with input as _snapshot({"role": role}, title)
			with data.policy as _policy
	}
}

test_flags_role_nobody_knows if {
	_messages == {"dana@acme.com is unknown, which lead may not hold"} with input as _snapshot({"role": "unknown"}, "Lead")
		with data.policy as _policy
}

test_flags_person_without_a_title if {
	_messages == {"dana@acme.com is viewer, but no title on the roster says what for"} with input as object.union(
		_snapshot({"role": "viewer"}, ""),
		{"roster": {"people": [{"email": "dana@acme.com"}]}},
	)
		with data.policy as _policy
}

test_flags_everybody_when_the_policy_assigns_nothing if {
	count(_messages) == 1 with input as _snapshot({"role": "sales_rep"}, "Lead")
		with data.policy.clay.roles.assign_to as {}
}

test_policy_goes_before_the_inventory if {
	declared := {"clay": {"declared_roles": {"editor": ["Seller"]}}}
	count(_messages) == 1 with input as object.union(_snapshot({"role": "editor"}, "Seller"), declared)
		with data.policy as _policy
}

test_allows_title_of_the_role_in_any_case if {
	every title, role in {" seller": "sales_rep", "READER": "viewer", "Builder ": "editor", "lead": "admin"} {
		_messages == set() with input as _snapshot({"role": role}, title)
			with data.policy as _policy
	}
}

test_allows_role_below_the_title if {
	every role in ["sales_rep", "viewer", "editor", "admin"] {
		_messages == set() with input as _snapshot({"role": role}, "Lead")
			with data.policy as _policy
	}
}

test_allows_title_that_only_the_inventory_assigns if {
	declared := {"clay": {"declared_roles": {"editor": ["Seller"]}}}
	_messages == set() with input as object.union(_snapshot({"role": "editor"}, "Seller"), declared)
		with data.policy.clay.roles.assign_to as {"admin": ["Lead"]}
}

test_leaves_stranger_to_another_rule if {
	_messages == set() with input as _snapshot({"email": "eve@acme.com", "role": "admin"}, "Seller")
		with data.policy as _policy
}

test_allows_snapshot_without_clay if {
	_messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy as _policy
}

_messages contains finding.message if some finding in rule.findings

_policy := {"clay": {"roles": {"assign_to": {"admin": ["Lead"], "editor": ["Builder "], "viewer": ["Reader"], "sales_rep": ["Seller"]}}}}

_snapshot(changes, title) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"members": [object.union({"email": "dana@acme.com", "state": "active"}, changes)]},
	"roster": {"people": [{"email": "dana@acme.com", "title": title}]},
}
