# METADATA
# title: Clay credential was rotated without a line in the rotation log
# description: |
#   A key or connection whose rotation date changed since the previous snapshot was rotated, or
#   somebody says so: the rotation log tells who did it and on which ticket. A line counts within
#   some days of the rotation, before or after. The previous snapshot is the one that
#   sources.previous in leastwise.yaml names; without it nothing can be compared.
# related_resources:
#   - description: "Clay: API keys never expire, rotate them on a schedule"
#     ref: https://university.clay.com/docs/cli-security-privacy
# custom:
#   severity: low
#   needs: [changes.rotated, clay.rotation_log]
#   on_partial: judge
#   remediation: |
#     Ask the owner who rotated the key or connection, and add a line to rotation_log in the inventory:
#     key, at, by and evidence. If nobody did, mend rotated_at beside the key and rotate it now.
#   params:
#     days:
#       description: Days between a rotation and its line in the log
#       default: 7
#   controls:
#     soc2: [CC6.1, CC8.1]
#     iso27001: [A.5.17, A.8.15]
#     nist800-53: [IA-5, AU-12]
#     clay-access-audit: ["7"]
package rules.key_rotation.clay_rotation_not_logged

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: every rotation since the previous snapshot that the log does not hold
findings contains finding if {
	some kind in ["clay.api_key", "clay.connection"]
	some rotated in input.changes.rotated
	rotated.kind == kind
	not _is_logged(rotated)
	day := substring(rotated.rotated_at, 0, 10)

	finding := {
		"subject": {"kind": kind, "id": rotated.id, "name": rotated.name},
		"message": $"{rotated.name} was rotated on {day}, and the rotation log has no line on it",
	}
}

_is_logged(rotated) if {
	some line in input.clay.rotation_log
	line.key == rotated.id
	abs(clock.days_since(line.at) - clock.days_since(rotated.rotated_at)) <= _params.days
}

_params := params.of(rego.metadata.chain())
