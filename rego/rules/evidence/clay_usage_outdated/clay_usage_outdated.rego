# METADATA
# title: Credit usage is of a time long past
# description: |
#   What Clay spent is judged by an export, or by what somebody wrote off the Usage page, and says
#   nothing of the days after its period, however lately it was looked at. A period that ends longer
#   ago than the limit is history, and one whose last day is still to come is not what was spent.
# related_resources:
#   - description: "Clay: credit usage and its export"
#     ref: https://university.clay.com/docs/credit-usage
# custom:
#   severity: medium
#   needs: [clay.usage, clay.workspace]
#   on_partial: judge
#   remediation: |
#     Under Settings > Usage choose the last whole month and export it again; set from and to beside the
#     file under sources.clay.credit_usage, or beside usage in the inventory. Where a longer interval
#     is right, raise the parameter max_age_days.
#   params:
#     max_age_days:
#       description: Days after the end of its period on which usage still counts
#       default: 40
#   controls:
#     soc2: [A1.1, CC4.1]
#     iso27001: [A.8.6]
#     nist800-53: [AU-6, CA-7]
#     clay-access-audit: ["5"]
package rules.evidence.clay_usage_outdated

import data.lib.clock
import data.lib.params

# METADATA
# description: the workspace, where its usage ends too long ago or in the future
findings contains _finding($"{days} days ago, and {limit} are allowed") if {
	days := clock.days_since(_to)
	limit := _params.max_age_days
	days > limit
}

findings contains _finding("which is still to come") if clock.in_future(_to)

_to := input.clay.usage.to

_finding(when) := {
	"subject": {"kind": "clay.workspace", "id": input.clay.workspace.id},
	"message": $"the credit usage of {input.clay.workspace.id} ends on {day}, {when}",
} if {
	day := substring(_to, 0, 10)
}

_params := params.of(rego.metadata.chain())
