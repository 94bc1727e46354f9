# METADATA
# title: Integration user reaches code, flows or apps beyond its policy
# description: |
#   Apex classes and pages, flows, custom permissions, custom settings, credentials and apps are doors
#   of their own: Apex and many flows run without the user's limits, and a custom permission switches
#   on what only its author knows. Every entity that effective access opens stands under setup in the
#   user's policy, by kind and name; an app may stand under apps. What the org has no name for goes
#   by its id.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: medium
#   needs: [salesforce.access, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names and remove the entity under Apex
#     Class Access, Visualforce Page Access, Flow Access, Custom Permissions or Assigned Apps; in
#     metadata remove its element. If the integration needs it, name it under setup in the user's
#     policy.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["6.8"]
#     sbs: [SBS-ACS-008]
#     salesforce-restricted-user: ["1", "6"]
package rules.least_privilege.salesforce_setup_not_approved

import future.keywords.not

import data.lib.salesforce

# METADATA
# description: every setup entity that the user's policy does not name
findings contains finding if {
	some access in input.salesforce.access
	policy := salesforce.approved(access.user)
	some row in access.setup
	not row.name in policy.setup[row.kind]
	not _is_approved_app(access.user, row)
	kind := replace(row.kind, "_", " ")
	roads := salesforce.through(row.via)

	finding := {
		"subject": {"kind": "salesforce.setup_access", "id": $"{access.user}/{row.kind}:{row.name}"},
		"message": $"{access.user} reaches the {kind} {row.name} beyond its policy, {roads}",
	}
}

# Whom the policy lets go through an app may be admitted to it.
_is_approved_app(user, row) if {
	row.kind in {"connected_app", "external_client_app"}
	salesforce.uses_app(user, {row.name})
}
