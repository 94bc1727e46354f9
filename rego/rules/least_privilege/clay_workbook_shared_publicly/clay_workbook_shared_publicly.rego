# METADATA
# title: Clay workbook is shared by a public link
# description: |
#   Share as Template makes a link that works for anyone and shows the structure of the tables and
#   one row of sample data, which may be a person's. A workbook of which nobody recorded whether
#   it is shared is a finding.
# related_resources:
#   - description: "Clay: sharing workbooks and tables"
#     ref: https://university.clay.com/docs/workbook-table-sharing-guide
# custom:
#   severity: high
#   needs: [clay.workbooks]
#   on_partial: judge
#   remediation: |
#     Open the workbook in Clay, choose Share and turn off Share as Template. Record share_as_template
#     beside the workbook in the inventory.
#   controls:
#     soc2: [CC6.1, CC6.7]
#     iso27001: [A.5.14, A.8.12]
#     nist800-53: [AC-3, AC-22]
#     cis-v8: ["3.3"]
package rules.least_privilege.clay_workbook_shared_publicly

import future.keywords.not

# METADATA
# description: every workbook that is public, or may be
findings contains _finding(workbook, "is shared as a template, by a link that works for anyone") if {
	some workbook in input.clay.workbooks
	workbook.share_as_template == true
}

findings contains _finding(workbook, "has no record of whether it is shared as a template") if {
	some workbook in input.clay.workbooks
	not is_boolean(workbook.share_as_template)
}

_finding(workbook, state) := {
	"subject": {"kind": "clay.workbook", "id": workbook.id, "name": workbook.name},
	"message": $"{workbook.name} {state}",
}
