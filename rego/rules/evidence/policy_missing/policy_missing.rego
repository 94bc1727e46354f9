# METADATA
# title: Integration user has no policy
# description: |
#   The rules on what an integration user may do hold it to its policy, so a user without one is
#   held to nothing. A policy of a user who is not named among the integration users is held
#   against nobody, often a misspelling. An org of which no integration user is named has had
#   nothing judged.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.access]
#   on_partial: judge
#   remediation: |
#     Under policy.salesforce in leastwise.yaml declare for each user in
#     sources.salesforce.integration_users the objects, fields and system_permissions it may have;
#     what is not declared is not approved. Remove policies of users who are gone.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.5.16]
#     nist800-53: [AC-2, AC-6]
#     cis-v8: ["5.5", "6.8"]
#     sbs: [SBS-ACS-001, SBS-ACS-007]
#     salesforce-restricted-user: ["1"]
package rules.evidence.policy_missing

import future.keywords.not

import data.lib.salesforce

# METADATA
# description: every integration user without a policy, policy without a user, and org without either
findings contains _finding("policy.user", user, $"{user} has no policy, so nothing says what it may do") if {
	some user in input.salesforce.integration_users
	not salesforce.approved(user)
}

findings contains _finding("policy.user", user, $"{user} has a policy but is not an integration user") if {
	input.salesforce.id
	some user, _ in data.policy.salesforce
	not lower(user) in _users
}

findings contains _finding("salesforce.org", org, $"{org} names no integration user, so nothing was judged") if {
	org := input.salesforce.id
	count(_users) == 0
}

_users contains lower(user) if some user in input.salesforce.integration_users

_finding(kind, id, message) := {
	"subject": {"kind": kind, "id": id},
	"message": message,
}
