# METADATA
# title: Contractor is past their end, or has none
# description: |
#   A contract ends by itself, and nothing else tells the other systems. A contractor whose end is
#   past while the roster still lists them as one was either extended or forgotten, and one without
#   an end is employed for ever to every rule that asks the roster.
# related_resources:
#   - description: "NIST SP 800-53 r5: AC-2(3), accounts that expire"
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   severity: medium
#   needs: [roster.people]
#   remediation: |
#     Ask who engaged the contractor. If the contract goes on, write its new end on the roster;
#     otherwise set the status to terminated and remove their access.
#   params:
#     statuses:
#       description: Words, in lower case, by which the roster calls a contractor
#       default: [consultant, contractor, freelancer, temporary]
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.18, A.5.20, A.6.5]
#     nist800-53: [AC-2(3), PS-4, PS-7]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1"]
package rules.former_employee.contractor_past_end

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: every contractor whose last day is over or unknown
findings contains _finding(person, $"was to end on {day} and is still listed as {person.status}") if {
	some person in input.roster.people
	person.status in _params.statuses
	clock.day_over(person.end)
	day := substring(person.end, 0, 10)
}

findings contains _finding(person, $"is listed as {person.status} without an end") if {
	some person in input.roster.people
	person.status in _params.statuses
	not person.end
}

_finding(person, text) := {
	"subject": object.union({"kind": "roster.person", "id": person.email}, _name(person)),
	"message": $"{person.email} {text}",
}

default _name(_) := {}

_name(person) := {"name": person.name}

_params := params.of(rego.metadata.chain())
