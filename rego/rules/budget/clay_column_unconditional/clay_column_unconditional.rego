# METADATA
# title: Column that spends runs on every row without a condition
# description: |
#   In a table that runs by itself, or on a schedule, an action column without a conditional run spends
#   on every row that comes in, those that have the answer already or will never be used among them.
#   Each action costs, with an own key too. A column of which nobody recorded it is a finding.
# related_resources:
#   - description: "Clay: auto-run and what it spends"
#     ref: https://university.clay.com/docs/auto-run
# custom:
#   severity: low
#   needs: [clay.tables, clay.columns]
#   on_partial: judge
#   remediation: |
#     Open the column in Clay, choose Run settings and write a condition under Only run if: that the row
#     fits, and that the answer is not there yet. Record conditional beside the column in the inventory.
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [CM-7, SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_column_unconditional

import future.keywords.not

# METADATA
# description: every column of a running table that spends without a condition, or may
findings contains _finding(table, column, "runs on every row, without a condition") if {
	some table in _running
	some column in table.columns
	_spends(column)
	column.conditional == false
}

findings contains _finding(table, column, "has no record of whether it runs on a condition") if {
	some table in _running
	some column in table.columns
	_spends(column)
	not is_boolean(column.conditional)
}

_running contains table if {
	some table in input.clay.tables
	table.auto_run == true
}

_running contains table if {
	some table in input.clay.tables
	table.has_scheduled_runs == true
}

# Of a column of no kind, an action says that it is one.
_spends(column) if column.kind == "action"

_spends(column) if {
	not column.kind
	column.action
}

_finding(table, column, state) := {
	"subject": {"kind": "clay.column", "id": $"{table.id}/{column.id}", "name": column.name},
	"message": $"{column.name} in {table.name} {state}",
}
