# METADATA
# title: Clay role exceeds the job title
# description: |
#   The policy says which job titles a role is assigned to (policy.clay.roles.assign_to; for a role
#   it does not name, the roles section of the inventory), and the staff roster says who has which
#   title. A title may hold its role or a lesser one: Admin is above Editor, Viewer and Sales Rep,
#   in that order. A title assigned to no role, a person without a title, and a role Clay's
#   documents do not know are findings. Who is not on the roster is the matter of other rules.
# related_resources:
#   - description: "Clay: what each workspace role may do"
#     ref: https://university.clay.com/docs/roles-and-permissions
# custom:
#   severity: medium
#   needs: [clay.members, roster.people, policy.clay.roles.assign_to]
#   remediation: |
#     Under Settings > Team set the role that the title calls for: somebody who only uses MCP needs
#     Sales Rep, somebody who reads needs Viewer. If the title should have the role, add it under
#     policy.clay.roles.assign_to in leastwise.yaml; if it is out of date, mend the roster.
#   controls:
#     soc2: [CC6.3]
#     iso27001: [A.5.15, A.5.18]
#     nist800-53: [AC-2, AC-6]
#     cis-v8: ["6.8"]
#     clay-access-audit: ["2"]
package rules.least_privilege.clay_role_exceeds_title

import future.keywords.not

import data.lib.roster
import data.lib.text

# METADATA
# description: every member on the roster whose titles do not carry their role
findings contains _finding(member, $"{member.email} is {member.role}, but no title on the roster says what for") if {
	some member in input.clay.members
	roster.knows(member.email)
	count(roster.titles(member.email)) == 0
}

findings contains _finding(member, $"{member.email} is {member.role}, which {titles} may not hold") if {
	some member in input.clay.members
	not _is_carried(member)
	titles := text.series(sort(roster.titles(member.email)))
}

# A title carries a role assigned to it, and every role below.
_is_carried(member) if {
	some role, rank in _ranks
	rank >= _ranks[member.role]
	some title in _assigned[role]
	lower(trim_space(title)) in roster.titles(member.email)
}

_ranks[role] := rank if some rank, role in ["sales_rep", "viewer", "editor", "admin"]

_assigned := object.union(_declared, data.policy.clay.roles.assign_to)

default _declared := {}

_declared := input.clay.declared_roles

_finding(member, message) := {
	"subject": {"kind": "clay.member", "id": member.email},
	"message": message,
}
