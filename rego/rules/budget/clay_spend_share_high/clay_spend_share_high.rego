# METADATA
# title: Clay table takes too large a share of the credits
# description: |
#   The credits that one line of the usage export spent are held to the share of all spend that
#   policy.clay.credits.table_share allows: one table that runs away starves every other. Lines on
#   tables count, and lines on workbooks where the export lists no table; lines of one name count
#   together. All spend is the sum of those lines and what the export could not attribute.
# related_resources:
#   - description: "Clay: credit usage by workbook and table"
#     ref: https://university.clay.com/docs/credit-usage
# custom:
#   severity: medium
#   needs: [clay.usage, policy.clay.credits.table_share]
#   remediation: |
#     Under Settings > Usage open the table's credit usage by column: add a conditional run to what
#     spends most, turn off auto-run, or set a credit limit. If the share is right, raise
#     policy.clay.credits.table_share in leastwise.yaml.
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_spend_share_high

import data.lib.text
import data.lib.usage

# METADATA
# description: every table, or workbook where only those are listed, that spends more than its share
findings contains finding if {
	some name in {line.name | some line in _lines}
	spent := usage.credits([line | some line in _lines; line.name == name])
	spent > _total * data.policy.clay.credits.table_share
	percent := text.amount((spent * 100) / _total)
	allowed := text.amount(data.policy.clay.credits.table_share * 100)

	finding := {
		"subject": {"kind": "clay.usage", "id": name},
		"message": $"{name} spent {percent} % of all credits, and {allowed} % are allowed",
	}
}

_lines := _lines_on("table") if count(_lines_on("table")) > 0

_lines := _lines_on("workbook") if count(_lines_on("table")) == 0

_lines_on(kind) := [line |
	some line in input.clay.usage.by_resource
	object.get(line, "kind", "table") == kind
]

_total := usage.credits(_lines) + _unattributed

default _unattributed := 0

_unattributed := input.clay.usage.unattributed_credits
