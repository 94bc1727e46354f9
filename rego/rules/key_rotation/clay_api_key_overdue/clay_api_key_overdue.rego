# METADATA
# title: Clay API key is overdue for rotation
# description: |
#   Clay's keys never expire, so a key outlives the integration, and the person, it was made for
#   unless somebody replaces it. A key is as old as its last rotation, or as its creation where
#   no rotation is recorded; one with neither date is the matter of clay_api_key_undated. A
#   cadence that no policy knows, and a date still to come, are findings: neither can be judged.
# related_resources:
#   - description: "Clay: API keys never expire, rotate them on a schedule"
#     ref: https://university.clay.com/docs/cli-security-privacy
# custom:
#   severity: high
#   needs: [clay.api_keys]
#   on_partial: judge
#   remediation: |
#     In Clay open API and CLI > API keys, create a key with the same scopes, move the consumer to
#     it and delete the old one. Then record rotated_at beside the key in the inventory.
#   params:
#     cadence_days:
#       description: Days that each cadence allows; policy.clay.api_keys.rotation changes and adds to it
#       default: {monthly: 31, quarterly: 92, biannual: 183, annual: 365, on-demand: 365}
#     default_cadence:
#       description: Cadence of a key that declares none
#       default: quarterly
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.17]
#     nist800-53: [IA-5, IA-5(1)]
#     clay-access-audit: ["7"]
package rules.key_rotation.clay_api_key_overdue

import future.keywords.not

import data.lib.clay
import data.lib.clock
import data.lib.params

# METADATA
# description: every key older than its cadence allows, or whose age cannot be judged
findings contains _finding(key, message) if {
	some key in input.clay.api_keys
	limit := _days[_cadence(key)]
	days := clock.days_since(_renewed(key))
	days > limit
	message := $"{key.name} has not been rotated for {days} days, and its cadence allows {limit}"
}

findings contains _finding(key, message) if {
	some key in input.clay.api_keys
	_days[_cadence(key)]
	renewed := _renewed(key)
	clock.in_future(renewed)
	message := $"{key.name} is dated {renewed}, which is still to come"
}

findings contains _finding(key, $"{key.name} declares a cadence that no policy knows: {cadence}") if {
	some key in input.clay.api_keys
	cadence := _cadence(key)
	not _days[cadence]
}

_finding(key, message) := {
	"subject": {"kind": "clay.api_key", "id": key.id, "name": key.name},
	"message": message,
}

_renewed(key) := key.rotated_at

_renewed(key) := key.created_at if not key.rotated_at

_cadence(key) := object.get(key, "rotation", _params.default_cadence)

_days := clay.cadence_days(_params.cadence_days)

_params := params.of(rego.metadata.chain())
