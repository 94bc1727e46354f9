# METADATA
# title: Clay webhook accepts anyone
# description: |
#   A webhook source without an auth token takes records from whoever has seen its URL, which stands
#   in logs, browsers and other people's tools; each record runs the table's columns and spends
#   credits. A webhook of which nobody recorded whether it asks for a token is a finding.
# related_resources:
#   - description: "Clay: webhook sources and their auth token"
#     ref: https://university.clay.com/docs/webhook-integration-guide
# custom:
#   severity: medium
#   needs: [clay.webhooks]
#   on_partial: judge
#   remediation: |
#     Open the webhook source of the table, turn on the auth token and copy it, it is shown once; send
#     it with the sender's requests. Record has_auth beside the webhook in the inventory.
#   controls:
#     soc2: [CC6.1, CC6.6]
#     iso27001: [A.8.5, A.8.26]
#     nist800-53: [AC-3, IA-9]
package rules.least_privilege.clay_webhook_without_auth

import future.keywords.not

# METADATA
# description: every webhook that asks for no token, or may not
findings contains _finding(webhook, "asks for no token, so whoever knows its URL can fill the table") if {
	some webhook in input.clay.webhooks
	webhook.has_auth == false
}

findings contains _finding(webhook, "has no record of whether it asks for a token") if {
	some webhook in input.clay.webhooks
	not is_boolean(webhook.has_auth)
}

_finding(webhook, state) := {
	"subject": {"kind": "clay.webhook", "id": webhook.id, "name": webhook.name},
	"message": $"{webhook.name} {state}",
}
