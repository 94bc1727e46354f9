# METADATA
# title: Policy names a permission set that its user does not have
# description: |
#   A permission set or group under permission_sets of a policy that counts for the user by no
#   assignment is gone, was renamed or misspelled, or is missing from the list of assignments: the
#   policy approves what nobody uses, and whoever creates a set of that name gets it approved.
# related_resources:
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: low
#   needs: [salesforce.assignments, policy.salesforce]
#   remediation: |
#     Correct the name under permission_sets in the user's policy, or remove it. If the user does have
#     the set, the list of users under sources.salesforce lacks the assignment: add it.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.5.18]
#     nist800-53: [AC-2, AC-6]
#     sbs: [SBS-ACS-001]
package rules.evidence.salesforce_policy_unused

import future.keywords.not

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every policy of an integration user that names what the user does not have
findings contains finding if {
	some user in input.salesforce.integration_users
	names := text.series(sort(_approved(user) - _held(user)))

	finding := {
		"subject": {"kind": "policy.user", "id": user},
		"message": $"{user} does not have {names}, which its policy names",
	}
}

_approved(user) := {name | some name in salesforce.approved(user).permission_sets}

_held(user) := {name |
	some assignment in input.salesforce.assignments
	assignment.user == user
	salesforce.counts(assignment)
	some name in [object.get(assignment, "permission_set", ""), object.get(assignment, "permission_set_group", "")]
}
