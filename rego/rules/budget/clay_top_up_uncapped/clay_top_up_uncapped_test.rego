package rules.budget.clay_top_up_uncapped_test

import data.rules.budget.clay_top_up_uncapped as rule

test_flags_top_up_without_a_cap if {
	every top_up in [{"enabled": true}, {"enabled": true, "daily_cap_cents": 0}] {
		rule.findings == {{
			"subject": {"kind": "clay.workspace", "id": "acme"},
			"message": "acme buys credits by itself and has no daily cap",
		}} with input.clay.workspace as _workspace({"auto_top_up": top_up})
	}
}

test_flags_top_up_nobody_looked_at if {
	every credits in [{}, {"auto_top_up": {}}, {"auto_top_up": {"daily_cap_cents": 500}}] {
		{finding.message | some finding in rule.findings} == {"acme has no record of whether it buys credits by itself"} with input.clay.workspace as _workspace(credits)
	}
}

test_allows_top_up_with_a_cap if {
	count(rule.findings) == 0 with input.clay.workspace as _workspace({"auto_top_up": {"enabled": true, "daily_cap_cents": 1}})
}

test_allows_workspace_without_top_up if {
	count(rule.findings) == 0 with input.clay.workspace as _workspace({"auto_top_up": {"enabled": false}})
}

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}

_workspace(credits) := {"id": "acme", "credits": credits}
