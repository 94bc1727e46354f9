# METADATA
# title: Integration user sees every record of an object
# description: |
#   View All Records reads every record of an object whatever the org-wide default, the role hierarchy
#   and sharing rules say, so that a record scope means nothing for it. Object "*" is every object, as
#   View All Data and Modify All Data open it. No policy approves it: accepting it takes a waiver.
# related_resources:
#   - description: "Salesforce: the flags of ObjectPermissions"
#     ref: https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-objectpermissions.html
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.access]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names, then Object Settings, and clear
#     View All Records; in metadata set viewAllRecords to false. Share the records the integration
#     needs by a sharing rule.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3", "6.8"]
#     sbs: [SBS-ACS-008]
#     salesforce-restricted-user: ["2", "7"]
package rules.least_privilege.salesforce_view_all_records

import data.lib.salesforce

# METADATA
# description: every object on which an integration user holds the flag
findings contains finding if {
	some access in input.salesforce.access
	some row in access.objects
	"view_all" in row.access
	object_name := salesforce.object_label(row.object)
	roads := salesforce.through(salesforce.giving(row.via, {"view_all"}))

	finding := {
		"subject": {"kind": "salesforce.object_access", "id": $"{access.user}/{row.object}"},
		"message": $"{access.user} can see every record of {object_name}, whatever sharing says, {roads}",
	}
}
