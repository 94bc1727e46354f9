# METADATA
# title: Clay API key is not used any more
# description: |
#   A key that nothing uses opens the same doors as one in use, and nobody would notice it gone. No
#   Clay source knows when a key was last used, so somebody reads it off the systems that hold it and
#   records last_used_at; while not every key has one, clay.key_usage is not complete and this rule
#   says nothing good. A key used later than the snapshot was taken is dated wrongly: a finding.
# related_resources:
#   - description: "Clay: delete keys that are no longer needed"
#     ref: https://university.clay.com/docs/cli-security-privacy
# custom:
#   severity: medium
#   needs: [clay.api_keys, clay.key_usage]
#   on_partial: judge
#   remediation: |
#     Ask the key's owner, then delete the key under API and CLI > API keys; restoring one that was
#     needed after all means creating a new one. Record last_used_at of those that stay.
#   params:
#     days:
#       description: Days a key may go unused
#       default: 90
#   controls:
#     soc2: [CC6.1, CC6.2]
#     iso27001: [A.5.17, A.5.18]
#     nist800-53: [AC-2(3), IA-5]
#     cis-v8: ["5.3"]
#     clay-access-audit: ["3"]
package rules.key_rotation.clay_api_key_unused

import data.lib.clock
import data.lib.params

# METADATA
# description: every key that was last used too long ago
findings contains _finding(key, $"{key.name} was last used {days} days ago, and {_params.days} are allowed") if {
	some key in input.clay.api_keys
	days := clock.days_since(key.last_used_at)
	days > _params.days
}

findings contains _finding(key, $"{key.name} was last used on {key.last_used_at}, which is still to come") if {
	some key in input.clay.api_keys
	clock.in_future(key.last_used_at)
}

_finding(key, message) := {
	"subject": {"kind": "clay.api_key", "id": key.id, "name": key.name},
	"message": message,
}

_params := params.of(rego.metadata.chain())
