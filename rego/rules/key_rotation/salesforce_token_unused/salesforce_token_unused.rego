# METADATA
# title: Salesforce token of an integration is not in use
# description: |
#   A token that nothing uses is a key that nobody misses when it is copied. It counts as unused for
#   as long as its last use is away; one that was never used counts from the day it was made, and one
#   with neither date is a finding, since nobody can say, as is one of more than a day after the
#   snapshot: a clock or an export is wrong.
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
#     Under OAuth Connected Apps on the user's page revoke the token. Each user may hold several
#     tokens for one app: keep the one the integration works with.
#   params:
#     days:
#       description: Days that a token may lie unused
#       default: 60
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.17]
#     nist800-53: [IA-5, IA-5(1)]
#     cis-v8: ["5.2"]
#     sbs: [SBS-OAUTH-002]
#     salesforce-restricted-user: ["9"]
package rules.key_rotation.salesforce_token_unused

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: every token of an integration user that lay unused for longer than allowed
findings contains _finding(token, $"was last used {days} days ago, and {_params.days} are allowed") if {
	some token in _tokens
	days := clock.days_since(token.last_used_at)
	days > _params.days
}

findings contains _finding(token, $"was never used in {days} days, and {_params.days} are allowed") if {
	some token in _tokens
	not token.last_used_at
	days := clock.days_since(token.created_at)
	days > _params.days
}

findings contains _finding(token, "was last used after the snapshot, so nobody knows when") if {
	some token in _tokens
	clock.days_since(token.last_used_at) < -1
}

findings contains _finding(token, "has neither a day of its making nor of its last use") if {
	some token in _tokens
	not token.last_used_at
	not token.created_at
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
