package rules.least_privilege.clay_workbook_shared_publicly_test

import data.rules.least_privilege.clay_workbook_shared_publicly as rule

test_flags_shared_workbook if {
	rule.findings == {{
		"subject": {"kind": "clay.workbook", "id": "wb_1", "name": "Outbound"},
		"message": "Outbound is shared as a template, by a link that works for anyone",
	}} with input.clay.workbooks as [{"id": "wb_1", "name": "Outbound", "share_as_template": true}]
}

test_flags_workbook_nobody_looked_at if {
	{finding.message | some finding in rule.findings} == {"Outbound has no record of whether it is shared as a template"} with input.clay.workbooks as [{
		"id": "wb_1",
		"name": "Outbound",
	}]
}

test_allows_workbook_that_is_not_shared if {
	count(rule.findings) == 0 with input.clay.workbooks as [{"id": "wb_1", "name": "Outbound", "share_as_template": false}]
}

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
