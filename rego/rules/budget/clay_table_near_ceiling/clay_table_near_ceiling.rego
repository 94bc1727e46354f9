# METADATA
# title: Clay table is near the ceiling of the plan
# description: |
#   A table takes 50,000 rows on most plans, 200 on Free, and then no more: sources stop and webhooks
#   drop what comes in. The ceiling is row_ceiling of the workspace; where that is not recorded the
#   parameter of its plan stands for it. A table whose rows nobody counted is a finding.
# related_resources:
#   - description: "Clay: rows a table may hold on each plan"
#     ref: https://university.clay.com/docs/plans-and-billing
# custom:
#   severity: medium
#   needs: [clay.tables, clay.workspace]
#   on_partial: judge
#   remediation: |
#     Delete rows that are done, move them to a second table, or turn on auto-delete for a table that
#     only passes records on. Set a table alert on the row count (Enterprise). Where no count is
#     known, read it off the table and record row_count in the inventory.
#   params:
#     share:
#       description: Share of the ceiling from which a table is near it
#       default: 0.8
#     ceiling:
#       description: Rows a table may hold where the workspace records no row_ceiling
#       default: 50000
#     free_ceiling:
#       description: Rows a table may hold on the plan free, where the workspace records no row_ceiling
#       default: 200
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["8"]
package rules.budget.clay_table_near_ceiling

import future.keywords.not

import data.lib.params

# METADATA
# description: every table that is nearly full, or may be
findings contains _finding(table, $"{table.name} holds {table.row_count} of the {_ceiling} rows a table may hold") if {
	some table in input.clay.tables
	table.row_count >= _ceiling * _params.share
}

findings contains _finding(table, $"{table.name} has no row count to compare with the ceiling of {_ceiling}") if {
	some table in input.clay.tables
	not is_number(table.row_count)
}

_ceiling := input.clay.workspace.row_ceiling

_ceiling := _params.ceiling if {
	not input.clay.workspace.row_ceiling
	not input.clay.workspace.plan == "free"
}

_ceiling := _params.free_ceiling if {
	not input.clay.workspace.row_ceiling
	input.clay.workspace.plan == "free"
}

_finding(table, message) := {
	"subject": {"kind": "clay.table", "id": table.id, "name": table.name},
	"message": message,
}

_params := params.of(rego.metadata.chain())
