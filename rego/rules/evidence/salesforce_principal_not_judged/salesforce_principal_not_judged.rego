# METADATA
# title: Clay works as a Salesforce user that nobody judged
# description: |
#   The rules on Salesforce judge the integration users that leastwise.yaml names. What Clay may do is
#   what the user of its connection may do: where that is another user, everything about the one that
#   was judged says nothing about Clay. A connection that names no user may work as any. Counted are
#   connections that say salesforce in their provider, sign in by client credentials, or name a
#   permission set.
# related_resources:
#   - description: "Clay: Salesforce integration, dedicated accounts"
#     ref: https://university.clay.com/docs/salesforce-integration-overview
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: high
#   needs: [clay.connections, salesforce.users]
#   on_partial: judge
#   remediation: |
#     In Clay open Settings > Connections and Test Connection: it shows whom the connection works as.
#     Reconnect as the integration user, or name the user under sources.salesforce.integration_users
#     and give it a policy; then record principal in the inventory. The user of another org, such as a
#     sandbox, is judged by a scan of that org: name it under judged_elsewhere.
#   params:
#     judged_elsewhere:
#       description: Salesforce usernames that a scan of another org judges
#       default: []
#   controls:
#     soc2: [CC4.1, CC6.1]
#     iso27001: [A.5.15, A.5.16]
#     nist800-53: [AC-6, CA-7, IA-2]
#     cis-v8: ["5.5", "6.8"]
#     sbs: [SBS-ACS-007]
#     clay-access-audit: ["6"]
#     salesforce-restricted-user: ["1"]
package rules.evidence.salesforce_principal_not_judged

import future.keywords.not

import data.lib.clay
import data.lib.params

# METADATA
# description: every Salesforce connection of Clay whose user is not an integration user
findings contains finding if {
	some connection in input.clay.connections
	clay.is_to(connection, {"salesforce"})
	problem := _problem(connection)

	finding := {
		"subject": {"kind": "clay.connection", "id": connection.id, "name": connection.name},
		"message": $"{connection.name} {problem}",
	}
}

_problem(connection) := "does not say whom it works as, so nobody knows whether that user was judged" if {
	not connection.principal
}

_problem(connection) := $"works as {connection.principal}, who is not an integration user, so nobody judged what it may do" if {
	user := lower(connection.principal)
	not user in _judged
}

_judged contains lower(user) if some user in input.salesforce.integration_users

_judged contains lower(user) if some user in _params.judged_elsewhere

_params := params.of(rego.metadata.chain())
