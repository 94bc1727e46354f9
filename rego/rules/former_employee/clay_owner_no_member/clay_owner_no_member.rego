# METADATA
# title: Owner in Clay is not a member of the workspace
# description: |
#   Connections that somebody added stay when they are removed from the workspace, their keys stop, and
#   their tables and workbooks go to an admin. An owner who is employed and no active member is one
#   whom no other rule asks about: nobody in Clay answers for the thing, or the inventory names the
#   wrong one. Connections that Clay itself manages are left out, and so is what names nobody.
# related_resources:
#   - description: "Clay: managing team members, and what removing one does"
#     ref: https://university.clay.com/docs/managing-team-members
#   - description: "Clay: connections and who added them"
#     ref: https://university.clay.com/docs/connections-and-integration-accounts
# custom:
#   severity: medium
#   needs: [clay.members, clay.connections, clay.api_keys, clay.tables, clay.workbooks]
#   remediation: |
#     Under Settings > Connections filter by Added by and reconnect with a service account; give what
#     uses a key one of a member's. Write down who owns the table or workbook now, and the address as
#     Settings > Team shows it.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.9, A.5.16, A.5.18]
#     nist800-53: [AC-2, CM-8]
#     cis-v8: ["5.3", "6.2"]
#     clay-access-audit: ["1", "6"]
package rules.former_employee.clay_owner_no_member

import future.keywords.not

import data.lib.membership

# METADATA
# description: everything in the workspace whose owner is not in it
findings contains finding if {
	some [kind, thing, owner] in _owned
	not membership.is_active(owner)

	finding := {
		"subject": {"kind": kind, "id": thing.id, "name": thing.name},
		"message": $"{thing.name} belongs to {owner}, who is no active member of the workspace",
	}
}

_owned contains ["clay.connection", connection, connection.added_by] if {
	some connection in input.clay.connections
	not connection.managed_by == "clay"
}

_owned contains ["clay.api_key", key, key.owner] if some key in input.clay.api_keys

_owned contains ["clay.table", table, table.owner] if some table in input.clay.tables

_owned contains ["clay.workbook", workbook, workbook.owner] if some workbook in input.clay.workbooks
