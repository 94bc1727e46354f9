# METADATA
# title: Clay spends on a schedule without approval
# description: |
#   A schedule spends every night whether anybody reads the result or not, and auto-run being off does
#   not stop it. Workbooks whose tables may run on one are named in policy.clay.credits.recurring, by
#   id or name. A table is scheduled when it says so, or when the usage export calls its spend, or
#   that of its workbook, recurring; one of which nothing says either way is a finding unless its
#   workbook is approved.
# related_resources:
#   - description: "Clay: credit usage, recurring spend"
#     ref: https://university.clay.com/docs/credit-usage
# custom:
#   severity: medium
#   needs: [clay.tables, clay.workbooks, clay.usage, policy.clay.credits.recurring]
#   on_partial: judge
#   remediation: |
#     Open the table in Clay and turn off the schedule of its sources and columns, or add its workbook to
#     policy.clay.credits.recurring in leastwise.yaml. Where nothing is known record has_scheduled_runs
#     beside the table in the inventory.
#   controls:
#     soc2: [A1.1, CC6.3]
#     iso27001: [A.8.6]
#     nist800-53: [CM-7, SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_recurring_not_approved

import future.keywords.not

import data.lib.usage

# METADATA
# description: every table outside the approved workbooks that runs on a schedule, or may
findings contains _finding(table, "runs on a schedule, and its workbook is not approved for that") if {
	some table in _unapproved
	true in _said(table)
}

findings contains _finding(table, "has no record of whether it runs on a schedule, and its workbook is not approved for that") if {
	some table in _unapproved
	count(_said(table)) == 0
}

_unapproved contains table if {
	some table in input.clay.tables
	count(_names(table) & _approved) == 0
}

_approved := {name | some name in data.policy.clay.credits.recurring}

# What the table's workbook is called; nothing where it is in none.
_names(table) := {name | some workbook in _workbooks(table); some name in [workbook.id, workbook.name]}

# All that was said of the table's schedule: by itself and by the usage export.
_said(table) := {said | said := table.has_scheduled_runs} | {said |
	some line in array.concat(usage.lines(table, "table"), _workbook_lines(table))
	said := line.recurring
}

_workbook_lines(table) := [line | some workbook in _workbooks(table); some line in usage.lines(workbook, "workbook")]

_workbooks(table) := object.get(_workbooks_by_id, object.get(table, "workbook", ""), [])

_workbooks_by_id := {id: workbooks |
	some id in {workbook.id | some workbook in input.clay.workbooks}
	workbooks := [workbook | some workbook in input.clay.workbooks; workbook.id == id]
}

_finding(table, state) := {
	"subject": {"kind": "clay.table", "id": table.id, "name": table.name},
	"message": $"{table.name} {state}",
}
