package rules.least_privilege.clay_admin_not_approved_test

import data.rules.least_privilege.clay_admin_not_approved as rule

test_flags_admin_the_policy_does_not_name if {
	rule.findings == {{
		"subject": {"kind": "clay.member", "id": "eve@acme.com"},
		"message": "eve@acme.com is a Clay admin that the policy does not name",
	}} with input as _snapshot({"email": "eve@acme.com"})
		with data.policy as _policy
}

test_flags_invited_admin if {
	count(_messages) == 1 with input as _snapshot({"email": "eve@acme.com", "state": "pending"})
		with data.policy as _policy
}

test_flags_role_nobody_knows if {
	_messages == {"eve@acme.com may be a Clay admin: its role Owner is not known"} with input as _snapshot({
		"email": "eve@acme.com",
		"role": "unknown",
		"role_raw": "Owner",
	})
		with data.policy as _policy
}

test_flags_role_without_a_word if {
	_messages == {"eve@acme.com may be a Clay admin: its role (unnamed) is not known"} with input as _snapshot({
		"email": "eve@acme.com",
		"role": "unknown",
	})
		with data.policy as _policy
}

test_flags_every_admin_when_the_policy_names_none if {
	count(_messages) == 1 with input as _snapshot({})
		with data.policy as {}
}

test_allows_approved_admin_in_any_case if {
	_messages == set() with input as _snapshot({})
		with data.policy as _policy
}

test_allows_approved_member_of_unknown_role if {
	_messages == set() with input as _snapshot({"role": "unknown", "role_raw": "Owner"})
		with data.policy as _policy
}

test_allows_editor if {
	_messages == set() with input as _snapshot({"email": "eve@acme.com", "role": "editor"})
		with data.policy as _policy
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_policy := {"clay": {"roles": {"admin": ["Dana@acme.com"]}}}

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"members": [object.union({"email": "dana@acme.com", "role": "admin", "state": "active"}, changes)]},
}
