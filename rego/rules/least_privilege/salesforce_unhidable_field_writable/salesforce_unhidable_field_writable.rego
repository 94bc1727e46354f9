# METADATA
# title: Edit on an object lets an integration rename or re-own records
# description: |
#   Some fields no field-level security protects: with Edit on the object come OwnerId, Name, and
#   every required and master-detail field. An integration approved to edit two fields of Account can
#   then rename accounts, or give them to somebody else, which moves them into or out of everybody's
#   view. Fields the policy lists under edit are meant, and so is the writeback object, whose records
#   are the integration's own.
# related_resources:
#   - description: "Salesforce: fields that field permissions do not cover"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: medium
#   needs: [salesforce.access, salesforce.fields]
#   on_partial: judge
#   remediation: |
#     Take Edit on the object from the user and let the integration write to an object of its own
#     (writeback_object), from which a flow copies what is wanted. If it has to edit, guard these
#     fields with a validation rule and list them under edit in the user's policy.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["3", "5"]
package rules.least_privilege.salesforce_unhidable_field_writable

import future.keywords.not

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every object with fields that are writable only because the object is
findings contains _finding(access.user, row, $"{access.user} can change {fields} of {row.object}, {roads}") if {
	some access in input.salesforce.access
	some row in access.objects
	"edit" in row.access
	fields := text.series(sort({field.field |
		some field in access.fields
		field.object == row.object
		field.always == true
		field.access == "rw"
		not _is_meant(access.user, row.object, field.field)
	}))
	roads := _roads(row)
}

findings contains _finding(user, row, $"{user} can change the owner and the name of every record, {roads}") if {
	some access in input.salesforce.access
	user := access.user
	some row in access.objects
	row.object == "*"
	"edit" in row.access
	roads := _roads(row)
}

_is_meant(user, object_name, _) if salesforce.approved(user).writeback_object == object_name

_is_meant(user, object_name, field) if field in salesforce.approved(user).fields[object_name].edit

_roads(row) := salesforce.through(salesforce.giving(row.via, {"edit"}))

_finding(user, row, message) := {
	"subject": {"kind": "salesforce.object_access", "id": $"{user}/{row.object}"},
	"message": message,
}
