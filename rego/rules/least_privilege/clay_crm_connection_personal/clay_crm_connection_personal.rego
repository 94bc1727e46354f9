# METADATA
# title: CRM connection acts as a person
# description: |
#   A CRM connection has the rights of the user it signs in as. As a person it holds all that they
#   may do, its writes look like theirs, and it stops or outlives them when they leave. It acts as a
#   service account: one declared so, that is not the person who added it, and that is the one the
#   policy approves for it (policy.clay.connections, principal) where it names one. The method
#   does not matter: User Sign In has the rights of whom it signs in as, no more and no fewer.
# related_resources:
#   - description: "Clay: Salesforce integration, dedicated accounts"
#     ref: https://university.clay.com/docs/salesforce-integration-overview
#   - description: "Clay: connections and who added them"
#     ref: https://university.clay.com/docs/connections-and-integration-accounts
# custom:
#   severity: high
#   needs: [clay.connections]
#   on_partial: judge
#   remediation: |
#     Create a service account at the provider with the rights the integration needs (for Salesforce
#     an integration user with Client Credentials). In Clay open Settings > Connections and Reconnect
#     with it; Test Connection shows whom it acts as. Record principal and service_user.
#   params:
#     providers:
#       description: Providers whose connections count as CRM, by the letters of their names
#       default: [salesforce, hubspot, outreach]
#   controls:
#     soc2: [CC6.1, CC6.2]
#     iso27001: [A.5.16, A.5.17]
#     nist800-53: [AC-6, IA-2, IA-4]
#     cis-v8: ["5.5"]
#     clay-access-audit: ["6"]
package rules.least_privilege.clay_crm_connection_personal

import future.keywords.not

import data.lib.clay
import data.lib.params

# METADATA
# description: every CRM connection that acts as a person, or as nobody knows whom
findings contains finding if {
	some connection in input.clay.connections
	clay.is_to(connection, _params.providers)
	why := _doubt(connection)

	finding := {
		"subject": {"kind": "clay.connection", "id": connection.id, "name": connection.name},
		"message": $"{connection.name} does not act as its service account: {why}",
	}
}

_doubt(connection) := "nobody recorded which user it acts as" if not connection.principal

_doubt(connection) := $"{principal} is not known to be one" if {
	principal := connection.principal
	not connection.service_user == true
}

_doubt(connection) := $"it acts as {connection.principal}, who added it" if {
	connection.service_user == true
	connection.principal == connection.added_by
}

_doubt(connection) := $"it acts as {connection.principal}, and {approved} is approved" if {
	connection.service_user == true
	not connection.principal == connection.added_by
	approved := clay.approved_connection(connection).principal
	lower(connection.principal) != lower(approved)
}

_params := params.of(rego.metadata.chain())
