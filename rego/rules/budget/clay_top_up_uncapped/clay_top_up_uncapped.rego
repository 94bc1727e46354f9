# METADATA
# title: Clay buys credits by itself without a cap
# description: |
#   Auto top-up buys credits whenever the balance falls below its threshold. Without a daily cap one
#   table that runs away is paid for without end. What nobody recorded counts as on, and as uncapped.
# related_resources:
#   - description: "Clay: credit usage and top-up"
#     ref: https://university.clay.com/docs/credit-usage
# custom:
#   severity: high
#   needs: [clay.workspace]
#   remediation: |
#     In Clay open Settings > Billing > Auto top-up and set a daily spend cap, or turn it off (the clay
#     CLI shows it with "clay credits top-up auto get"). Record auto_top_up under credits of the
#     workspace: enabled and daily_cap_cents.
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_top_up_uncapped

import future.keywords.not

# METADATA
# description: the workspace, unless its top-up is known to be off or capped
findings contains _finding("buys credits by itself and has no daily cap") if {
	_top_up.enabled == true
	not _top_up.daily_cap_cents > 0
}

findings contains _finding("has no record of whether it buys credits by itself") if {
	not is_boolean(_top_up.enabled)
}

_top_up := input.clay.workspace.credits.auto_top_up

_finding(state) := {
	"subject": {"kind": "clay.workspace", "id": input.clay.workspace.id},
	"message": $"{input.clay.workspace.id} {state}",
}
