# METADATA
# title: Org-wide default opens the records of an integration's object
# description: |
#   Sharing rules only add access. Where the org-wide default of an object is anything but Private,
#   every internal user sees all its records, and a record scope means nothing. An object that is
#   controlled by its parent is as open as the object its records hang on, as contacts are by
#   accounts; one of several parents is open where none of them is private. Judged are the objects
#   that the policy of an integration user names, and the object of its record scope. An object whose
#   default, or whose parent's, is not in the evidence is a finding: nobody can say that it is private.
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
#     default is not in the evidence, retrieve the CustomObject, and that of its parent, into the
#     metadata project.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["7"]
package rules.least_privilege.salesforce_org_default_open

import future.keywords.not

import data.lib.orgwide
import data.lib.salesforce
import data.lib.text

# METADATA
# description: every object in a policy whose records are open to all, or may be
findings contains _finding(name, $"{name} is open to every internal user by its org-wide default {model}") if {
	some name in _scoped
	some model in orgwide.models(name)
	not model in {"Private", "ControlledByParent"}
}

findings contains _finding(name, $"{name} has no org-wide default in the evidence, so it may be open to all") if {
	some name in _scoped
	count(orgwide.models(name)) == 0
}

findings contains _finding(name, $"{name} is controlled by its parent, and {problem}") if {
	some name in _scoped
	"ControlledByParent" in orgwide.models(name)
	roots := orgwide.roots(name)
	not _has_private(roots)
	problem := _problem(roots)
}

default _problem(_) := "that has no org-wide default in the evidence, so it may be open to all"

_problem(roots) := $"{parents} is open to every internal user by its org-wide default" if {
	parents := text.series(sort({root | some root in roots; count(orgwide.models(root)) > 0}))
}

_has_private(roots) if {
	some root in roots
	"Private" in orgwide.models(root)
}

_scoped contains name if {
	some user in input.salesforce.integration_users
	some name, _ in salesforce.approved(user).objects
}

_scoped contains name if {
	some user in input.salesforce.integration_users
	name := salesforce.approved(user).record_scope.object
}

_finding(name, message) := {
	"subject": {"kind": "salesforce.object", "id": name},
	"message": message,
}
