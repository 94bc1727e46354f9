# METADATA
# title: Clay API key has no date
# description: |
#   A key of which neither the creation nor a rotation is recorded has an age nobody can state,
#   so nobody can say that it is in time. Clay shows no creation date of other people's keys:
#   the date has to come from the inventory.
# related_resources:
#   - description: "Clay: where API keys are created, and that they never expire"
#     ref: https://university.clay.com/docs/guide-find-clay-api-key
# custom:
#   severity: medium
#   needs: [clay.api_keys]
#   on_partial: judge
#   remediation: |
#     Ask the key's owner when it was made and record created_at or rotated_at beside it in the
#     inventory. If nobody knows, replace it under API and CLI > API keys and record today.
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.17]
#     nist800-53: [IA-5]
#     cis-v8: ["5.5"]
#     clay-access-audit: ["7"]
package rules.key_rotation.clay_api_key_undated

import future.keywords.not

# METADATA
# description: every key with neither a creation nor a rotation date
findings contains finding if {
	some key in input.clay.api_keys
	not key.rotated_at
	not key.created_at

	finding := {
		"subject": {"kind": "clay.api_key", "id": key.id, "name": key.name},
		"message": $"{key.name} records neither its creation nor a rotation, so its age is not known",
	}
}
