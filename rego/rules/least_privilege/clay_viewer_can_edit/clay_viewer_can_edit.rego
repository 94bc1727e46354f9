# METADATA
# title: Clay viewer can edit a workbook
# description: |
#   A Viewer who is a collaborator of a workbook, alone or through a group, may update records, add
#   columns and tables, and run enrichments, which spends credits: an Editor in all but name.
#   Collaborators the workspace does not list are told by least_privilege/clay_access_list_stranger.
# related_resources:
#   - description: "Clay: viewers as workbook collaborators"
#     ref: https://university.clay.com/docs/roles-and-permissions
# custom:
#   severity: medium
#   needs: [clay.workbooks, clay.members, clay.groups]
#   remediation: |
#     Open the workbook's sharing settings in Clay and take the Viewer off its collaborators. If they
#     are to build there, make them Editor under Settings > Team.
#   controls:
#     soc2: [CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["6.8"]
#     clay-access-audit: ["2"]
package rules.least_privilege.clay_viewer_can_edit

import data.lib.clay
import data.lib.text

# METADATA
# description: every workbook that viewers may edit
findings contains finding if {
	some workbook in input.clay.workbooks
	names := text.series(sort(clay.people(workbook.collaborators) & _viewers))

	finding := {
		"subject": {"kind": "clay.workbook", "id": workbook.id, "name": workbook.name},
		"message": $"{workbook.name} may be edited by {names}, of role viewer",
	}
}

_viewers := {lower(member.email) | some member in input.clay.members; member.role == "viewer"}
