# METADATA
# title: CRM connection is open to everyone in Clay
# description: |
#   Whoever may use a connection can point a column at it and read or write the CRM with its rights.
#   A CRM connection is limited to specific people and groups (Enterprise). Clay checks this when a
#   column is configured, not when it runs. One whose access nobody recorded is a finding.
# related_resources:
#   - description: "Clay: access settings for connections"
#     ref: https://university.clay.com/docs/access-settings-for-connections
# custom:
#   severity: high
#   needs: [clay.connections]
#   on_partial: judge
#   remediation: |
#     In Clay open Settings > Connections, the connection's access settings, choose Specific people
#     and groups and name those who build with it. Record access and access_list in the inventory.
#   params:
#     providers:
#       description: Providers whose connections count as CRM, by the letters of their names
#       default: [salesforce, hubspot, outreach]
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3", "6.8"]
#     clay-access-audit: ["6"]
package rules.least_privilege.clay_crm_connection_open

import future.keywords.not

import data.lib.clay
import data.lib.params

# METADATA
# description: every CRM connection that everyone may use, or may
findings contains _finding(connection, $"{connection.name} may be used by anyone in the workspace") if {
	some connection in _crm
	connection.access == "anyone"
}

findings contains _finding(connection, $"{connection.name} has no record of who may use it") if {
	some connection in _crm
	not connection.access in ["anyone", "specific"]
}

_crm contains connection if {
	some connection in input.clay.connections
	clay.is_to(connection, _params.providers)
}

_finding(connection, message) := {
	"subject": {"kind": "clay.connection", "id": connection.id, "name": connection.name},
	"message": message,
}

_params := params.of(rego.metadata.chain())
