# METADATA
# title: Clay credits are those of a period that is over
# description: |
#   Balance and allotment hold for the current period of the plan. Where the period that stands beside
#   them is over, what the other rules say of credits is about a period that is gone: the balance was
#   filled up or carried over since, and the allotment may be another. A period that nobody recorded
#   is as old as the look at the workspace.
# related_resources:
#   - description: "Clay: plans, billing and what carries over"
#     ref: https://university.clay.com/docs/plans-and-billing
# custom:
#   severity: medium
#   needs: [clay.workspace]
#   remediation: |
#     Under Settings > Billing read the balances, the allotments and the end of the current period, and
#     record them under credits of the workspace in the inventory.
#   controls:
#     soc2: [A1.1, CC4.1]
#     iso27001: [A.8.6]
#     nist800-53: [AU-6, CA-7]
#     clay-access-audit: ["5"]
package rules.evidence.clay_credit_period_over

import data.lib.clock

# METADATA
# description: the workspace, where the period of its credits is over
findings contains finding if {
	clock.day_over(input.clay.workspace.credits.period_end)
	day := substring(input.clay.workspace.credits.period_end, 0, 10)

	finding := {
		"subject": {"kind": "clay.workspace", "id": input.clay.workspace.id},
		"message": $"the credits of {input.clay.workspace.id} are those of a period that ended on {day}",
	}
}
