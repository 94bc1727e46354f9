# METADATA
# title: Clay admin is not approved
# description: |
#   An admin invites people, buys credits, and reconnects or deletes every connection. Who may do
#   so is named in policy.clay.roles.admin; an invitee counts from the day of the invitation. A
#   role that Clay's documents do not know may be an admin by another word, so it is a finding.
# related_resources:
#   - description: "Clay: what each workspace role may do"
#     ref: https://university.clay.com/docs/roles-and-permissions
# custom:
#   severity: high
#   needs: [clay.members, policy.clay.roles.admin]
#   on_partial: judge
#   remediation: |
#     In Settings > Team set the member's role to Editor, or add the email to policy.clay.roles.admin
#     in leastwise.yaml if they are meant to administer the workspace. One admin has to remain.
#   controls:
#     soc2: [CC6.3]
#     iso27001: [A.5.15, A.8.2]
#     nist800-53: [AC-6, AC-6(5)]
#     cis-v8: ["5.4", "6.8"]
#     clay-access-audit: ["2"]
package rules.least_privilege.clay_admin_not_approved

import future.keywords.not

# METADATA
# description: every member who is, or may be, an admin and is not named in the policy
findings contains _finding(member, $"{member.email} is a Clay admin that the policy does not name") if {
	some member in input.clay.members
	member.role == "admin"
	not lower(member.email) in _approved
}

findings contains _finding(member, $"{member.email} may be a Clay admin: its role {word} is not known") if {
	some member in input.clay.members
	member.role == "unknown"
	word := object.get(member, "role_raw", "(unnamed)")
	not lower(member.email) in _approved
}

_approved contains lower(email) if some email in data.policy.clay.roles.admin

_finding(member, message) := {
	"subject": {"kind": "clay.member", "id": member.email},
	"message": message,
}
