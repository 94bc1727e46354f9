# METADATA
# title: Clay connection is overdue for a new credential
# description: |
#   Clay renews no credential by itself: the key or grant of a connection is as old as its last
#   rotation, or as the connection where none is recorded. A connection without either date, one
#   dated later than the snapshot, and a cadence that no policy knows are findings: none of them can
#   be judged. Accounts that Clay itself manages are Clay's to rotate.
# related_resources:
#   - description: "Clay: reconnecting an account swaps its credential in place"
#     ref: https://university.clay.com/docs/connections-and-integration-accounts
# custom:
#   severity: medium
#   needs: [clay.connections]
#   on_partial: judge
#   remediation: |
#     Create a new credential at the provider. In Clay open Settings > Connections and Reconnect with it:
#     columns keep working. Revoke the old one, and record rotated_at beside the connection.
#   params:
#     cadence_days:
#       description: Days that each cadence allows; policy.clay.api_keys.rotation changes and adds to it
#       default: {monthly: 31, quarterly: 92, biannual: 183, annual: 365, on-demand: 365}
#     default_cadence:
#       description: Cadence of a connection that declares none
#       default: annual
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.17]
#     nist800-53: [IA-5, IA-5(1)]
#     clay-access-audit: ["6", "7"]
package rules.key_rotation.clay_connection_overdue

import future.keywords.not

import data.lib.clay
import data.lib.clock
import data.lib.params

# METADATA
# description: every connection whose credential is too old, or of an age that cannot be judged
findings contains finding if {
	some connection in input.clay.connections
	not connection.managed_by == "clay"
	why := _why(connection)

	finding := {
		"subject": {"kind": "clay.connection", "id": connection.id, "name": connection.name},
		"message": $"{connection.name} {why}",
	}
}

_why(connection) := $"declares a cadence that no policy knows: {cadence}" if {
	cadence := _cadence(connection)
	not _days[cadence]
}

_why(connection) := $"has had its credential for {days} days, and its cadence allows {limit}" if {
	limit := _days[_cadence(connection)]
	days := clock.days_since(_renewed(connection))
	days > limit
}

_why(connection) := $"is dated {renewed}, which is still to come" if {
	_days[_cadence(connection)]
	renewed := _renewed(connection)
	clock.in_future(renewed)
}

_why(connection) := "records neither its creation nor a rotation, so the age of its credential is not known" if {
	_days[_cadence(connection)]
	not _renewed(connection)
}

_renewed(connection) := connection.rotated_at

_renewed(connection) := connection.created_at if not connection.rotated_at

_cadence(connection) := object.get(connection, "rotation", _params.default_cadence)

_days := clay.cadence_days(_params.cadence_days)

_params := params.of(rego.metadata.chain())
