# METADATA
# title: Clay credit budget belongs to somebody who left
# description: |
#   Nobody answers for what is spent from the budget or for raising it. A budget without
#   an owner is a finding too.
# related_resources:
#   - description: "Clay: credit budgets"
#     ref: https://university.clay.com/docs/credit-budgets
# custom:
#   severity: medium
#   needs: [clay.budgets, roster.people]
#   remediation: |
#     Agree on an employed owner and write them beside the budget in the inventory. Clay knows no
#     owner of a budget: it tells the admins at 75, 90 and 100 per cent.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.16, A.5.18, A.6.5]
#     nist800-53: [AC-2, AC-2(3), PS-4]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1", "5"]
package rules.former_employee.clay_budget_owner_left

import future.keywords.not

import data.lib.roster

# METADATA
# description: every budget of somebody whom nobody here employs, or of nobody
findings contains _finding(budget, $"belongs to {owner}, who {why}") if {
	some budget in input.clay.budgets
	owner := budget.owner
	why := roster.absence(owner)
}

findings contains _finding(budget, "names nobody who owns it, so the staff roster cannot be asked") if {
	some budget in input.clay.budgets
	not budget.owner
}

_finding(budget, text) := {
	"subject": {"kind": "clay.budget", "id": budget.name},
	"message": $"{budget.name} {text}",
}
