# METADATA
# title: Clay workbook belongs to somebody who left
# description: |
#   Nobody answers for what the tables of such a workbook do and spend. A workbook without an
#   owner is a finding too.
# related_resources:
#   - description: "Clay: managing team members, and what removing one does"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: medium
#   needs: [clay.workbooks, roster.people]
#   remediation: |
#     Name an employed owner in the inventory and give them edit access to the workbook, or
#     archive it.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.16, A.5.18, A.6.5]
#     nist800-53: [AC-2, AC-2(3), PS-4]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1", "4"]
package rules.former_employee.clay_workbook_owner_left

import future.keywords.not

import data.lib.roster

# METADATA
# description: every workbook of somebody whom nobody here employs, or of nobody
findings contains _finding(workbook, $"belongs to {owner}, who {why}") if {
	some workbook in input.clay.workbooks
	owner := workbook.owner
	why := roster.absence(owner)
}

findings contains _finding(workbook, "names nobody who owns it, so the staff roster cannot be asked") if {
	some workbook in input.clay.workbooks
	not workbook.owner
}

_finding(workbook, text) := {
	"subject": {"kind": "clay.workbook", "id": workbook.id, "name": workbook.name},
	"message": $"{workbook.name} {text}",
}
