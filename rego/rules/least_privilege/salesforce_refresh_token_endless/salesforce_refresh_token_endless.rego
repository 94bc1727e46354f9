# METADATA
# title: Refresh tokens of an integration's app live too long
# description: |
#   A refresh token is a password that works until somebody revokes it. With a policy of infinite, or
#   one of more days than max_days, a token that leaked last year still opens the org. An app whose
#   policy nobody knows is a finding too. Judged are the apps that policies of integration users name,
#   those that run as one, hold a token of one or are pre-authorised for what one holds, and every app
#   while the policy of one names none.
# related_resources:
#   - description: "Salesforce: OAuth access policies of an app"
#     ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_manage_oauth_access_policies_for_a_connected_app_ip_relaxation.htm
#   - description: "Salesforce: external client apps replace connected apps"
#     ref: https://help.salesforce.com/s/articleView?id=005228017
# custom:
#   severity: high
#   needs: [salesforce.apps]
#   on_partial: judge
#   remediation: |
#     In Setup open the app's OAuth policies and set Refresh Token Policy to expire after 30 days of
#     not being used, or after a fixed time; in metadata refreshTokenPolicy under oauthPolicy, such
#     as specific_inactivity:30:DAYS, or refreshTokenPolicyType.
#   params:
#     max_days:
#       description: Days that a refresh token may live, or lie unused
#       default: 90
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.17, A.8.5]
#     nist800-53: [IA-5(1), AC-12]
#     cis-v8: ["6.8"]
#     sbs: [SBS-DEP-006]
#     salesforce-restricted-user: ["9"]
package rules.least_privilege.salesforce_refresh_token_endless

import future.keywords.not

import data.lib.params
import data.lib.salesforce
import data.lib.text

# METADATA
# description: every app of an integration of which this is so
findings contains finding if {
	some name, apps in salesforce.integration_apps
	problems := text.series(sort({problem | some app in apps; some problem in _problems(app)}))

	finding := {
		"subject": {"kind": "salesforce.app", "id": name},
		"message": $"{name} {problems}",
	}
}

_problems(app) := {$"keeps refresh tokens for {app.refresh_token_days} days, and {_params.max_days} are allowed"} if {
	app.refresh_token_days > _params.max_days
}

_problems(app) := {"keeps refresh tokens until somebody revokes them"} if {
	app.refresh_token_policy == "infinite"
}

_problems(app) := {"has no refresh token policy in the evidence"} if {
	not app.refresh_token_policy in {"infinite", "zero"}
	not is_number(app.refresh_token_days)
}

_params := params.of(rego.metadata.chain())
