# METADATA
# title: Clay API key has wider scopes than declared
# description: |
#   A key's scopes are chosen once, at creation, and "all" is the easy choice. What its purpose needs
#   is declared beside it (declared_scopes); a scope beyond that, a key for which nothing is
#   declared, and a key whose scopes nobody recorded are findings.
# related_resources:
#   - description: "Clay: API keys, their names and scopes"
#     ref: https://university.clay.com/docs/guide-find-clay-api-key
# custom:
#   severity: high
#   needs: [clay.api_keys]
#   on_partial: judge
#   remediation: |
#     In Clay open API and CLI > API keys, create a key with the declared scopes alone, move the
#     consumer to it and delete the wide one. Record scopes and declared_scopes in the inventory.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.2]
#     nist800-53: [AC-6]
#     cis-v8: ["6.8"]
#     clay-access-audit: ["3"]
package rules.least_privilege.clay_api_key_scope_wide

import data.lib.text

# METADATA
# description: every key that may do more than its purpose needs, or may
findings contains _finding(key, $"{key.name} has scopes its purpose does not need: {beyond}") if {
	some key in input.clay.api_keys
	count(_declared(key)) > 0
	beyond := text.series(sort(_scopes(key) - _declared(key)))
}

findings contains _finding(key, $"{key.name} declares no scopes that its purpose needs") if {
	some key in input.clay.api_keys
	count(_declared(key)) == 0
}

findings contains _finding(key, $"{key.name} has scopes that nobody recorded") if {
	some key in input.clay.api_keys
	count(_declared(key)) > 0
	count(_scopes(key)) == 0
}

_scopes(key) := {scope | some scope in key.scopes}

_declared(key) := {scope | some scope in key.declared_scopes}

_finding(key, message) := {
	"subject": {"kind": "clay.api_key", "id": key.id, "name": key.name},
	"message": message,
}
