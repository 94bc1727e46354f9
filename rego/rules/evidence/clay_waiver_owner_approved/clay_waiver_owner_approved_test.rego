package rules.evidence.clay_waiver_owner_approved_test

import data.rules.evidence.clay_waiver_owner_approved as rule

test_flags_waiver_of_the_owner_of_a_table if {
	rule.findings == {{
		"subject": {"kind": "policy.waiver", "id": "budget/x:t_1"},
		"message": "the waiver of budget/x:t_1 is approved by Tom@acme.com, who owns what it is about",
	}} with input as _snapshot
		with data.waivers as [_waiver("t_1", "Tom@acme.com")]
}

test_flags_waiver_of_the_owner_of_anything if {
	every subject, owner in {
		"t_1/c_1": "tom@acme.com ",
		"s_1": "tom@acme.com",
		"wb_1": "wanda@acme.com",
		"ak_1": "kim@acme.com",
		"aa_1": "carl@acme.com",
		"GTM": "bea@acme.com",
		"t_*": "tom@acme.com",
	} {
		count(rule.findings) == 1 with input as _snapshot
			with data.waivers as [_waiver(subject, owner)]
	}
}

test_flags_owner_of_a_budget_of_a_table if {
	count(rule.findings) == 1 with input as _snapshot
		with data.waivers as [_waiver("t_1", "dora@acme.com")]
	count(rule.findings) == 1 with input as _snapshot
		with data.waivers as [_waiver("t_1", "paul@acme.com")]
		with data.policy.clay.tables as {"t_1": {"owner": "Paul@acme.com"}}
}

test_flags_owner_among_two_approvers if {
	{finding.message | some finding in rule.findings} == {"the waiver of budget/x:t_1 is approved by tom@acme.com, who owns what it is about"} with input as _snapshot
		with data.waivers as [_waiver("t_1", "maya@acme.com"), _waiver("t_1", "tom@acme.com")]
}

test_allows_waiver_that_somebody_else_approved if {
	every subject, approver in {"t_1": "maya@acme.com", "t_2": "tom@acme.com", "s_2": "tom@acme.com", "wb_1": "tom@acme.com"} {
		count(rule.findings) == 0 with input as _snapshot
			with data.waivers as [_waiver(subject, approver)]
	}
}

test_allows_waiver_that_is_over if {
	count(rule.findings) == 0 with input as object.union(_snapshot, {"taken_at": "2028-05-01T00:00:00Z"})
		with data.waivers as [_waiver("t_1", "tom@acme.com")]
}

test_allows_no_waivers if {
	count(rule.findings) == 0 with input as _snapshot
	count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
}

_waiver(subject, approver) := {"rule": "budget/x", "subject": subject, "approved_by": approver, "expires": "2026-10-01T00:00:00Z"}

_snapshot := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {
		"tables": [
			{"id": "t_1", "name": "Leads", "owner": "tom@acme.com", "declared": {"owner": "dora@acme.com"}, "columns": [{"id": "c_1", "name": "Fetch"}]},
			{"id": "t_2", "name": "Orphan"},
		],
		"webhooks": [{"id": "s_1", "name": "Form", "table": "t_1"}, {"id": "s_2", "name": "Other", "table": "t_2"}],
		"workbooks": [{"id": "wb_1", "name": "Outbound", "owner": "wanda@acme.com"}],
		"api_keys": [{"id": "ak_1", "name": "Sync", "owner": "kim@acme.com"}],
		"connections": [{"id": "aa_1", "name": "CRM", "added_by": "carl@acme.com"}],
		"budgets": [{"name": "GTM", "owner": "bea@acme.com"}],
	},
}
