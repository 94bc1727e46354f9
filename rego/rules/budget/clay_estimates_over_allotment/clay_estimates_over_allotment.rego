# METADATA
# title: Clay estimates together exceed the allotment
# description: |
#   Budgets that each look right can promise more than the plan gives. The monthly estimates of all
#   tables together are held to policy.clay.credits.monthly, or to the data credits of the plan
#   where the policy declares none. Where neither is known nothing can be compared: a finding.
# related_resources:
#   - description: "Clay: plans and their credits"
#     ref: https://university.clay.com/docs/plans-and-billing
# custom:
#   severity: medium
#   needs: [clay.tables, clay.workspace]
#   remediation: |
#     Lower monthly_credits of tables under policy.clay.tables or in the inventory and set workbook
#     limits under Settings > Usage to match, or buy a larger plan and raise policy.clay.credits.monthly.
#     Where the plan's credits are not known record data_allotment under credits of the workspace.
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_estimates_over_allotment

import future.keywords.not

import data.lib.clay
import data.lib.text

# METADATA
# description: the workspace, when its tables may spend more than it has
findings contains _finding($"{tables} tables are estimated at {estimated} credits a month, over the {allotted} there are") if {
	total := sum(_estimates)
	total > _allotment
	tables := count(_estimates)
	estimated := text.amount(total)
	allotted := text.amount(_allotment)
}

findings contains _finding("the estimates of its tables have no allotment of credits to be held to") if {
	not is_number(_allotment)
}

_estimates := [estimate |
	some table in input.clay.tables
	estimate := clay.budget(table).monthly_credits
]

_allotment := data.policy.clay.credits.monthly

_allotment := input.clay.workspace.credits.data_allotment if not is_number(data.policy.clay.credits.monthly)

_finding(message) := {
	"subject": {"kind": "clay.workspace", "id": input.clay.workspace.id},
	"message": message,
}
