# METADATA
# title: Clay API key on demand has no review to come
# description: |
#   A key that is rotated on demand is rotated when somebody decides to, so the day on which somebody
#   asks has to be set: review_at. A key without one, or whose day is over or further away than
#   max_days, runs on by itself.
# related_resources:
#   - description: "Clay: API keys never expire, rotate them on a schedule"
#     ref: https://university.clay.com/docs/cli-security-privacy
# custom:
#   severity: medium
#   needs: [clay.api_keys]
#   on_partial: judge
#   remediation: |
#     Ask the key's owner whether it is still needed. If not, delete it under API and CLI > API keys. If
#     so, rotate it or say why not, and set the next review_at beside the key in the inventory.
#   params:
#     cadences:
#       description: Cadences that set no date by themselves
#       default: [on-demand]
#     max_days:
#       description: Days from the snapshot within which the next review is to be
#       default: 365
#   controls:
#     soc2: [CC6.1, CC4.1]
#     iso27001: [A.5.17, A.5.18]
#     nist800-53: [IA-5, AC-2]
#     clay-access-audit: ["3", "7"]
package rules.key_rotation.clay_api_key_unreviewed

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: every key on demand that nobody is going to ask about
findings contains _finding(key, $"{key.name} was due for review on {day}, and nobody set another day") if {
	some key in _on_demand
	clock.day_over(key.review_at)
	day := substring(key.review_at, 0, 10)
}

findings contains _finding(key, $"{key.name} is rotated on demand, and no day is set to ask") if {
	some key in _on_demand
	not key.review_at
}

findings contains _finding(key, $"{key.name} is rotated on demand, and its review on {day} is more than {limit} days away") if {
	some key in _on_demand
	limit := _params.max_days
	clock.days_since(key.review_at) < 0 - limit
	day := substring(key.review_at, 0, 10)
}

_on_demand contains key if {
	some key in input.clay.api_keys
	key.rotation in _params.cadences
}

_finding(key, message) := {
	"subject": {"kind": "clay.api_key", "id": key.id, "name": key.name},
	"message": message,
}

_params := params.of(rego.metadata.chain())
