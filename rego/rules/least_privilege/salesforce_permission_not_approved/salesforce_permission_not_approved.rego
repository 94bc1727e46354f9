# METADATA
# title: Integration user holds a permission outside its policy
# description: |
#   What an integration may do is a list, and all else is refused: every user permission held in
#   effect stands in system_permissions of its policy. Forbidden permissions are no exception, so
#   that the verdict of this rule is true by itself. A user with no policy at all is the matter
#   of evidence/policy_missing.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.access, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names, then System Permissions, and
#     clear the permission; in metadata remove its userPermissions entry. If the integration needs
#     it, add it to system_permissions of the user's policy in leastwise.yaml.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.5.18]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["6.8"]
#     sbs: [SBS-ACS-008]
#     salesforce-restricted-user: ["6"]
package rules.least_privilege.salesforce_permission_not_approved

import future.keywords.not

import data.lib.salesforce

# METADATA
# description: every permission held that the user's policy does not name
findings contains finding if {
	some access in input.salesforce.access
	policy := salesforce.approved(access.user)
	some permission in access.permissions
	not permission.name in policy.system_permissions
	roads := salesforce.through(permission.via)

	finding := {
		"subject": {"kind": "salesforce.permission", "id": $"{access.user}/{permission.name}"},
		"message": $"{access.user} holds {permission.name} beyond its policy, {roads}",
	}
}
