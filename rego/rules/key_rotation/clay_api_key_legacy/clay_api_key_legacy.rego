# METADATA
# title: Clay legacy API key is in use
# description: |
#   The legacy key of a user has no scopes: it holds all that its user may do, and there is one for
#   everything that uses it. Clay means to retire it. A key of which nobody recorded the kind may
#   be one, so it is a finding.
# related_resources:
#   - description: "Clay: account settings, API key (legacy)"
#     ref: https://university.clay.com/docs/account-settings
# custom:
#   severity: high
#   needs: [clay.api_keys]
#   on_partial: judge
#   remediation: |
#     Create a key with scopes under API and CLI > API keys for each system and move it there. Then
#     choose Regenerate key under Settings > Account > API key (legacy), store the new one nowhere, and
#     take the legacy key out of the inventory.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.17, A.8.2]
#     nist800-53: [AC-6, IA-5]
#     clay-access-audit: ["3", "7"]
package rules.key_rotation.clay_api_key_legacy

import future.keywords.not

# METADATA
# description: every key that is of the legacy kind, or may be
findings contains _finding(key, "is a legacy key, which holds all that its owner may do") if {
	some key in input.clay.api_keys
	key.kind == "legacy"
}

findings contains _finding(key, "has no record of its kind, so it may be a legacy key") if {
	some key in input.clay.api_keys
	not key.kind in ["legacy", "public"]
}

_finding(key, state) := {
	"subject": {"kind": "clay.api_key", "id": key.id, "name": key.name},
	"message": $"{key.name} {state}",
}
