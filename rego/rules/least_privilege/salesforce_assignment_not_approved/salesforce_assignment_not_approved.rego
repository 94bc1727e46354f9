# METADATA
# title: Integration user has a permission set beyond its policy
# description: |
#   One permission set for one integration is what a person can review. Every assignment that counts
#   today stands under permission_sets of the user's policy, groups among them; one that has expired,
#   is revoked or not active does not count, one that needs session activation does.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: medium
#   needs: [salesforce.assignments, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup open the user and under Permission Set Assignments, or Permission Set Group
#     Assignments, remove the one the finding names. If the integration needs it, name it under
#     permission_sets in the user's policy.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.18]
#     nist800-53: [AC-2, AC-6]
#     cis-v8: ["6.1", "6.8"]
#     sbs: [SBS-ACS-001]
#     salesforce-restricted-user: ["1", "9"]
package rules.least_privilege.salesforce_assignment_not_approved

import future.keywords.not

import data.lib.salesforce

# METADATA
# description: every assignment of an integration user that counts and that its policy does not name
findings contains finding if {
	some assignment in input.salesforce.assignments
	assignment.user in input.salesforce.integration_users
	salesforce.counts(assignment)
	name := _name(assignment)
	policy := salesforce.approved(assignment.user)
	not name in policy.permission_sets

	finding := {
		"subject": {"kind": "salesforce.assignment", "id": $"{assignment.user}/{name}"},
		"message": $"{assignment.user} has the {_kind(assignment)} {name} beyond its policy",
	}
}

_name(assignment) := assignment.permission_set

_name(assignment) := assignment.permission_set_group

_kind(assignment) := "permission set" if assignment.permission_set

_kind(assignment) := "permission set group" if assignment.permission_set_group
