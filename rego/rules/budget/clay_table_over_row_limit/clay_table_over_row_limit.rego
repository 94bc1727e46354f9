# METADATA
# title: Clay table is over its row limit
# description: |
#   A table holds more rows than its budget allows: each new row runs every column that spends. A
#   table with a limit whose rows nobody counted is a finding as well; one without a limit is the
#   matter of clay_table_without_budget.
# related_resources:
#   - description: "Clay: rows a table may hold on each plan"
#     ref: https://university.clay.com/docs/plans-and-billing
# custom:
#   severity: medium
#   needs: [clay.tables]
#   on_partial: judge
#   remediation: |
#     Delete or archive rows that are done, narrow the table's source, or raise max_rows where the
#     limit is declared after asking the table's owner. Where no row count is known, read it off the
#     table in Clay and record row_count in the inventory.
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["8"]
package rules.budget.clay_table_over_row_limit

import future.keywords.not

import data.lib.clay

# METADATA
# description: every table that exceeds its row limit, or cannot be compared with it
findings contains _finding(table, $"{table.name} holds {table.row_count} rows, and its budget allows {limit}") if {
	some table in input.clay.tables
	limit := clay.budget(table).max_rows
	table.row_count > limit
}

findings contains _finding(table, $"{table.name} has no row count to compare with its limit of {limit}") if {
	some table in input.clay.tables
	limit := clay.budget(table).max_rows
	not _is_counted(table)
}

_is_counted(table) if is_number(table.row_count)

_finding(table, message) := {
	"subject": {"kind": "clay.table", "id": table.id, "name": table.name},
	"message": message,
}
