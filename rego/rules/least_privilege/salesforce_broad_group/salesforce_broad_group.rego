# METADATA
# title: Integration user belongs to a public group of people
# description: |
#   Whatever is shared with a public group or a queue, by rule, by hand or by a folder, reaches its
#   members, today's and tomorrow's. An integration belongs to the group its record_scope names, and
#   that group holds integrations alone, by name or by a role that nobody else has, nor may have
#   since nobody recorded theirs; any other membership, by name, by role or through another group, is
#   a finding.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: medium
#   needs: [salesforce.users, salesforce.roles, salesforce.public_groups]
#   on_partial: judge
#   remediation: |
#     In Setup > Public Groups remove the user, its role, or the group it comes through. If the
#     integration's records are shared with a group, make one that holds nobody else and name it
#     under record_scope in the policy.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["7"]
package rules.least_privilege.salesforce_broad_group

import future.keywords.not

import data.lib.salesforce
import data.lib.sharing
import data.lib.text

# METADATA
# description: every group that an integration user is in by accident, or shares with people
findings contains _finding(name, $"{name} holds {users}, so what is shared with it reaches an integration") if {
	some name, _ in _members
	users := text.series(sort(_strays(name)))
}

findings contains _finding(name, $"{name} is the group of an integration's record scope and holds {others} too") if {
	some name, _ in _members
	count(_strays(name)) == 0
	others := text.series(sort({_label(member) |
		some group in input.salesforce.public_groups
		group.name == name
		some member in group.members
		not _is_integration(name, member)
	}))
}

# The integration users in each group.
_members[name] contains user.username if {
	some user in input.salesforce.users
	user.username in input.salesforce.integration_users
	some name in sharing.groups_of(user)
}

_strays(name) := {user |
	some user in _members[name]
	not lower(salesforce.approved(user).record_scope.group) == lower(name)
}

_is_integration(name, member) if member.name in _members[name]

_is_integration(name, member) if {
	startswith(member.kind, "role")
	holders := {user.username | some user in input.salesforce.users; _may_have(user, member)}
	count(holders) > 0
	count(holders - _members[name]) == 0
}

_may_have(user, role) if {
	sharing.reaches_role(role, user)
	not user.active == false
}

_may_have(user, _) if {
	"role" in user.unrecorded # nobody wrote down which, if any
	not user.active == false
}

_label(member) := trim_space($"{member.kind} {object.get(member, "name", "")}")

_finding(name, message) := {
	"subject": {"kind": "salesforce.public_group", "id": name},
	"message": message,
}
