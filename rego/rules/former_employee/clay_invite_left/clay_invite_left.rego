# METADATA
# title: Former employee is still invited to Clay
# description: |
#   An invitation stays open until somebody withdraws it: whoever reads the mailbox it was sent to
#   joins the workspace with the role it offers. The same is asked of an invitee as of a member.
# related_resources:
#   - description: "Clay: pending invitations stand in the list of members"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: high
#   needs: [clay.members, roster.people]
#   remediation: |
#     Open Settings > Team and withdraw the invitation marked Pending. Where the person is to join,
#     put them on the roster first, or declare them external with a sponsor and an expiry.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.16, A.5.18, A.6.5]
#     nist800-53: [AC-2, AC-2(3), PS-4]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1"]
package rules.former_employee.clay_invite_left

import data.lib.membership

# METADATA
# description: every invitation of somebody whom nobody here employs or answers for
findings contains finding if {
	some member in input.clay.members
	member.state == "pending"
	why := membership.objection(member)

	finding := {
		"subject": {"kind": "clay.member", "id": member.email},
		"message": $"{member.email} is invited to Clay with the {member.role} role but {why}",
	}
}
