# METADATA
# title: Clay table is not used any more
# description: |
#   A table that nobody has changed for months still holds people's data, keeps its sources and
#   schedules, and counts towards what somebody has to look after. A table of which nobody recorded
#   when it last changed, or that changed later than the snapshot, may be one: a finding.
# related_resources:
#   - description: "Clay: table management and archiving"
#     ref: https://university.clay.com/docs/table-management-settings
# custom:
#   severity: low
#   needs: [clay.tables]
#   on_partial: judge
#   remediation: |
#     Ask the table's owner, export what is to be kept, and archive or delete the table in Clay; its
#     webhooks stop with it. Record updated_at of those that stay beside them in the inventory.
#   params:
#     days:
#       description: Days a table may stay unchanged
#       default: 90
#   controls:
#     soc2: [CC6.5, C1.2]
#     iso27001: [A.5.9, A.8.10]
#     nist800-53: [CM-8, SI-12]
#     cis-v8: ["3.5"]
#     clay-access-audit: ["4"]
package rules.budget.clay_table_unused

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: every table that nobody has changed for too long, or for nobody knows how long
findings contains _finding(table, $"was last changed {days} days ago, and {_params.days} are allowed") if {
	some table in input.clay.tables
	days := clock.days_since(table.updated_at)
	days > _params.days
}

findings contains _finding(table, $"was last changed on {table.updated_at}, which is still to come") if {
	some table in input.clay.tables
	clock.in_future(table.updated_at)
}

findings contains _finding(table, "has no record of when it was last changed") if {
	some table in input.clay.tables
	not table.updated_at
}

_finding(table, state) := {
	"subject": {"kind": "clay.table", "id": table.id, "name": table.name},
	"message": $"{table.name} {state}",
}

_params := params.of(rego.metadata.chain())
