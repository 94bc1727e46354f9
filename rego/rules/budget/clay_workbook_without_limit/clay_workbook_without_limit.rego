# METADATA
# title: Clay workbook has no limit on what it spends
# description: |
#   A workbook without a credit limit, and without a budget that has one, may spend all that the
#   workspace has. The default limit of the workspace holds for workbooks made after it was set, so it
#   counts only where it was written to the workbook.
# related_resources:
#   - description: "Clay: credit limits on workbooks"
#     ref: https://university.clay.com/docs/credit-spend-limits-faq
#   - description: "Clay: credit budgets"
#     ref: https://university.clay.com/docs/credit-budgets
# custom:
#   severity: medium
#   needs: [clay.workbooks, clay.budgets]
#   remediation: |
#     In Clay open Settings > Usage > Workbook limits and set a limit for the workbook, or assign it to a
#     credit budget that has one (Enterprise). Record credit_limit or budget beside the workbook.
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_workbook_without_limit

import future.keywords.not

# METADATA
# description: every workbook that nothing stops from spending
findings contains _finding(workbook, $"{workbook.name} has neither a credit limit nor a budget") if {
	some workbook in input.clay.workbooks
	not is_number(workbook.credit_limit)
	not workbook.budget
}

findings contains _finding(workbook, $"{workbook.name} has a budget without a limit: {workbook.budget}") if {
	some workbook in input.clay.workbooks
	not is_number(workbook.credit_limit)
	workbook.budget
	not _is_limited(workbook.budget)
}

_is_limited(name) if {
	some budget in input.clay.budgets
	budget.name == name
	is_number(budget.limit)
}

_finding(workbook, message) := {
	"subject": {"kind": "clay.workbook", "id": workbook.id, "name": workbook.name},
	"message": message,
}
