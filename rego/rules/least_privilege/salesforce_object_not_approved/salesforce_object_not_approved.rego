# METADATA
# title: Integration user reaches an object beyond its policy
# description: |
#   Every object and every flag on it (read, create, edit, delete, view_all, modify_all,
#   view_all_fields) that is held in effect stands in the user's policy; whatever is approved on
#   an object implies read, which Salesforce grants with it. Object "*" is every object of the
#   org, as View All Data and Modify All Data open it.
# related_resources:
#   - description: "Salesforce: the flags of ObjectPermissions"
#     ref: https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-objectpermissions.html
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.access, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names, then Object Settings, and clear
#     the boxes; in metadata set the flags of its objectPermissions entry to false. If the
#     integration needs them, add them to objects in the user's policy in leastwise.yaml.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3", "6.8"]
#     sbs: [SBS-ACS-008]
#     salesforce-restricted-user: ["2", "3"]
package rules.least_privilege.salesforce_object_not_approved

import future.keywords.not

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every object on which more is held than the user's policy approves
findings contains finding if {
	some access in input.salesforce.access
	policy := salesforce.approved(access.user)
	some row in access.objects
	excess := [flag | some flag in row.access; not flag in _approved(policy, row.object)]
	flags := text.series(excess)
	object_name := _name(row.object)
	roads := salesforce.through(salesforce.giving(row.via, {flag | some flag in excess}))

	finding := {
		"subject": {"kind": "salesforce.object_access", "id": $"{access.user}/{row.object}"},
		"message": $"{access.user} has {flags} on {object_name} beyond its policy, {roads}",
	}
}

_approved(policy, object_name) := {flag |
	some approved in policy.objects[object_name]
	some flag in ["read", approved]
}

_name(object_name) := object_name if object_name != "*"

_name("*") := "every object"
