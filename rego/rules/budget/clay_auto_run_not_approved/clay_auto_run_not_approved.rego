# METADATA
# title: Clay table runs by itself without approval
# description: |
#   Auto-run is on in every new table, goes along when one is duplicated, and spends credits on each
#   row that comes in. A table may run by itself when its budget says so: auto_run beside it in the
#   inventory, or under policy.clay.tables. A table of which nobody recorded whether it runs by
#   itself is a finding unless it may.
# related_resources:
#   - description: "Clay: auto-run and what it spends"
#     ref: https://university.clay.com/docs/auto-run
# custom:
#   severity: medium
#   needs: [clay.tables]
#   on_partial: judge
#   remediation: |
#     Open the table in Clay and turn Auto-run off in its settings; scheduled and hidden columns are
#     turned off by themselves. If it is to run, add a conditional run to its paid columns and declare
#     auto_run in its budget.
#   controls:
#     soc2: [A1.1, CC6.3]
#     iso27001: [A.8.6]
#     nist800-53: [CM-7, SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_auto_run_not_approved

import future.keywords.not

import data.lib.clay

# METADATA
# description: every table that runs by itself, or may, and should not
findings contains _finding(table, "runs by itself, and its budget does not approve that") if {
	some table in input.clay.tables
	table.auto_run == true
	not _may_run(table)
}

findings contains _finding(table, "has no record of whether it runs by itself, and its budget does not approve that") if {
	some table in input.clay.tables
	not is_boolean(table.auto_run)
	not _may_run(table)
}

_may_run(table) if clay.budget(table).auto_run == true

_finding(table, state) := {
	"subject": {"kind": "clay.table", "id": table.id, "name": table.name},
	"message": $"{table.name} {state}",
}
