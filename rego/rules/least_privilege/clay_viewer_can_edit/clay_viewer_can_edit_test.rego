package rules.least_privilege.clay_viewer_can_edit_test

import data.rules.least_privilege.clay_viewer_can_edit as rule

test_flags_viewer_among_the_collaborators if {
	rule.findings == {{
		"subject": {"kind": "clay.workbook", "id": "wb_1", "name": "Outbound"},
		"message": "Outbound may be edited by vera@acme.com, of role viewer",
	}} with input as _snapshot(["dana@acme.com", "vera@acme.com"])
}

test_flags_viewer_in_a_group_once if {
	_messages == {"Outbound may be edited by vera@acme.com, of role viewer"} with input as _snapshot(["Board"])
	_messages == {"Outbound may be edited by vera@acme.com, of role viewer"} with input as _snapshot(["Board", "vera@acme.com"])
}

test_flags_viewers_however_they_are_written if {
	_messages == {"Outbound may be edited by vera@acme.com, of role viewer"} with input as _snapshot(["board"])
	_messages == {"Outbound may be edited by vera@acme.com, of role viewer"} with input as _snapshot(["Vera@acme.com"])
	_messages == {"Outbound may be edited by max@acme.com and vera@acme.com, of role viewer"} with input as _snapshot(["max@acme.com", "Board"])
}

test_leaves_collaborators_nobody_knows_to_the_rule_on_access_lists if {
	_messages == set() with input as _snapshot(["Ghosts", "eve@else.com"])
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
	"members": [{"email": "dana@acme.com", "role": "editor"}, {"email": "Vera@acme.com", "role": "viewer"}, {"email": "max@acme.com", "role": "viewer"}],
	"groups": [{"name": "Board", "members": ["vera@acme.com"]}, {"name": "Builders", "members": ["dana@acme.com"]}],
}}
