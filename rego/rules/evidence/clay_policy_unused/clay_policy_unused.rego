# METADATA
# title: Policy names what the Clay workspace does not have
# description: |
#   The budget of a table, the scopes of a connection and the approval of a workbook that runs on a
#   schedule bind nothing where the name is misspelt, or what bore it is gone: a limit that nobody is
#   held to, and an approval for whoever creates something of that name. Names count as the other
#   rules take them: a table or workbook by id or name, a connection by id or provider.
# related_resources:
#   - description: "Clay: roles and permissions"
#     ref: https://university.clay.com/docs/roles-and-permissions
# custom:
#   severity: medium
#   needs: [clay.workspace, clay.tables, clay.connections, clay.workbooks, policy.clay]
#   remediation: |
#     Under policy.clay in leastwise.yaml correct the name below tables or connections, or in the list
#     recurring of credits, or remove it. If the workspace does have it, the inventory lacks it: add it.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.1, A.5.15]
#     nist800-53: [AC-1, AC-6]
package rules.evidence.clay_policy_unused

import data.lib.text

# METADATA
# description: the workspace, where the policy names something that is not in it
findings contains finding if {
	workspace := input.clay.workspace
	names := text.series(sort(_unused))

	finding := {
		"subject": {"kind": "policy.clay", "id": workspace.id},
		"message": $"{workspace.id} does not have {names}, which its policy names",
	}
}

_unused contains $"table {name}" if {
	some name in (object.keys(data.policy.clay.tables) - _tables)
}

_unused contains $"connection {name}" if {
	some name in (object.keys(data.policy.clay.connections) - _connections)
}

_unused contains $"workbook {name}" if {
	some name in ({name | some name in data.policy.clay.credits.recurring} - _workbooks)
}

_tables := {name | some table in input.clay.tables; some name in [table.id, table.name]}

_connections := {name | some connection in input.clay.connections; some name in [connection.id, connection.provider]}

_workbooks := {name | some workbook in input.clay.workbooks; some name in [workbook.id, workbook.name]}
