# METADATA
# title: Former employee is still a Clay workspace member
# description: |
#   A member whom the staff roster does not employ still reaches every table of the workspace:
#   Clay has no view restriction below membership, and no SCIM that would remove people by itself.
#   Somebody declared external is held to their sponsor and expiry instead, both required. Where the
#   roster lists them too, it says whether they left, and they need neither: but an expiry that is over
#   ends their time, and so does a sponsor who left. former_employee/clay_invite_left judges invitations,
#   and least_privilege/clay_member_not_started whoever starts on a day to come.
# related_resources:
#   - description: "Clay: managing team members, and what removing one does"
#     ref: https://university.clay.com/docs/managing-team-members
#   - description: "Clay: single sign-on authenticates and does not deprovision"
#     ref: https://university.clay.com/docs/single-sign-on
# custom:
#   severity: critical
#   needs: [clay.members, roster.people]
#   remediation: |
#     Under Settings > Connections filter by Added by and reconnect the member's connections with a
#     service account. Then open Settings > Team and remove the member. Their API keys and CLI sessions
#     stop working with them. Where an external member stays, ask who answers for them and write the new
#     sponsor and expiry in the inventory.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.16, A.5.18, A.6.5]
#     nist800-53: [AC-2, AC-2(3), PS-4]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1"]
package rules.former_employee.clay_member_left

import future.keywords.not

import data.lib.membership

# METADATA
# description: every member whom nobody here employs or answers for
findings contains finding if {
	some member in input.clay.members
	not member.state == "pending"
	why := membership.objection(member)

	finding := {
		"subject": {"kind": "clay.member", "id": member.email},
		"message": $"{member.email} still holds the {member.role} role in Clay but {why}",
	}
}
