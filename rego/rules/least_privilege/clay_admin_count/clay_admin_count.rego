# METADATA
# title: Clay workspace has too few or too many admins
# description: |
#   A single admin who leaves or is locked out leaves nobody to change roles or billing, and Clay
#   keeps the last admin in place; each admin more can invite people, buy credits and replace every
#   connection. For too few only those who accepted count, for too many the invited as well.
# related_resources:
#   - description: "Clay: managing team members, the last admin"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: medium
#   needs: [clay.members, clay.workspace]
#   remediation: |
#     Under Settings > Team set the role of one more trusted member to Admin, or of an admin who does
#     not administer to Editor. Name those who stay under policy.clay.roles.admin.
#   params:
#     min:
#       description: Admins there have to be
#       default: 2
#     max:
#       description: Admins there may be
#       default: 3
#   controls:
#     soc2: [CC6.3]
#     iso27001: [A.8.2]
#     nist800-53: [AC-6(5)]
#     cis-v8: ["5.4"]
#     clay-access-audit: ["2"]
package rules.least_privilege.clay_admin_count

import data.lib.params
import data.lib.text

# METADATA
# description: the workspace, when the number of its admins is out of bounds
findings contains _finding($"only {n} of at least {_params.min} admins is there to administer the workspace") if {
	n := count([member | some member in _admins; member.state == "active"])
	n < _params.min
}

findings contains _finding($"{n} members are admins, and {_params.max} are allowed: {names}") if {
	count([member | some member in _admins; member.state == "active"]) >= _params.min
	n := count(_admins)
	n > _params.max
	names := text.series(sort([member.email | some member in _admins]))
}

_admins := [member | some member in input.clay.members; member.role == "admin"]

_finding(message) := {
	"subject": {"kind": "clay.workspace", "id": input.clay.workspace.id},
	"message": message,
}

_params := params.of(rego.metadata.chain())
