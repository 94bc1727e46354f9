package rules.least_privilege.clay_workbook_open_test

import data.rules.least_privilege.clay_workbook_open as rule

test_flags_workbook_open_to_everyone if {
	rule.findings == {{
		"subject": {"kind": "clay.workbook", "id": "wb_1", "name": "Outbound"},
		"message": "Outbound may be edited by anyone in the workspace",
	}} with input.clay.workbooks as [{"id": "wb_1", "name": "Outbound", "edit_access": "anyone"}]
}

test_flags_workbook_nobody_looked_at if {
	every workbook in [{}, {"edit_access": "others"}] {
		{finding.message | some finding in rule.findings} == {"Outbound has no record of who may edit it"} with input.clay.workbooks as [object.union(
			{"id": "wb_1", "name": "Outbound"},
			workbook,
		)]
	}
}

test_allows_restricted_workbook if {
	count(rule.findings) == 0 with input.clay.workbooks as [{"id": "wb_1", "name": "Outbound", "edit_access": "restricted"}]
}

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
