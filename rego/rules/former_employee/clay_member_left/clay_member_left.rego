# METADATA
# title: Former employee is still a Clay workspace member
# description: |
#   A member or invitee whom the staff roster does not employ still reaches every table of the
#   workspace: Clay has no view restriction below membership, and no SCIM that would remove
#   people by itself. Somebody declared external is held to their sponsor and expiry instead,
#   unless the roster says that they left.
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
#     service account. Then open Settings > Team and remove the member, or the invite marked Pending.
#     Their API keys and CLI sessions stop working with them.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.16, A.5.18, A.6.5]
#     nist800-53: [AC-2, AC-2(3), PS-4]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1"]
package rules.former_employee.clay_member_left

import future.keywords.not

import data.lib.clock
import data.lib.roster

# METADATA
# description: every member whom nobody here employs or answers for
findings contains _finding(member, why) if {
	some member in input.clay.members
	_counts_as_staff(member)
	why := roster.absence(member.email)
}

findings contains _finding(member, why) if {
	some member in input.clay.members
	not _counts_as_staff(member)
	why := _unsponsored(member)
}

# Somebody the roster knows is staff, past or present, whatever the inventory declares.
_counts_as_staff(member) if not member.external == true

_counts_as_staff(member) if roster.knows(member.email)

_unsponsored(member) := "is external and names no sponsor" if not member.sponsor

_unsponsored(member) := $"is external and its sponsor {sponsor} is not employed" if {
	sponsor := member.sponsor
	not roster.employs(sponsor)
}

_unsponsored(member) := "is external and past its expiry" if {
	roster.employs(member.sponsor)
	clock.day_over(member.expires_at)
}

_finding(member, why) := {
	"subject": {"kind": "clay.member", "id": member.email},
	"message": $"{member.email} {has} the {member.role} role in Clay but {why}",
} if {
	has := object.get({"pending": "is invited to"}, member.state, "still holds")
}
