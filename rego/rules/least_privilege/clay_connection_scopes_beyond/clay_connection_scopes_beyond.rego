# METADATA
# title: CRM connection has scopes beyond the approved
# description: |
#   HubSpot and Outreach grant optional scopes, write among them, unless somebody unchecks them, and
#   Salesforce grants what its connected app asks for. What each provider, or connection, may be
#   granted is declared in policy.clay.connections. A scope beyond that is a finding, and so is a CRM
#   connection for which nothing is approved or whose scopes nobody recorded. Any other connection
#   is held to the scopes the policy names for it.
# related_resources:
#   - description: "Clay: optional OAuth scopes of HubSpot and Outreach"
#     ref: https://university.clay.com/docs/oauth-optional-scopes
# custom:
#   severity: high
#   needs: [clay.connections, policy.clay.connections]
#   on_partial: judge
#   remediation: |
#     In Clay open Settings > Connections, Reconnect the account and uncheck the optional scopes that
#     are not needed; for Salesforce take them off the connected app. If a scope is right, add it
#     under policy.clay.connections in leastwise.yaml.
#   params:
#     providers:
#       description: Providers, by the letters of their names, whose connections have to be approved and recorded
#       default: [salesforce, hubspot, outreach]
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.2]
#     nist800-53: [AC-6]
#     cis-v8: ["6.8"]
#     clay-access-audit: ["6"]
package rules.least_privilege.clay_connection_scopes_beyond

import future.keywords.not

import data.lib.clay
import data.lib.params
import data.lib.text

# METADATA
# description: every connection that holds more than the policy names, or may
findings contains _finding(connection, $"{connection.name} holds scopes that are not approved: {beyond}") if {
	some connection in input.clay.connections
	beyond := text.series(sort(_scopes(connection) - _approved(connection)))
}

findings contains _finding(connection, $"{connection.name} has no scopes approved in the policy") if {
	some connection in input.clay.connections
	clay.is_to(connection, _params.providers)
	not _approved(connection)
}

findings contains _finding(connection, $"{connection.name} has scopes that nobody recorded") if {
	some connection in input.clay.connections
	clay.is_to(connection, _params.providers)
	_approved(connection)
	count(_scopes(connection)) == 0
}

_scopes(connection) := {lower(scope) | some scope in connection.scopes}

# Undefined where the policy says nothing of scopes; an empty list allows none.
_approved(connection) := {lower(scope) | some scope in approved} if {
	approved := clay.approved_connection(connection).scopes
	is_array(approved)
}

_finding(connection, message) := {
	"subject": {"kind": "clay.connection", "id": connection.id, "name": connection.name},
	"message": message,
}

_params := params.of(rego.metadata.chain())
