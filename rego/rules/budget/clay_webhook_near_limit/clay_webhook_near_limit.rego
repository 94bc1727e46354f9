# METADATA
# title: Clay webhook is near its lifetime limit
# description: |
#   A webhook source takes 50,000 submissions in its life; deleting rows does not give any back.
#   Then Clay answers 403 and drops what is sent, without a log or a retry. Auto-delete
#   (passthrough) lifts the limit. A webhook whose submissions nobody counted is a finding.
# related_resources:
#   - description: "Clay: webhook limits"
#     ref: https://university.clay.com/docs/webhook-integration-guide
# custom:
#   severity: medium
#   needs: [clay.webhooks]
#   on_partial: judge
#   remediation: |
#     Add a fresh webhook source to the table, point the sender to its URL and delete the old one, or
#     turn on auto-delete for the table (Enterprise). Where no count is known, read it off the source
#     in Clay and record submissions in the inventory.
#   params:
#     share:
#       description: Share of the limit from which a webhook is near it
#       default: 0.8
#     limit:
#       description: Submissions a webhook may take where its own limit is not known
#       default: 50000
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["9"]
package rules.budget.clay_webhook_near_limit

import future.keywords.not

import data.lib.params

# METADATA
# description: every webhook that has used up most of its submissions, or may have
findings contains _finding(webhook, $"{webhook.name} has taken {taken} of the {limit} submissions of its lifetime") if {
	some webhook in input.clay.webhooks
	not webhook.auto_delete == true
	taken := webhook.submissions
	limit := object.get(webhook, "limit", _params.limit)
	taken >= limit * _params.share
}

findings contains _finding(webhook, $"{webhook.name} has no count of submissions to compare with its limit") if {
	some webhook in input.clay.webhooks
	not webhook.auto_delete == true
	not webhook.submissions >= 0
}

_finding(webhook, message) := {
	"subject": {"kind": "clay.webhook", "id": webhook.id, "name": webhook.name},
	"message": message,
}

_params := params.of(rego.metadata.chain())
