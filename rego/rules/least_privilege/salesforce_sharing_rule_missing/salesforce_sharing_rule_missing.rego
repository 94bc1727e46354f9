# METADATA
# title: Sharing rule of a record scope does not exist
# description: |
#   A policy with a record_scope says by which sharing rule the integration sees its records. Where
#   the object has no rule of that name, the scope is a wish: the user sees either nothing, or all of
#   it by another road.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: medium
#   needs: [salesforce.sharing_rules, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup > Sharing Settings create the rule with the records the integration may see, shared
#     with its role or group, or correct sharing_rule under record_scope in the user's policy. A
#     metadata project needs the SharingRules of the object retrieved.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["7"]
package rules.least_privilege.salesforce_sharing_rule_missing

import future.keywords.not

import data.lib.salesforce

# METADATA
# description: every integration user whose record scope rests on a rule that is not there
findings contains finding if {
	some user in input.salesforce.integration_users
	scope := salesforce.approved(user).record_scope
	not _exists(scope)

	finding := {
		"subject": {"kind": "policy.user", "id": user},
		"message": $"{user} is to see {scope.object} by the sharing rule {scope.sharing_rule}, which does not exist",
	}
}

_exists(scope) if {
	some rule in input.salesforce.sharing_rules
	rule.object == scope.object
	lower(rule.name) == lower(scope.sharing_rule)
}
