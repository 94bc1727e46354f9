# METADATA
# title: Integration user has the wrong licence
# description: |
#   The Salesforce Integration licence lets its user use the API and nothing else. A full licence
#   opens the user interface, and permission sets made for people fit it; one with a licence of its
#   own, assigned or in a group that is, is refused to, or gives nothing to, a user who does not have
#   that licence. A licence nobody knows is a finding too.
# related_resources:
#   - description: "Salesforce: the integration user licence"
#     ref: https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.users, salesforce.assignments, salesforce.permission_sets, salesforce.permission_set_groups]
#   on_partial: judge
#   remediation: |
#     In Setup open the user and set User License to Salesforce Integration with the profile Minimum
#     Access - API Only Integrations or a clone, then assign the permission set licence Salesforce
#     API Integration. In a list of users write it down too: permission_set_licenses, such as
#     [SalesforceAPIIntegrationPsl]. A permission set that is for another licence wants its License
#     empty; in metadata remove its license element.
#   params:
#     licenses:
#       description: Licences that an integration user may have
#       default: [Salesforce Integration]
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.16, A.5.18]
#     nist800-53: [AC-2, AC-6]
#     cis-v8: ["5.5"]
#     sbs: [SBS-ACS-007]
#     salesforce-restricted-user: ["1"]
package rules.least_privilege.salesforce_license_not_integration

import future.keywords.not

import data.lib.params
import data.lib.salesforce
import data.lib.text

# METADATA
# description: every integration user with another licence, or with sets that are made for one
findings contains finding if {
	some user in input.salesforce.users
	user.username in input.salesforce.integration_users
	problems := text.series(array.concat(_own(user), _sets(user)))

	finding := {
		"subject": {"kind": "salesforce.user", "id": user.username},
		"message": $"{user.username} {problems}",
	}
}

_own(user) := [$"has the licence {license}" |
	license := user.license
	not license in _params.licenses
] if {
	user.license
}

_own(user) := ["has no known licence"] if not user.license

_sets(user) := [$"holds {name}, which is made for the licence {license}" |
	some [name, license] in sort({[set.name, set.license] |
		some assignment in input.salesforce.assignments
		assignment.user == user.username
		salesforce.counts(assignment)
		some set in input.salesforce.permission_sets
		set.kind == "permission_set"
		set.name in _assigned(assignment)
		not _plain(set.license) in _held(user)
	})
]

_assigned(assignment) := {object.get(assignment, "permission_set", "")} | {name |
	some group in input.salesforce.permission_set_groups
	group.name == assignment.permission_set_group
	some name in group.permission_sets
}

_held(user) := {_plain(license) | some license in object.get(user, "permission_set_licenses", [])} | {_plain(object.get(user, "license", ""))}

# "Salesforce API Integration" is SalesforceAPIIntegrationPsl where the API names it.
_plain(license) := trim_suffix(replace(lower(license), " ", ""), "psl")

_params := params.of(rego.metadata.chain())
