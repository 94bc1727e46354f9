# METADATA
# title: Integration can edit the field its records are selected by
# description: |
#   A criteria rule opens the records whose field has a value. Whoever can edit that field moves
#   records in and out of the scope by itself: a rule on Region means nothing to a user who may write
#   Region.
# related_resources:
#   - description: "Salesforce: sharing rules share with roles, groups and territories"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingrules.htm
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: high
#   needs: [salesforce.sharing_rules, salesforce.access, salesforce.fields, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     Take edit of the field from the user: in Setup open the permission set that gives it, then
#     Object Settings, and clear Edit Access; in metadata set editable of its fieldPermissions entry
#     to false. Or select the records by a field that only the org writes.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["5", "7"]
package rules.least_privilege.salesforce_sharing_criteria_editable

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every rule of a record scope whose criteria an integration user can edit
findings contains finding if {
	some rule in input.salesforce.sharing_rules
	writers := sort({writer |
		some access in input.salesforce.access
		scope := salesforce.approved(access.user).record_scope
		scope.object == rule.object
		lower(scope.sharing_rule) == lower(rule.name)
		some criterion in rule.criteria
		_can_edit(access, rule.object, criterion.field)
		writer := $"{criterion.field}, which {access.user} can edit"
	})
	fields := text.series(writers)

	finding := {
		"subject": {"kind": "salesforce.sharing_rule", "id": $"{rule.object}.{rule.name}"},
		"message": $"{rule.name} selects {rule.object} by {fields}",
	}
}

_can_edit(access, object_name, field) if {
	some row in access.fields
	row.object in {object_name, "*"}
	row.field in {field, "*"}
	row.access == "rw"
}
