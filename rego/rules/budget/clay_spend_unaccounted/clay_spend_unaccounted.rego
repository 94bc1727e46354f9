# METADATA
# title: Clay spends credits that no table accounts for
# description: |
#   Credits on a line of the usage export that is neither a table nor a workbook of the inventory were
#   spent by something deleted or never written down; what the export cannot attribute was spent by
#   nobody knows what. Where nobody recorded what was not attributed, it is what the integrations
#   spent beyond the tables, and beyond the workbooks of which no table is listed: a folder, and a
#   workbook beside its tables, is their sum. Without integrations it is not known: a finding.
# related_resources:
#   - description: "Clay: credit usage and its export"
#     ref: https://university.clay.com/docs/credit-usage
# custom:
#   severity: medium
#   needs: [clay.tables, clay.workbooks, clay.usage, clay.workspace]
#   remediation: |
#     Under Settings > Usage look the line up by its name and owner; write the table or workbook down in
#     the inventory, or confirm that it is gone and look at its history with its owner. Where nobody recorded
#     what was not attributed, export the Integrations tab of the same days and name it under credit_usage
#     too, or write unattributed_credits of the Workspace row there, beside the Workbooks export; without
#     exports, under usage of the inventory.
#   params:
#     credits:
#       description: Credits that need not be accounted for
#       default: 0
#   controls:
#     soc2: [A1.1, CC7.2]
#     iso27001: [A.5.9, A.8.6]
#     nist800-53: [AU-6, CM-8]
#     clay-access-audit: ["5", "10"]
package rules.budget.clay_spend_unaccounted

import future.keywords.not

import data.lib.params
import data.lib.text
import data.lib.usage

# METADATA
# description: every line of spend nobody knows, and the workspace when there is spend without a line
findings contains finding if {
	some name in {line.name | some line in _strays}
	spent := usage.credits([line | some line in _strays; line.name == name])
	spent > _params.credits
	credits := text.amount(spent)

	finding := {
		"subject": {"kind": "clay.usage", "id": name},
		"message": $"{name} spent {credits} credits and is no table or workbook of the inventory",
	}
}

findings contains _of_workspace($"{credits} credits were spent that the usage export attributes to nothing") if {
	_unattributed > _params.credits
	credits := text.amount(_unattributed)
}

findings contains _of_workspace("nobody recorded what the usage export could not attribute") if {
	input.clay.usage
	not is_number(_unattributed)
}

# Lines on folders hold what stands on lines of their own.
_strays := [line |
	some line in input.clay.usage.by_resource
	not line.kind == "folder"
	not line in _known
]

_known := _of_tables | _of_workbooks

_of_workbooks contains line if {
	some workbook in input.clay.workbooks
	some line in usage.lines(workbook, "workbook")
}

_unattributed := input.clay.usage.unattributed_credits

_unattributed := usage.credits(input.clay.usage.by_integration) - usage.credits(_spent) if {
	not is_number(input.clay.usage.unattributed_credits)
	count(input.clay.usage.by_integration) > 0
}

# Every credit once.
_spent := [line |
	some line in input.clay.usage.by_resource
	not line.kind == "folder"
	not line in _sums
]

# Lines on workbooks that hold what stands on lines of their tables.
_sums contains line if {
	some workbook in input.clay.workbooks
	workbook.id in _itemised
	some line in usage.lines(workbook, "workbook")
	not line in _of_tables
}

_itemised contains table.workbook if {
	some table in input.clay.tables
	count(usage.lines(table, "table")) > 0
}

_of_tables contains line if {
	some table in input.clay.tables
	some line in usage.lines(table, "table")
}

_of_workspace(message) := {
	"subject": {"kind": "clay.workspace", "id": input.clay.workspace.id},
	"message": message,
}

_params := params.of(rego.metadata.chain())
