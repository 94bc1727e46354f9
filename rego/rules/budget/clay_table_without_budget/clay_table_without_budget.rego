# METADATA
# title: Clay table has no declared budget
# description: |
#   Clay knows no limit of rows or credits for a table below the ceiling of the plan, so what a
#   table may grow to and spend has to be declared: a row limit and an estimate of monthly credits
#   beside it in the inventory or under policy.clay.tables, by id or name, and somebody who
#   answers for it. The table's own owner will do.
# related_resources:
#   - description: "Clay: rows a table may hold on each plan"
#     ref: https://university.clay.com/docs/plans-and-billing
#   - description: "Clay: credit budgets"
#     ref: https://university.clay.com/docs/credit-budgets
# custom:
#   severity: medium
#   needs: [clay.tables]
#   on_partial: judge
#   remediation: |
#     Ask the table's owner what it is for and declare max_rows, monthly_credits and owner beside the
#     table in the inventory, or under policy.clay.tables in leastwise.yaml. Archive a table that
#     nobody answers for.
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.5.9, A.8.6]
#     nist800-53: [CM-8, SC-5]
#     clay-access-audit: ["5", "8"]
package rules.budget.clay_table_without_budget

import future.keywords.not

import data.lib.clay
import data.lib.text

# METADATA
# description: every table that lacks a part of its budget
findings contains finding if {
	some table in input.clay.tables
	missing := text.series([words |
		some key, words in _parts
		not _declares(table, key)
	])

	finding := {
		"subject": {"kind": "clay.table", "id": table.id, "name": table.name},
		"message": $"{table.name} lacks {missing} in its budget",
	}
}

_parts := {
	"max_rows": "a row limit",
	"monthly_credits": "monthly credits",
	"owner": "an owner",
}

_declares(table, key) if not is_null(object.get(clay.budget(table), key, null))

_declares(table, "owner") if table.owner
