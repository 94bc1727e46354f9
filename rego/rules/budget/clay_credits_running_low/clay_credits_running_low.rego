# METADATA
# title: Clay workspace is running out of credits
# description: |
#   Clay sends no alert when the allotment of the workspace runs out, only a banner to whoever looks:
#   then enrichments stop in the middle of a run, or top-up buys more. Both meters count, data credits
#   and actions; an allotment without a balance, and a workspace without either of its data credits,
#   cannot be judged and are findings.
# related_resources:
#   - description: "Clay: credit limits and what is not alerted"
#     ref: https://university.clay.com/docs/credit-spend-limits-faq
# custom:
#   severity: medium
#   needs: [clay.workspace]
#   remediation: |
#     Under Settings > Usage find what spends most, turn off its auto-run or set a workbook limit until
#     the period ends, or buy credits on purpose. Record credits under workspace in the inventory.
#   params:
#     share:
#       description: Share of an allotment below which it is running low
#       default: 0.1
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_credits_running_low

import future.keywords.not

import data.lib.params
import data.lib.text

# METADATA
# description: the workspace, when a meter is nearly empty, or may be
findings contains finding if {
	workspace := input.clay.workspace
	troubles := text.series(sort(_low | _unknown))

	finding := {
		"subject": {"kind": "clay.workspace", "id": workspace.id},
		"message": $"{workspace.id} has {troubles}",
	}
}

_low contains $"{left} of {allotted} {words} left" if {
	some meter, words in _meters
	allotted := _credits[$"{meter}_allotment"]
	left := _credits[$"{meter}_balance"]
	left < allotted * _params.share
}

_unknown contains $"no record of the {words} left" if {
	some meter, words in _meters
	_credits[$"{meter}_allotment"]
	not is_number(_credits[$"{meter}_balance"])
}

_unknown contains "no record of its allotment of data credits" if not is_number(_credits.data_allotment)

_meters := {"data": "data credits", "action": "actions"}

default _credits := {}

_credits := input.clay.workspace.credits

_params := params.of(rego.metadata.chain())
