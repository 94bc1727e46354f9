# METADATA
# title: Former employee's Salesforce token still works
# description: |
#   OAuth tokens outlive passwords, and deactivating a user only rests them. A token whose user the
#   staff roster does not employ is a finding, active user or not, and so is one whose user is not
#   known or names no email: nobody can say whose it is. Integration users belong to no person. Neither
#   does a user declared to serve an integration, the guest of a site or a user of a portal, unless its
#   email stands on the roster.
# related_resources:
#   - description: "Salesforce: OauthToken, the grants of users to apps"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_oauthtoken.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.tokens, salesforce.users, roster.people]
#   remediation: |
#     In Setup open the user and under OAuth Connected Apps revoke every token; then deactivate the
#     user. If an integration worked as this person, connect it again as its own user. For a user of
#     a portal write its type (PowerPartner, ...) in the list of users.
#   params:
#     staff_types:
#       description: Types of user that belong to staff, as UserType names them; a user of no known type is taken for one
#       default: [Standard]
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.18, A.6.5]
#     nist800-53: [AC-2(3), PS-4]
#     cis-v8: ["5.3", "6.2"]
#     sbs: [SBS-ACS-010]
#     salesforce-restricted-user: ["9"]
package rules.former_employee.salesforce_token_holder_left

import future.keywords.not

import data.lib.params
import data.lib.person
import data.lib.roster

# METADATA
# description: every token of a user whom nobody here employs, or cannot be matched
findings contains _finding(token, $"{email} {why}") if {
	some token in _tokens
	user := _users[token.user]
	person.owns(user, _params.staff_types)
	email := user.email
	why := roster.absence(email)
}

findings contains _finding(token, "the user names no email to look up on the staff roster") if {
	some token in _tokens
	user := _users[token.user]
	person.owns(user, _params.staff_types)
	not user.email
}

findings contains _finding(token, "the user is not among the known ones") if {
	some token in _tokens
	not _users[token.user]
}

_users := {user.username: user | some user in input.salesforce.users}

_tokens contains token if {
	some token in input.salesforce.tokens
	not token.user in input.salesforce.integration_users
}

_params := params.of(rego.metadata.chain())

_finding(token, why) := {
	"subject": {"kind": "salesforce.token", "id": token.id},
	"message": $"{token.user} has given {token.app} a token but {why}",
}
