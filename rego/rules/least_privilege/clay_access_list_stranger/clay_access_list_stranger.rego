# METADATA
# title: Access list in Clay names somebody who is not in the workspace
# description: |
#   Who may use a connection, edit a workbook or spend from a budget is a list of people and groups.
#   A name on it that is neither a member or invitee nor a group gives nothing today, and everything
#   the day somebody is invited by that address or makes that group; or the list was never compared
#   with Clay, and the inventory claims a limit that is not there.
# related_resources:
#   - description: "Clay: access settings for connections"
#     ref: https://university.clay.com/docs/access-settings-for-connections
#   - description: "Clay: user groups"
#     ref: https://university.clay.com/docs/user-groups
# custom:
#   severity: medium
#   needs: [clay.members, clay.groups, clay.connections, clay.budgets, clay.workbooks]
#   remediation: |
#     Open the access settings of the connection, the Share dialog of the workbook or the budget under
#     Settings > Usage, take the name off, and write the list down as Clay shows it.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.15, A.5.18]
#     nist800-53: [AC-2, AC-3]
#     cis-v8: ["5.3", "6.8"]
#     clay-access-audit: ["1", "6"]
package rules.least_privilege.clay_access_list_stranger

import data.lib.membership
import data.lib.text

# METADATA
# description: everything whose list of people and groups names others
findings contains finding if {
	some [subject, name, names] in _lists
	strangers := text.series(membership.strangers(names))

	finding := {
		"subject": subject,
		"message": $"the access list of {name} names what is no member or group of the workspace, {strangers}",
	}
}

_lists contains [_subject("clay.connection", connection), connection.name, connection.access_list] if {
	some connection in input.clay.connections
}

_lists contains [_subject("clay.workbook", workbook), workbook.name, workbook.collaborators] if {
	some workbook in input.clay.workbooks
}

_lists contains [{"kind": "clay.budget", "id": budget.name}, budget.name, budget.principals] if {
	some budget in input.clay.budgets
}

_subject(kind, thing) := {"kind": kind, "id": thing.id, "name": thing.name}
