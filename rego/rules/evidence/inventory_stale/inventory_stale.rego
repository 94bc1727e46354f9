# METADATA
# title: Evidence kept by hand is out of date
# description: |
#   A section that people keep by hand, or export, is as old as the last look. Beyond a limit, or
#   without a day at all, what the other rules say of it is history. Each section has the day it
#   was looked at (observed_at), or that of the whole file; a day still to come is a mistake.
# related_resources:
#   - description: "Clay: members cannot be exported, an inventory has to list them"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: medium
#   needs: []
#   remediation: |
#     Compare the section with Clay or Salesforce, correct it or export it again, and set its observed_at
#     (users_observed_at, tokens_observed_at, logins_observed_at). Where a longer interval is right,
#     raise the parameter max_age_days.
#   params:
#     max_age_days:
#       description: Days after which a section has to be looked at again
#       default: 31
#   controls:
#     soc2: [CC4.1, CC6.2]
#     iso27001: [A.5.9, A.5.18]
#     nist800-53: [AC-2, CA-7]
#     cis-v8: ["1.1", "5.1"]
package rules.evidence.inventory_stale

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: every section of the inventory that is too old, undated or dated ahead
findings contains _finding(section, $"{section} was last looked at {days} days ago, and {limit} are allowed") if {
	some section, coverage in _sections
	days := clock.days_since(coverage.observed_at)
	limit := _params.max_age_days
	days > limit
}

findings contains _finding(section, $"{section} does not say when it was last looked at") if {
	some section, coverage in _sections
	not coverage.observed_at
}

findings contains _finding(section, $"{section} says it was looked at on {day}, which is still to come") if {
	some section, coverage in _sections
	clock.in_future(coverage.observed_at)
	day := substring(coverage.observed_at, 0, 10)
}

# The sections that rest on lists and exports, alone or with other sources. A roster's export is not
# dated: who it lists says who works here.
_sections[section] := coverage if {
	some section, coverage in input.coverage
	coverage.state in {"complete", "partial"}
	some source in split(coverage.source, ", ")
	[split(section, ".")[0], source] in {["clay", "inventory"], ["salesforce", "inventory"], ["salesforce", "csv"]}
}

_finding(section, message) := {
	"subject": {"kind": "snapshot.section", "id": section},
	"message": message,
}

_params := params.of(rego.metadata.chain())
