package rules.least_privilege.clay_access_list_stranger_test

import data.rules.least_privilege.clay_access_list_stranger as rule

test_flags_leaver_and_unknown_group_on_a_connection if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "x_1", "name": "Thing"},
		"message": "the access list of Thing names what is no member or group of the workspace, Everybody and dana@acme.com",
	}} with input as _snapshot("connections", {"access_list": ["dana@acme.com", "RevOps", "Everybody"]})
}

test_flags_stranger_on_a_workbook_and_on_a_budget if {
	rule.findings == {{
		"subject": {"kind": "clay.workbook", "id": "x_1", "name": "Thing"},
		"message": "the access list of Thing names what is no member or group of the workspace, dana@acme.com",
	}} with input as _snapshot("workbooks", {"collaborators": ["dana@acme.com"]})
	rule.findings == {{
		"subject": {"kind": "clay.budget", "id": "Thing"},
		"message": "the access list of Thing names what is no member or group of the workspace, dana@acme.com",
	}} with input as _snapshot("budgets", {"principals": ["dana@acme.com"]})
}

test_allows_members_invitees_and_groups if {
	every list, field in {"connections": "access_list", "workbooks": "collaborators", "budgets": "principals"} {
		every names in [[], ["ann@acme.com", "ben@acme.com", "RevOps"]] {
			rule.findings == set() with input as _snapshot(list, {field: names})
		}
		rule.findings == set() with input as _snapshot(list, {})
	}
}

test_allows_snapshot_without_clay if rule.findings == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_snapshot(list, thing) := {"clay": {
	"members": [{"email": "ann@acme.com", "state": "active"}, {"email": "ben@acme.com", "state": "pending"}],
	"groups": [{"name": "RevOps", "members": []}],
	list: [object.union({"id": "x_1", "name": "Thing"}, thing)],
}}
