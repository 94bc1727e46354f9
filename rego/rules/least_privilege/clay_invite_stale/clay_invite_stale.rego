# METADATA
# title: Clay invite is stale
# description: |
#   An invite stays open until it is accepted or removed, and whoever reads its mailbox may accept
#   it. One whose date nobody recorded, or whose date is still to come, may be of any age and is a
#   finding too.
# related_resources:
#   - description: "Clay: managing team members, pending invites"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: low
#   needs: [clay.members]
#   on_partial: judge
#   remediation: |
#     Under Settings > Team remove the person marked Pending, and invite them again when they are
#     about to join. Record invited_at beside the member in the inventory.
#   params:
#     days:
#       description: Days an invite may stay open
#       default: 30
#   controls:
#     soc2: [CC6.2]
#     iso27001: [A.5.18]
#     nist800-53: [AC-2]
#     cis-v8: ["5.3"]
package rules.least_privilege.clay_invite_stale

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: every invite that has been open too long, or for nobody knows how long
findings contains _finding(member, $"{member.email} was invited {days} days ago and has not joined; {_params.days} are allowed") if {
	some member in _invited
	days := clock.days_since(member.invited_at)
	days > _params.days
}

findings contains _finding(member, $"{member.email} has an invite dated {member.invited_at}, which is still to come") if {
	some member in _invited
	clock.in_future(member.invited_at)
}

findings contains _finding(member, $"{member.email} has an open invite that nobody dated") if {
	some member in _invited
	not member.invited_at
}

_invited contains member if {
	some member in input.clay.members
	member.state == "pending"
}

_finding(member, message) := {
	"subject": {"kind": "clay.member", "id": member.email},
	"message": message,
}

_params := params.of(rego.metadata.chain())
