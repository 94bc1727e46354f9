# METADATA
# title: Salesforce token of an integration is overdue for renewal
# description: |
#   The token that an integration got when somebody clicked connect opens the org until it is revoked,
#   whoever has copied it since. It is renewed by connecting again and revoking the old one. A token
#   without a date may be of any age, and is a finding too, as is one dated after the snapshot.
# related_resources:
#   - description: "Salesforce: OauthToken, the grants of users to apps"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_oauthtoken.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.tokens]
#   on_partial: judge
#   remediation: |
#     Connect the integration again as its user, see that it works, then revoke the old token under
#     OAuth Connected Apps on the user's page. A refresh token policy that ends by itself does it
#     for you.
#   params:
#     days:
#       description: Days that a token may live before it is renewed
#       default: 365
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.17]
#     nist800-53: [IA-5, IA-5(1)]
#     cis-v8: ["5.2"]
#     sbs: [SBS-OAUTH-002]
#     salesforce-restricted-user: ["9"]
package rules.key_rotation.salesforce_token_overdue

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: every token of an integration user that is older than allowed, or of unknown age
findings contains _finding(token, $"is {days} days old, and {_params.days} are allowed") if {
	some token in _tokens
	days := clock.days_since(token.created_at)
	days > _params.days
}

findings contains _finding(token, "was made on a day nobody recorded") if {
	some token in _tokens
	not token.created_at
}

findings contains _finding(token, "is dated after the snapshot") if {
	some token in _tokens
	clock.in_future(token.created_at)
}

_tokens contains token if {
	some token in input.salesforce.tokens
	token.user in input.salesforce.integration_users
}

_finding(token, problem) := {
	"subject": {"kind": "salesforce.token", "id": token.id},
	"message": $"The token of {token.user} for {token.app} {problem}",
}

_params := params.of(rego.metadata.chain())
