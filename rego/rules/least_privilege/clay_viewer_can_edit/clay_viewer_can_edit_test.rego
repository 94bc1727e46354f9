package rules.least_privilege.clay_viewer_can_edit_test

import data.rules.least_privilege.clay_viewer_can_edit as rule

test_flags_viewer_among_the_collaborators if {
	rule.findings == {{
		"subject": {"kind": "clay.workbook", "id": "wb_1", "name": "Outbound"},
		"message": "Outbound may be edited by vera@acme.com, a viewer",
	}} with input as _snapshot(["dana@acme.com", "vera@acme.com"])
}

test_flags_viewer_in_a_group_once if {
	_messages == {"Outbound may be edited by vera@acme.com, a viewer"} with input as _snapshot(["Board"])
	_messages == {"Outbound may be edited by vera@acme.com, a viewer"} with input as _snapshot(["Board", "vera@acme.com"])
}

test_flags_collaborator_nobody_knows if {
	_messages == {"Outbound may be edited by Ghosts, whom the workspace does not list and vera@acme.com, a viewer"} with input as _snapshot([
		"Ghosts",
		"vera@acme.com",
	])
}

test_allows_editors_and_their_groups if _messages == set() with input as _snapshot(["dana@acme.com", "Builders"])

test_allows_workbook_without_collaborators if {
	_messages == set() with input as _snapshot([])
	_messages == set() with input as _snapshot(null)
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(collaborators) := {"clay": {
	"workbooks": [{"id": "wb_1", "name": "Outbound", "collaborators": collaborators}],
	"members": [{"email": "dana@acme.com", "role": "editor"}, {"email": "vera@acme.com", "role": "viewer"}],
	"groups": [{"name": "Board", "members": ["vera@acme.com"]}, {"name": "Builders", "members": ["dana@acme.com"]}],
}}
