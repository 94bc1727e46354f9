# METADATA
# title: Clay membership came before the first day of work
# description: |
#   Access begins with the work it is for. A member whom the staff roster employs from a day to come
#   reaches every table of the workspace now, before they have agreed to anything here, and an
#   invitation lets them in as soon as they like. Somebody hired again is one of them until they return.
# related_resources:
#   - description: "Clay: managing team members, and what an invitation does"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: medium
#   needs: [clay.members, roster.people]
#   remediation: |
#     Open Settings > Team, remove the member or withdraw the invitation, and invite them on their first
#     day. Where they work here already, correct their start on the roster.
#   controls:
#     soc2: [CC6.2]
#     iso27001: [A.5.16, A.5.18, A.6.2]
#     nist800-53: [AC-2, PS-6]
#     cis-v8: ["6.1"]
package rules.least_privilege.clay_member_not_started

import future.keywords.not

import data.lib.roster

# METADATA
# description: every member and invitee who starts on a day to come
findings contains finding if {
	some member in input.clay.members
	day := roster.first_day(member.email)

	finding := {
		"subject": {"kind": "clay.member", "id": member.email},
		"message": $"{member.email} {_holds(member)} the {member.role} role in Clay and starts work on {day}",
	}
}

_holds(member) := "is offered" if member.state == "pending"

_holds(member) := "holds" if not member.state == "pending"
