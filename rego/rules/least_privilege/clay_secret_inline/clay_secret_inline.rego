# METADATA
# title: Secret stands in a column of a Clay table
# description: |
#   The Headers field of an HTTP API column is plain configuration: every member reads it, every copy
#   of the table carries it, and rotating means finding them all. Credentials belong in an HTTP API
#   (Headers) account. A column counts when somebody saw a secret in it, or when it sets a header
#   that carries credentials without an account and nobody said that it is none; an HTTP API
#   column that nobody looked into is a finding too, and so is one of an action that nobody named.
# related_resources:
#   - description: "Clay: HTTP API columns, never hardcode API keys"
#     ref: https://university.clay.com/docs/http-api-integration-overview
# custom:
#   severity: high
#   needs: [clay.tables, clay.columns]
#   on_partial: judge
#   remediation: |
#     In Clay add an HTTP API (Headers) account under Settings > Connections with a new credential,
#     select it in the column, delete the header there and revoke the old credential at its provider.
#     Record connection, inline_header_names and inline_secret_suspect beside the column.
#   params:
#     actions:
#       description: How the names of actions that send headers begin
#       default: [http-api]
#     headers:
#       description: Headers that carry credentials, in lower case
#       default: [authorization, proxy-authorization, cookie, x-api-key, api-key, apikey, x-auth-token]
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.17, A.8.24]
#     nist800-53: [IA-5(7)]
#     cis-v8: ["3.11"]
#     clay-access-audit: ["6"]
package rules.least_privilege.clay_secret_inline

import future.keywords.not

import data.lib.params
import data.lib.text

# METADATA
# description: every column that holds a secret, may hold one, or was not looked into
findings contains finding if {
	some table in input.clay.tables
	some column in table.columns
	why := _why(column)

	finding := {
		"subject": {"kind": "clay.column", "id": $"{table.id}/{column.id}", "name": column.name},
		"message": $"{column.name} in {table.name} {why}",
	}
}

_why(column) := "holds a secret in its own configuration" if column.inline_secret_suspect == true

_why(column) := $"sets {headers} itself and uses no account for it" if {
	not is_boolean(column.inline_secret_suspect)
	not column.connection
	headers := text.series(sort(_credential_headers(column)))
}

_why(column) := "sends HTTP requests, and nobody recorded whether it holds a secret" if {
	not is_boolean(column.inline_secret_suspect)
	not column.connection
	count(_credential_headers(column)) == 0
	some prefix in _params.actions
	startswith(column.action, prefix)
}

_why(column) := "runs an action that nobody named, and nobody recorded whether it holds a secret" if {
	column.kind == "action"
	not column.action
	not is_boolean(column.inline_secret_suspect)
	not column.connection
	count(_credential_headers(column)) == 0
}

_credential_headers(column) := {name |
	some name in column.inline_header_names
	lower(name) in _params.headers
}

_params := params.of(rego.metadata.chain())
