package rules.least_privilege.clay_admin_count_test

import data.rules.least_privilege.clay_admin_count as rule

test_flags_single_admin if {
	rule.findings == {{
		"subject": {"kind": "clay.workspace", "id": "acme"},
		"message": "only 1 of at least 2 admins is there to administer the workspace",
	}} with input as _snapshot(["active"])
}

test_flags_workspace_without_an_admin if {
	_messages == {"only 0 of at least 2 admins is there to administer the workspace"} with input as _snapshot([])
}

test_invited_admins_do_not_make_up_for_missing_ones if {
	_messages == {"only 1 of at least 2 admins is there to administer the workspace"} with input as _snapshot([
		"active", "pending",
		"pending", "pending",
	])
}

test_flags_one_admin_too_many_and_counts_the_invited if {
	_messages == {"4 members are admins, and 3 are allowed: 0@acme.com, 1@acme.com, 2@acme.com and 3@acme.com"} with input as _snapshot([
		"active", "active",
		"active", "pending",
	])
}

test_flags_too_many_admins_of_whom_just_enough_are_there if {
	count(_messages) == 1 with input as _snapshot(["active", "active", "pending", "pending"])
}

test_flags_what_the_config_no_longer_allows if {
	count(_messages) == 1 with input as _snapshot(["active", "active", "active"])
		with data.settings as {"least_privilege/clay_admin_count": {"max": 2}}
	count(_messages) == 1 with input as _snapshot(["active", "active"])
		with data.settings as {"least_privilege/clay_admin_count": {"min": 3}}
}

test_allows_two_and_three_admins if {
	_messages == set() with input as _snapshot(["active", "active"])
	_messages == set() with input as _snapshot(["active", "active", "pending"])
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(states) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {
		"workspace": {"id": "acme"},
		"members": array.concat(
			[{"email": "eve@acme.com", "role": "editor", "state": "active"}],
			[{"email": $"{i}@acme.com", "role": "admin", "state": state} | some i, state in states],
		),
	},
}
