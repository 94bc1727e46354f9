# METADATA
# title: Integration user can gain more by activating a session
# description: |
#   A permission set or group that needs session activation grants nothing until a session activates
#   it, so that effective access does not show it. A flow, or whoever holds the right permission, can
#   activate it, and then the integration has it. What activation would add is a finding, whatever it
#   is.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: medium
#   needs: [salesforce.access]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or group under Session Activation Required and remove the
#     integration user's assignment: emergency access belongs to named people.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.18, A.8.2]
#     nist800-53: [AC-6(2), AC-6(5)]
#     cis-v8: ["6.8"]
#     sbs: [SBS-ACS-009]
#     salesforce-restricted-user: ["1"]
package rules.least_privilege.salesforce_potential_access

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every integration user to whom a session activation would add access
findings contains finding if {
	some access in input.salesforce.access
	gains := [gain | some row in access.potential.permissions; gain := row.name]
	objects := [gain | some row in access.potential.objects; gain := salesforce.object_label(row.object)]
	fields := [gain | some row in salesforce.granted_fields(access.potential); gain := $"{row.object}.{row.field}"]
	entities := [gain | some row in access.potential.setup; gain := row.name]
	all := text.series(array.flatten([gains, objects, fields, entities]))

	finding := {
		"subject": {"kind": "salesforce.user", "id": access.user},
		"message": $"{access.user} would gain {all} by a session activation",
	}
}
