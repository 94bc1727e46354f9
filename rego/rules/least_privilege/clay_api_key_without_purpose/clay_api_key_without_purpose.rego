# METADATA
# title: Clay API key has no purpose or owner
# description: |
#   A key nobody can explain is a key nobody dares revoke. What it is for and who answers for it are
#   recorded beside it; Clay itself knows the person who created it, and stops it with them.
# related_resources:
#   - description: "Clay: API keys, their names and scopes"
#     ref: https://university.clay.com/docs/guide-find-clay-api-key
# custom:
#   severity: medium
#   needs: [clay.api_keys]
#   on_partial: judge
#   remediation: |
#     Ask whoever created the key under API and CLI > API keys what it is for, and record purpose and
#     owner beside it in the inventory. Delete the key in Clay if nobody answers for it.
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.9, A.5.17]
#     nist800-53: [CM-8, IA-5]
#     cis-v8: ["5.5"]
#     clay-access-audit: ["3"]
package rules.least_privilege.clay_api_key_without_purpose

import data.lib.text

# METADATA
# description: every key that lacks its purpose or its owner
findings contains finding if {
	some key in input.clay.api_keys
	missing := text.series([part |
		some part in ["owner", "purpose"]
		trim_space(object.get(key, part, "")) == ""
	])

	finding := {
		"subject": {"kind": "clay.api_key", "id": key.id, "name": key.name},
		"message": $"{key.name} records no {missing}, so nobody answers for the key",
	}
}
