# METADATA
# title: Clay workspace has no policy
# description: |
#   The rules on admins, domains, key rotation, connections and spending hold the workspace to
#   policy.clay. Without it none of them is evaluated, and a workspace that nobody judged looks like
#   one in order. Any one thing that is declared there, be it an empty list, is a policy.
# related_resources:
#   - description: "Clay: roles and permissions"
#     ref: https://university.clay.com/docs/roles-and-permissions
# custom:
#   severity: medium
#   needs: [clay.workspace]
#   on_partial: judge
#   remediation: |
#     Under policy.clay in leastwise.yaml declare who may be an admin, which domains are approved, how
#     old a key may get, what each connection may be granted and what may be spent; leastwise init
#     writes an example. A scan lists the rules that are not evaluated for want of a policy.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.1, A.5.15]
#     nist800-53: [AC-1, AC-2]
package rules.evidence.clay_policy_missing

import future.keywords.not

# METADATA
# description: the workspace, where the policy says nothing of Clay
findings contains finding if {
	workspace := input.clay.workspace
	not _declared

	finding := {
		"subject": {"kind": "policy.clay", "id": workspace.id},
		"message": $"{workspace.id} was read and no policy says what is right in it",
	}
}

_declared if {
	some value
	walk(data.policy.clay, [_, value])
	not is_object(value)
	not is_null(value)
}
