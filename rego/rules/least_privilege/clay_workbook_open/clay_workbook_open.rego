# METADATA
# title: Clay workbook may be edited by the whole workspace
# description: |
#   Where a workbook's edit access is anyone, every Editor may change its columns, run them and spend
#   its credits. On Enterprise it can be limited to admins and specific collaborators; on other plans
#   a workbook is open to every Editor, and who is one is all there is to limit. A workbook of which
#   nobody recorded who may edit it is a finding.
# related_resources:
#   - description: "Clay: roles and permissions, workbook edit access"
#     ref: https://university.clay.com/docs/roles-and-permissions
# custom:
#   severity: low
#   needs: [clay.workbooks]
#   on_partial: judge
#   remediation: |
#     Open the workbook in Clay, choose Share and set Edit access to Workspace admins and specific
#     collaborators, then name those who build in it. Record edit_access in the inventory.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3", "6.8"]
package rules.least_privilege.clay_workbook_open

import future.keywords.not

# METADATA
# description: every workbook that everyone may edit, or may
findings contains _finding(workbook, "may be edited by anyone in the workspace") if {
	some workbook in input.clay.workbooks
	workbook.edit_access == "anyone"
}

findings contains _finding(workbook, "has no record of who may edit it") if {
	some workbook in input.clay.workbooks
	not workbook.edit_access in ["anyone", "restricted"]
}

_finding(workbook, state) := {
	"subject": {"kind": "clay.workbook", "id": workbook.id, "name": workbook.name},
	"message": $"{workbook.name} {state}",
}
