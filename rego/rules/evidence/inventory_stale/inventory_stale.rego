# METADATA
# title: Evidence kept by hand is out of date
# description: |
#   A section that people keep by hand, or export, is as old as the last look. Beyond a limit, or
#   without a day at all, what the other rules say of it is history. Each section has the day it
#   was looked at (observed_at), or that of the whole file; a day still to come is a mistake. What one
#   day stands for is one finding. A roster's file and a metadata project may have a day; where they
#   have none, the report's scope says so, and nothing is found here.
# related_resources:
#   - description: "Clay: members cannot be exported, an inventory has to list them"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: medium
#   needs: []
#   remediation: |
#     Compare the sections with Clay, Salesforce or the HR system, correct them or export them again, and
#     set their observed_at (users_observed_at, tokens_observed_at, logins_observed_at, project_observed_at,
#     csv_observed_at of the roster). Where a longer interval is right, raise the parameter max_age_days.
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

import data.lib.clock
import data.lib.params
import data.lib.text

# METADATA
# description: every date, or place for one, that is too old, missing or still to come
findings contains finding if {
	some dated in {_dated(section) | some section in _sections}
	complaints := sort([complaint |
		some day in {_day(section) | some section in _sections; _dated(section) == dated}
		complaint := _complaint(dated, day)
	])
	count(complaints) > 0

	finding := {
		"subject": {"kind": "snapshot.section", "id": dated},
		"message": concat("; ", complaints),
	}
}

_complaint(dated, day) := $"{text.series(sections)} {why}" if {
	sections := sort([section | some section in _sections; _dated(section) == dated; _day(section) == day])
	why := _why(day, count(sections) == 1)
}

_why("", true) := "does not say when it was last looked at"

_why("", false) := "do not say when they were last looked at"

_why(day, one) := $"{_was[one]} last looked at {days} days ago, and {limit} are allowed" if {
	day != ""
	days := clock.days_since(day)
	limit := _params.max_age_days
	days > limit
}

_why(day, one) := $"{_say[one]} looked at on {substring(day, 0, 10)}, which is still to come" if {
	day != ""
	clock.in_future(day)
}

_was := {true: "was", false: "were"}

_say := {true: "says it was", false: "say they were"}

_day(section) := object.get(input.coverage[section], "observed_at", "")

# What shares the date of a section: the whole inventory, the project, or the section alone.
_dated(section) := object.get(input.coverage[section], "observed_with", section)

# The sections that rest on lists and exports, alone or with other sources.
_sections contains section if {
	some section, coverage in input.coverage
	coverage.state in {"complete", "partial"}
	some source in split(coverage.source, ", ")
	[split(section, ".")[0], source] in {["clay", "inventory"], ["salesforce", "inventory"], ["salesforce", "csv"]}
}

# Those that need no date, but are held to the one they have.
_sections contains section if {
	some section, coverage in input.coverage
	coverage.state in {"complete", "partial"}
	coverage.observed_at
	some source in split(coverage.source, ", ")
	[split(section, ".")[0], source] in {["roster", "csv"], ["roster", "yaml"], ["salesforce", "project"]}
}

_params := params.of(rego.metadata.chain())
