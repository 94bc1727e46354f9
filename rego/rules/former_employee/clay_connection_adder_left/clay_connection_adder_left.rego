# METADATA
# title: Clay connection was added by somebody who left
# description: |
#   A connection carries the grants of the person who signed in to the provider. When they leave,
#   it either keeps acting in their name or stops with their account there. Connections that Clay
#   itself manages hold no credential of the company and are left out; one whose adder is not
#   recorded is a finding.
# related_resources:
#   - description: "Clay: managing team members, and what removing one does"
#     ref: https://university.clay.com/docs/managing-team-members
# custom:
#   severity: high
#   needs: [clay.connections, roster.people]
#   remediation: |
#     Under Settings > Connections filter by Added by, reconnect each with a service account of
#     the provider, and revoke the old grant at the provider.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.16, A.5.18, A.6.5]
#     nist800-53: [AC-2, AC-2(3), PS-4]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1", "6"]
package rules.former_employee.clay_connection_adder_left

import future.keywords.not

import data.lib.roster

# METADATA
# description: every connection of somebody whom nobody here employs, or of nobody
findings contains _finding(connection, $"was added by {owner}, who {why}") if {
	some connection in input.clay.connections
	not connection.managed_by == "clay"
	owner := connection.added_by
	why := roster.absence(owner)
}

findings contains _finding(connection, "names nobody who added it, so the staff roster cannot be asked") if {
	some connection in input.clay.connections
	not connection.managed_by == "clay"
	not connection.added_by
}

_finding(connection, text) := {
	"subject": {"kind": "clay.connection", "id": connection.id, "name": connection.name},
	"message": $"{connection.name} {text}",
}
