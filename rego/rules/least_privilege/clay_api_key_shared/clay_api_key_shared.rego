# METADATA
# title: Clay API key is shared
# description: |
#   A key that several systems hold cannot be revoked for one of them, and none of them can be
#   told apart in what it did. Each downstream system gets a key of its own. A key whose consumer
#   is not recorded may be shared by any number: that is a finding too.
# related_resources:
#   - description: "Clay: creating a key with a name and scopes of its own"
#     ref: https://university.clay.com/docs/guide-find-clay-api-key
# custom:
#   severity: medium
#   needs: [clay.api_keys]
#   on_partial: judge
#   remediation: |
#     In Clay open API and CLI > API keys and create one key for each system, named after it, with
#     the scopes it needs. Move each system to its own, delete the shared key, and list the single
#     consumer of each (used_by) in the inventory.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.16, A.5.17]
#     nist800-53: [AC-6, IA-2, IA-5]
#     cis-v8: ["5.5"]
#     clay-access-audit: ["3"]
package rules.least_privilege.clay_api_key_shared

import data.lib.text

# METADATA
# description: every key held by more than one system, or by nobody knows whom
findings contains _finding(key, $"{key.name} is shared by {n} systems: {names}") if {
	some key in input.clay.api_keys
	consumers := _consumers(key)
	n := count(consumers)
	n > 1
	names := text.series(sort(consumers))
}

findings contains _finding(key, $"{key.name} names no consumer, so nobody can tell whether it is shared") if {
	some key in input.clay.api_keys
	count(_consumers(key)) == 0
}

_consumers(key) := {trim_space(consumer) | some consumer in key.consumers}

_finding(key, message) := {
	"subject": {"kind": "clay.api_key", "id": key.id, "name": key.name},
	"message": message,
}
