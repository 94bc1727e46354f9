# METADATA
# title: Integration's role sees the records of roles below it
# description: |
#   The role hierarchy gives a role every record of the roles below it, whatever the org-wide default
#   says. An integration belongs in a role with nothing below. A role that was not read is a finding
#   too: nobody can say what lies below it. A user without a role gets nothing by the hierarchy.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: high
#   needs: [salesforce.users, salesforce.roles]
#   on_partial: judge
#   remediation: |
#     In Setup > Roles create a role for the integration with no role below it, and set it on the
#     user.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["7"]
package rules.least_privilege.salesforce_role_has_subordinates

import future.keywords.not

import data.lib.text

# METADATA
# description: every integration user in a role with roles below, or in one that was not read
findings contains _finding(user, $"{user.username} has the role {user.role}, and with it the records of {below}") if {
	some user in _integrations
	below := text.series(sort({role.name | some role in input.salesforce.roles; role.parent == user.role}))
}

findings contains _finding(user, $"{user.username} has the role {user.role}, of which nothing was read") if {
	some user in _integrations
	user.role
	known := {name | some role in input.salesforce.roles; some name in [role.name, role.parent]}
	not user.role in known
}

_integrations contains user if {
	some user in input.salesforce.users
	user.username in input.salesforce.integration_users
}

_finding(user, message) := {
	"subject": {"kind": "salesforce.user", "id": user.username},
	"message": message,
}
