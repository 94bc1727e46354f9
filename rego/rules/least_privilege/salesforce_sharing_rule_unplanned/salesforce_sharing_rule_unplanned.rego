# METADATA
# title: Another sharing rule opens the records of an integration's scope
# description: |
#   Sharing rules add up. Beside the rule that a record_scope names, any rule on the same object that
#   reaches the user opens more: one shared with everybody, with its role or a role above it and its
#   subordinates, or with a public group it belongs to.
# related_resources:
#   - description: "Salesforce: sharing rules share with roles, groups and territories"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingrules.htm
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: high
#   needs: [salesforce.sharing_rules, salesforce.users, salesforce.roles, salesforce.public_groups, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup > Sharing Settings narrow or delete the rule, or move the integration out of the role
#     or group it is shared with: a role of its own with nobody above that rules name, and no public
#     group.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["7"]
package rules.least_privilege.salesforce_sharing_rule_unplanned

import data.lib.salesforce
import data.lib.sharing
import data.lib.text

# METADATA
# description: every sharing rule on the object of a record scope that reaches the user beside its own
findings contains finding if {
	some rule in input.salesforce.sharing_rules
	users := text.series(sort({user.username |
		some [user, scope] in _scopes
		scope.object == rule.object
		lower(scope.sharing_rule) != lower(rule.name)
		some principal in rule.shared_to
		_reaches(principal, user)
	}))

	finding := {
		"subject": {"kind": "salesforce.sharing_rule", "id": $"{rule.object}.{rule.name}"},
		"message": $"{rule.name} gives {rule.access} on {rule.object} to {users} beside the rule of its record scope",
	}
}

# Every integration user that has a record scope, with it.
_scopes contains [user, scope] if {
	some user in input.salesforce.users
	user.username in input.salesforce.integration_users
	scope := salesforce.approved(user.username).record_scope
}

_reaches(principal, _) if principal.kind == "allInternalUsers"

_reaches(principal, user) if sharing.reaches_role(principal, user)

_reaches(principal, user) if {
	principal.kind == "group"
	principal.name in sharing.groups_of(user)
}
