# METADATA
# title: Clay MCP users have no credit limit
# description: |
#   A user of Clay's MCP server spends credits from a chat window, with no table to see it in. A limit
#   a month is the default of the workspace or the user's own; without either Clay says No limit. The
#   server counts as on until somebody records that it is off.
# related_resources:
#   - description: "Clay: MCP settings and credit limits"
#     ref: https://university.clay.com/docs/mcp-settings
# custom:
#   severity: medium
#   needs: [clay.mcp, clay.members]
#   remediation: |
#     In Clay open Settings > MCP and set a default credit limit, or a limit for each user. Record
#     default_credit_limit under mcp in the inventory, or mcp_credit_limit beside the member.
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_mcp_without_limit

import future.keywords.not

# METADATA
# description: the server without a default limit, and every user of it without a limit of their own
findings contains finding if {
	_is_unlimited

	finding := {
		"subject": {"kind": "clay.mcp", "id": "mcp"},
		"message": "Clay's MCP server has no default credit limit, so a new user has none",
	}
}

findings contains finding if {
	_is_unlimited
	some member in input.clay.members
	member.mcp_user == true
	not is_number(member.mcp_credit_limit)

	finding := {
		"subject": {"kind": "clay.member", "id": member.email},
		"message": $"{member.email} uses Clay over MCP without a credit limit",
	}
}

_is_unlimited if {
	input.clay.mcp
	not input.clay.mcp.enabled == false
	not is_number(input.clay.mcp.default_credit_limit)
}
