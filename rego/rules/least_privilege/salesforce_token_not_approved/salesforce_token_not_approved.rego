# METADATA
# title: Salesforce token is of the wrong user or the wrong app
# description: |
#   A token is approved once and works until it is revoked. One of an integration's app in the name of
#   a person gives the app all that person may do, past the restricted user; one of an integration
#   user for another app lends its access to somebody else. The apps of a policy are the names that
#   tokens bear.
# related_resources:
#   - description: "Salesforce: OauthToken, the grants of users to apps"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_oauthtoken.htm
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: high
#   needs: [salesforce.tokens, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup > Connected Apps OAuth Usage, or under OAuth Connected Apps on the user's page,
#     revoke the token. Connect the app again as the integration user; if the app is meant to work
#     as this user, name it under apps in the user's policy.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.17, A.5.18]
#     nist800-53: [AC-2, IA-5]
#     cis-v8: ["6.2"]
#     sbs: [SBS-OAUTH-002]
#     salesforce-restricted-user: ["9"]
package rules.least_privilege.salesforce_token_not_approved

import future.keywords.not

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every token of an integration user for another app, or of an integration's app for another user
findings contains finding if {
	some token in input.salesforce.tokens
	problem := _problem(token)

	finding := {
		"subject": {"kind": "salesforce.token", "id": token.id},
		"message": $"{token.user} {problem}",
	}
}

_problem(token) := $"has given {token.app} a token, which its policy does not name" if {
	token.user in input.salesforce.integration_users
	salesforce.approved(token.user) # a user without one is the matter of another rule
	not salesforce.uses_app(token.user, {token.app})
}

_problem(token) := $"has given {token.app} a token, and is not the integration user of {users}" if {
	not token.user in input.salesforce.integration_users
	users := text.series(sort({user |
		some user in input.salesforce.integration_users
		salesforce.uses_app(user, {token.app})
	}))
}
