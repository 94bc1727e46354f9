package rules.least_privilege.clay_connections_unapproved_test

import data.rules.least_privilege.clay_connections_unapproved as rule

test_flags_workspace_without_approval if {
	rule.findings == {{
		"subject": {"kind": "clay.workspace", "id": "acme"},
		"message": "acme does not require approval to add connections",
	}} with input.clay.workspace as {"id": "acme", "require_connection_approval": false}
}

test_flags_workspace_nobody_looked_at if {
	{finding.message | some finding in rule.findings} == {"acme has no record that adding connections needs approval"} with input.clay.workspace as {"id": "acme"}
}

test_allows_workspace_with_approval if {
	count(rule.findings) == 0 with input.clay.workspace as {"id": "acme", "require_connection_approval": true}
}

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
