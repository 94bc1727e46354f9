# METADATA
# title: Integration user can change every record of an object
# description: |
#   Modify All Records edits, deletes and transfers every record of an object, locked ones among them,
#   past sharing and approval processes. No integration needs it, and no policy approves it: accepting
#   it takes a waiver. Object "*" is every object, as Modify All Data opens it.
# related_resources:
#   - description: "Salesforce: the flags of ObjectPermissions"
#     ref: https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-objectpermissions.html
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: critical
#   needs: [salesforce.access]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names, then Object Settings, and clear
#     Modify All Records; in metadata set modifyAllRecords to false.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.2]
#     nist800-53: [AC-6, AC-6(1)]
#     cis-v8: ["6.8"]
#     sbs: [SBS-ACS-004, SBS-ACS-008]
#     salesforce-restricted-user: ["2", "7"]
package rules.least_privilege.salesforce_modify_all_records

import data.lib.salesforce

# METADATA
# description: every object on which an integration user holds the flag
findings contains finding if {
	some access in input.salesforce.access
	some row in access.objects
	"modify_all" in row.access
	object_name := salesforce.object_label(row.object)
	roads := salesforce.through(salesforce.giving(row.via, {"modify_all"}))

	finding := {
		"subject": {"kind": "salesforce.object_access", "id": $"{access.user}/{row.object}"},
		"message": $"{access.user} can change and delete every record of {object_name}, whatever sharing says, {roads}",
	}
}
