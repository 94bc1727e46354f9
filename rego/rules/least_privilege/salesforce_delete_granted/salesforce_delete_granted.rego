# METADATA
# title: Integration user can delete records
# description: |
#   Enrichment adds and corrects; it never deletes. One wrong run, or one stolen token, that may
#   delete empties an object, and the recycle bin holds records for fifteen days. No policy approves
#   it: accepting it takes a waiver. Object "*" is every object, as Modify All Data opens it.
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
#     Delete; in metadata set allowDelete, and with it modifyAllRecords, to false.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3", "6.8"]
#     sbs: [SBS-ACS-008]
#     salesforce-restricted-user: ["2"]
package rules.least_privilege.salesforce_delete_granted

import data.lib.salesforce

# METADATA
# description: every object on which an integration user holds the flag
findings contains finding if {
	some access in input.salesforce.access
	some row in access.objects
	"delete" in row.access
	object_name := salesforce.object_label(row.object)
	roads := salesforce.through(salesforce.giving(row.via, {"delete"}))

	finding := {
		"subject": {"kind": "salesforce.object_access", "id": $"{access.user}/{row.object}"},
		"message": $"{access.user} can delete records of {object_name}, {roads}",
	}
}
