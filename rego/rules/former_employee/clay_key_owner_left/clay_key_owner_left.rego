# METADATA
# title: Clay API key belongs to somebody who left
# description: |
#   A key acts for whoever made it and outlives what they knew about it: nobody is left who can
#   say which systems hold it or notice that it leaks. A key whose owner is not recorded is a
#   finding too.
# related_resources:
#   - description: "Clay: where API keys are made and deleted"
#     ref: https://university.clay.com/docs/guide-find-clay-api-key
# custom:
#   severity: high
#   needs: [clay.api_keys, roster.people]
#   remediation: |
#     Find the systems that hold the key (used_by in the inventory), give each a key of an
#     employed owner, and delete the old one under API and CLI > API keys. List contractors and
#     service accounts that may own keys on the roster.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.16, A.5.18, A.6.5]
#     nist800-53: [AC-2, AC-2(3), PS-4]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1", "3"]
package rules.former_employee.clay_key_owner_left

import future.keywords.not

import data.lib.roster

# METADATA
# description: every API key of somebody whom nobody here employs, or of nobody
findings contains _finding(key, $"belongs to {owner}, who {why}") if {
	some key in input.clay.api_keys
	owner := key.owner
	why := roster.absence(owner)
}

findings contains _finding(key, "names nobody who owns it, so the staff roster cannot be asked") if {
	some key in input.clay.api_keys
	not key.owner
}

_finding(key, text) := {
	"subject": {"kind": "clay.api_key", "id": key.id, "name": key.name},
	"message": $"{key.name} {text}",
}
