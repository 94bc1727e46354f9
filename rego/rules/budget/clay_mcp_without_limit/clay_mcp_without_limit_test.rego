package rules.budget.clay_mcp_without_limit_test

import data.rules.budget.clay_mcp_without_limit as rule

test_flags_server_and_user_without_a_limit if {
	every mcp in [{}, {"enabled": true}] {
		rule.findings == {
			{
				"subject": {"kind": "clay.mcp", "id": "mcp"},
				"message": "Clay's MCP server has no default credit limit, so a new user has none",
			},
			{
				"subject": {"kind": "clay.member", "id": "dana@acme.com"},
				"message": "dana@acme.com uses Clay over MCP without a credit limit",
			},
		} with input as _snapshot(mcp, {"mcp_user": true})
	}
}

test_user_with_a_limit_does_not_make_up_for_the_default if {
	count(rule.findings) == 1 with input as _snapshot({"enabled": true}, {"mcp_user": true, "mcp_credit_limit": 0})
}

test_member_who_does_not_use_it_is_no_finding if {
	every member in [{}, {"mcp_user": false}] {
		count(rule.findings) == 1 with input as _snapshot({"enabled": true}, member)
	}
}

test_allows_default_limit if {
	count(rule.findings) == 0 with input as _snapshot({"enabled": true, "default_credit_limit": 0}, {"mcp_user": true})
}

test_allows_server_that_is_off if count(rule.findings) == 0 with input as _snapshot({"enabled": false}, {"mcp_user": true})

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}

_snapshot(mcp, member) := {"clay": {
	"mcp": mcp,
	"members": [object.union({"email": "dana@acme.com", "role": "sales_rep", "state": "active"}, member)],
}}
