# METADATA
# title: Integration user sees every field of an object
# description: |
#   View All Fields, on one object or on all of them (ViewAllFieldsGlobal), voids field-level
#   security: every field that is there, and every one that will be added, can be read. Metadata then
#   lists no field permissions at all, so that counting them finds nothing. No policy approves it:
#   accepting it takes a waiver.
# related_resources:
#   - description: "Salesforce: ViewAllFields in ObjectPermissions"
#     ref: https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-objectpermissions.html
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.access]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names; under Object Settings clear
#     View All Fields of the object, or under System Permissions View All Fields (Global). In
#     metadata set viewAllFields to false, or remove ViewAllFieldsGlobal. Then grant the fields that
#     are needed one by one.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3", "6.8"]
#     sbs: [SBS-ACS-008]
#     salesforce-restricted-user: ["4"]
package rules.least_privilege.salesforce_view_all_fields

import data.lib.salesforce

# METADATA
# description: every object whose fields are all open to an integration user
findings contains finding if {
	some access in input.salesforce.access
	some row in salesforce.granted_fields(access)
	row.field == "*"
	object_name := salesforce.object_label(row.object)
	roads := salesforce.through(row.via)

	finding := {
		"subject": {"kind": "salesforce.field_access", "id": $"{access.user}/{row.object}.*"},
		"message": $"{access.user} can read every field of {object_name}, {roads}",
	}
}
