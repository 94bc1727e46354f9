# METADATA
# title: Integration writes directly although a writeback object is declared
# description: |
#   A policy that names a writeback object says where the integration writes: to records of its own,
#   from which the org takes what it wants. Create, Edit or Delete on any other object goes around
#   that. Object "*" is every object, as Modify All Data opens it.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: high
#   needs: [salesforce.access, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names, then Object Settings, and clear
#     all but Read; in metadata set allowCreate, allowEdit and allowDelete to false. If direct
#     writing is intended, remove writeback_object from the policy and list the fields under edit.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3", "6.8"]
#     salesforce-restricted-user: ["3"]
package rules.least_privilege.salesforce_write_beside_writeback

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every other object that can be written, of a user with a writeback object
findings contains finding if {
	some access in input.salesforce.access
	writeback := salesforce.approved(access.user).writeback_object
	some row in access.objects
	row.object != writeback
	writes := [flag | some flag in row.access; flag in {"create", "edit", "delete", "modify_all"}]
	flags := text.series(writes)
	object_name := salesforce.object_label(row.object)
	roads := salesforce.through(salesforce.giving(row.via, {flag | some flag in writes}))

	finding := {
		"subject": {"kind": "salesforce.object_access", "id": $"{access.user}/{row.object}"},
		"message": $"{access.user} has {flags} on {object_name} and is meant to write to {writeback} alone, {roads}",
	}
}
