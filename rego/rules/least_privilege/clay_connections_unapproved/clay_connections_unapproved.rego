# METADATA
# title: Clay connections can be added without approval
# description: |
#   Without the workspace's approval toggle every Editor can connect any provider with any
#   credential, and every table may use it. A toggle whose position nobody recorded counts as off.
# related_resources:
#   - description: "Clay: requiring approval to add connections"
#     ref: https://university.clay.com/docs/access-settings-for-connections
# custom:
#   severity: medium
#   needs: [clay.workspace]
#   remediation: |
#     In Clay open Settings > Connections and turn on Require approval to add connections (Enterprise).
#     Record require_connection_approval under workspace in the inventory.
#   controls:
#     soc2: [CC6.1, CC8.1]
#     iso27001: [A.5.15, A.5.23]
#     nist800-53: [AC-3, CM-3]
#     clay-access-audit: ["6", "10"]
package rules.least_privilege.clay_connections_unapproved

import future.keywords.not

# METADATA
# description: the workspace, unless new connections are known to need approval
findings contains _finding("does not require approval to add connections") if {
	input.clay.workspace.require_connection_approval == false
}

findings contains _finding("has no record that adding connections needs approval") if {
	not is_boolean(input.clay.workspace.require_connection_approval)
}

_finding(state) := {
	"subject": {"kind": "clay.workspace", "id": input.clay.workspace.id},
	"message": $"{input.clay.workspace.id} {state}",
}
