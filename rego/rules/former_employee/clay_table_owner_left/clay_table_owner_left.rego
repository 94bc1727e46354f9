# METADATA
# title: Clay table belongs to somebody who left
# description: |
#   Nobody answers for what the table does, spends and holds, and what runs by itself goes on.
#   Owner is whom Clay names and whom the budget of the table declares, in the inventory or under
#   policy.clay.tables: each of them must be employed. A table that names neither is a finding too.
# related_resources:
#   - description: "Clay: managing team members, and what removing one does"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: medium
#   needs: [clay.tables, roster.people]
#   remediation: |
#     Name an employed owner beside the table in the inventory and in its budget, and have them look at
#     what it runs. Turn off auto-run and archive a table that nobody wants.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.9, A.5.16, A.6.5]
#     nist800-53: [AC-2, CM-8, PS-4]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1", "4"]
package rules.former_employee.clay_table_owner_left

import data.lib.clay
import data.lib.roster

# METADATA
# description: every table of somebody whom nobody here employs, or of nobody
findings contains _finding(table, $"belongs to {owners}") if {
	some table in input.clay.tables
	absent := sort([$"{owner}, who {why}" |
		some owner in _owners(table)
		why := roster.absence(owner)
	])
	count(absent) > 0
	owners := concat(", and to ", absent)
}

findings contains _finding(table, "names nobody who owns it, so the staff roster cannot be asked") if {
	some table in input.clay.tables
	count(_owners(table)) == 0
}

_owners(table) := {lower(owner) |
	some place in [table, clay.budget(table)]
	owner := place.owner
}

_finding(table, text) := {
	"subject": {"kind": "clay.table", "id": table.id, "name": table.name},
	"message": $"{table.name} {text}",
}
