# METADATA
# title: Clay connection is in error or was not checked
# description: |
#   A connection in Error or Warning has lost its credential or a part of its rights: columns fail in
#   silence, or somebody mends it in a hurry with their own account. A status counts for as long
#   as the check is recent; one without a date, or dated later than the snapshot, was not checked.
# related_resources:
#   - description: "Clay: connections and their health"
#     ref: https://university.clay.com/docs/connections-and-integration-accounts
# custom:
#   severity: medium
#   needs: [clay.connections]
#   on_partial: judge
#   remediation: |
#     In Clay open Settings > Connections, look at the badge of the connection and Reconnect it with
#     its service account, or delete it if nothing uses it. Record status and checked_at beside it.
#   params:
#     days:
#       description: Days a check of a connection holds
#       default: 35
#   controls:
#     soc2: [CC7.1, CC7.2]
#     iso27001: [A.5.9, A.8.16]
#     nist800-53: [CA-7]
#     clay-access-audit: ["6"]
package rules.least_privilege.clay_connection_unhealthy

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: every connection that does not work, or of which nobody knows
findings contains _finding(connection, $"is in {connection.status}, by the badge in Clay") if {
	some connection in input.clay.connections
	connection.status in ["error", "warning"]
}

findings contains _finding(connection, "has no record that it is connected") if {
	some connection in input.clay.connections
	not connection.status in ["error", "warning", "connected"]
}

findings contains _finding(connection, $"was last checked {days} days ago, and {_params.days} are allowed") if {
	some connection in input.clay.connections
	connection.status == "connected"
	days := clock.days_since(connection.checked_at)
	days > _params.days
}

findings contains _finding(connection, "is called connected, and nobody recorded when that was checked") if {
	some connection in input.clay.connections
	connection.status == "connected"
	not _is_dated(connection)
}

_is_dated(connection) if {
	connection.checked_at
	not clock.in_future(connection.checked_at)
}

_finding(connection, state) := {
	"subject": {"kind": "clay.connection", "id": connection.id, "name": connection.name},
	"message": $"{connection.name} {state}",
}

_params := params.of(rego.metadata.chain())
