# METADATA
# title: Salesforce connection does not use Clay's static addresses
# description: |
#   Salesforce can be told to take the integration user from listed addresses alone. That works only
#   where Clay calls from them: a connection without Use static IP comes from any address of a cloud,
#   and the list has to be opened or left out. One of which nobody recorded it is a finding. On plans
#   that do not have the setting, waive the finding or leave the provider out of the parameter.
# related_resources:
#   - description: "Clay: Salesforce integration, static addresses"
#     ref: https://university.clay.com/docs/salesforce-integration-overview
# custom:
#   severity: low
#   needs: [clay.connections]
#   on_partial: judge
#   remediation: |
#     In Clay open Settings > Connections, the connection, and turn on Use static IP (Enterprise); ask Clay
#     support for the current list of addresses. Record use_static_ip beside it in the inventory.
#   params:
#     providers:
#       description: Providers, by the letters of their names, that are told which addresses Clay has
#       default: [salesforce]
#   controls:
#     soc2: [CC6.1, CC6.6]
#     iso27001: [A.8.20]
#     nist800-53: [AC-3, SC-7]
#     clay-access-audit: ["6"]
package rules.least_privilege.clay_connection_without_static_ip

import future.keywords.not

import data.lib.clay
import data.lib.params

# METADATA
# description: every connection that may come from any address
findings contains _finding(connection, "calls from addresses that change, not from Clay's static ones") if {
	some connection in _connections
	connection.use_static_ip == false
}

findings contains _finding(connection, "has no record of whether it calls from Clay's static addresses") if {
	some connection in _connections
	not is_boolean(connection.use_static_ip)
}

_connections contains connection if {
	some connection in input.clay.connections
	clay.is_to(connection, _params.providers)
}

_finding(connection, text) := {
	"subject": {"kind": "clay.connection", "id": connection.id, "name": connection.name},
	"message": $"{connection.name} {text}",
}

_params := params.of(rego.metadata.chain())
