# METADATA
# title: A section of the evidence is missing
# description: |
#   What was not seen cannot pass. A section that rules depend on and that is partial, unavailable,
#   not requested or not known to the snapshot leaves those rules skipped; this rule says so in
#   the place where somebody is asked to act. It needs no evidence, so it is never skipped.
# related_resources:
#   - description: "Clay: members cannot be exported, an inventory has to list them"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: medium
#   needs: []
#   remediation: |
#     Add the section to the inventory, or the source to leastwise.yaml, as the reason says; an empty
#     list says that there is none. For a project whose profiles were retrieved in full set
#     sources.salesforce.profiles_complete to true. Where a system is not in use, leave its sections
#     out of the parameter required.
#   params:
#     required:
#       description: Sections that have to be complete
#       default:
#         - clay.members
#         - clay.tables
#         - clay.api_keys
#         - clay.webhooks
#         - salesforce.access
#         - salesforce.permission_sets
#         - salesforce.objects
#         - roster.people
#   controls:
#     soc2: [CC4.1, CC7.1]
#     iso27001: [A.5.36, A.8.16]
#     nist800-53: [CA-7]
package rules.evidence.section_missing

import future.keywords.not

import data.lib.params

# METADATA
# description: every required section that was not read completely
findings contains _finding(section, $"{section} is {state}: {reason}") if {
	some section in _params.required
	coverage := input.coverage[section]
	coverage.state != "complete"
	state := replace(coverage.state, "_", " ")
	reason := object.get(coverage, "reason", "no reason was recorded")
}

findings contains _finding(section, $"{section} is not a section of this snapshot") if {
	some section in _params.required
	not input.coverage[section].state
}

_finding(section, message) := {
	"subject": {"kind": "snapshot.section", "id": section},
	"message": message,
}

_params := params.of(rego.metadata.chain())
