# METADATA
# title: One Salesforce user serves several integrations
# description: |
#   A user that several apps work as has the access of all of them together, no log tells them apart,
#   and revoking one stops the others. Counted are the different apps that hold a token of an
#   integration user, whether or not its policy names them.
# related_resources:
#   - description: "Salesforce: OauthToken, the grants of users to apps"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_oauthtoken.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.tokens]
#   on_partial: judge
#   remediation: |
#     Create a user with a profile, a permission set and a policy of its own for each app, connect
#     the app anew as that user, then revoke the app's token of the shared one under OAuth Connected
#     Apps on its page.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.16]
#     nist800-53: [AC-2, IA-2, IA-5]
#     cis-v8: ["5.5"]
#     sbs: [SBS-ACS-007]
#     salesforce-restricted-user: ["1", "9"]
package rules.least_privilege.salesforce_user_shared

import data.lib.text

# METADATA
# description: every integration user with tokens of more than one app
findings contains finding if {
	some user in input.salesforce.integration_users
	apps := {token.app | some token in input.salesforce.tokens; token.user == user}
	count(apps) > 1
	names := text.series(sort(apps))

	finding := {
		"subject": {"kind": "salesforce.user", "id": user},
		"message": $"{user} serves {count(apps)} apps, {names}",
	}
}
