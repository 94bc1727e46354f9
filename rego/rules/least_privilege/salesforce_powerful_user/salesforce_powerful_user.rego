# METADATA
# title: Somebody holds the whole org and is not a named administrator
# description: |
#   Modify All Data, Customize Application, Approve Uninstalled Connected Apps and their like void
#   every restriction of an integration: their holder can read what it reads, widen it, or let another
#   app in with one click. Each active holder other than the integration users is named in
#   administrators, or is a finding; so is a user of whom part of the access was not read. Session
#   activation counts as held.
# related_resources:
#   - description: "Salesforce: changes to connected app usage restrictions"
#     ref: https://help.salesforce.com/s/articleView?id=005132365
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.users, salesforce.assignments, salesforce.permission_sets, salesforce.profiles, salesforce.permission_set_groups]
#   on_partial: judge
#   remediation: |
#     In Setup open the user's profile and permission sets and take the permission away, or name the
#     user in the parameter administrators once somebody has reviewed why it is needed. Delegated
#     administration, or a permission set assigned for a day, often does.
#   params:
#     administrators:
#       description: Usernames that may hold these permissions
#       default: []
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.18, A.8.2]
#     nist800-53: [AC-2(7), AC-6(1), AC-6(5)]
#     cis-v8: ["5.4", "6.8"]
#     sbs: [SBS-ACS-003, SBS-ACS-004, SBS-ACS-006]
#     salesforce-restricted-user: ["6"]
package rules.least_privilege.salesforce_powerful_user

import future.keywords.not

import data.lib.params
import data.lib.salesforce
import data.lib.text

# METADATA
# description: every user who holds or may hold such permissions and whom nobody named
findings contains finding if {
	some user in {row.user | some row in input.salesforce.privileged}
	not user in {lower(named) | some named in _params.administrators}
	holdings := text.series(sort({holding |
		some row in input.salesforce.privileged
		row.user == user
		holding := _holding(row)
	}))

	finding := {
		"subject": {"kind": "salesforce.user", "id": user},
		"message": $"{user} {holdings}",
	}
}

_holding(row) := $"holds {row.permission} {salesforce.through(row.via)}" if row.permission

_holding(row) := $"may hold more ({row.reason})" if not row.permission

_params := params.of(rego.metadata.chain())
