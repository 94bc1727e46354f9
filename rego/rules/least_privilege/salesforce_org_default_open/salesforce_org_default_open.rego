# METADATA
# title: Org-wide default opens the records of an integration's object
# description: |
#   Sharing rules only add access. Where the org-wide default of an object is anything but Private
#   (or follows its parent), every internal user sees all its records, and a record scope means
#   nothing. Judged are the objects that the policy of an integration user names, and the object
#   of its record scope. An object whose default is not in the evidence is a finding: nobody can
#   say that it is private.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user, record visibility"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: high
#   needs: [salesforce.objects, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup > Sharing Settings edit Organization-Wide Defaults and set the object to Private; in
#     metadata set sharingModel of the object. This recalculates sharing for the whole org and hides
#     records from everybody who relied on the default: plan sharing rules for them first. If the
#     default is not in the evidence, retrieve the CustomObject into the metadata project.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["7"]
package rules.least_privilege.salesforce_org_default_open

import future.keywords.not

import data.lib.salesforce

# METADATA
# description: every object in a policy whose records are open to all, or may be
findings contains _finding(name, $"{name} is open to every internal user by its org-wide default {model}") if {
	some listed in input.salesforce.objects
	name := listed.name
	name in _scoped
	model := listed.sharing_model
	not model in {"Private", "ControlledByParent"}
}

findings contains _finding(name, $"{name} has no org-wide default in the evidence, so it may be open to all") if {
	some name in (_scoped - _known)
}

_scoped contains name if {
	some user in input.salesforce.integration_users
	some name, _ in salesforce.approved(user).objects
}

_scoped contains name if {
	some user in input.salesforce.integration_users
	name := salesforce.approved(user).record_scope.object
}

_known contains listed.name if {
	some listed in input.salesforce.objects
	listed.sharing_model
}

_finding(name, message) := {
	"subject": {"kind": "salesforce.object", "id": name},
	"message": message,
}
