# METADATA
# title: Integration user reaches a field beyond its policy
# description: |
#   Every field that the user can read or edit in effect stands in its policy; a field approved
#   for edit may be read. Fields that field-level security cannot hide (Id, Name, OwnerId,
#   required and master-detail fields) are left out: only object permissions govern them. View
#   All Fields, on one object or on all, voids field-level security, so it is a finding of its
#   own: field "*".
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user, field-level security"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
#   - description: "Salesforce: ViewAllFields in ObjectPermissions"
#     ref: https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-objectpermissions.html
# custom:
#   severity: high
#   needs: [salesforce.access, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names, then Object Settings, the object
#     and Edit, and clear Read Access or Edit Access of the field; in metadata set readable or
#     editable of its fieldPermissions entry to false. For field "*" clear View All Fields
#     (viewAllFields). If the integration needs the field, add it to fields in the user's policy.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3", "6.8"]
#     salesforce-restricted-user: ["4", "5"]
package rules.least_privilege.salesforce_field_not_approved

import future.keywords.not

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every field of which more can be done than the user's policy approves
findings contains finding if {
	some access in input.salesforce.access
	policy := salesforce.approved(access.user)
	approved := _approved(policy)
	some row in salesforce.granted_fields(access)
	excess := [use | some use in _uses(row.access); not [use, row.object, row.field] in approved]
	uses := text.series(excess)
	field := _name(row.object, row.field)
	roads := salesforce.through(salesforce.giving(row.via, _letters(excess)))

	finding := {
		"subject": {"kind": "salesforce.field_access", "id": $"{access.user}/{row.object}.{row.field}"},
		"message": $"{access.user} can {uses} {field} beyond its policy, {roads}",
	}
}

_approved(policy) := {[use, name, field] |
	some name, fields in policy.fields
	some list, uses in {"read": ["read"], "edit": ["read", "edit"]}
	some field in fields[list]
	some use in uses
}

# Whatever is not plain reading is taken for both.
default _uses(_) := ["read", "edit"]

_uses("r") := ["read"]

_letters(excess) := {"r", "rw"} if "read" in excess

_letters(excess) := {"rw"} if not "read" in excess

_name(object_name, field) := $"{object_name}.{field}" if field != "*"

_name(object_name, "*") := $"every field of {object_name}" if object_name != "*"

_name("*", "*") := "every field of every object"
