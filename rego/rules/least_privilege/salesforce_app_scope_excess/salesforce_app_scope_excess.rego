# METADATA
# title: App of an integration asks for more than the API
# description: |
#   An enrichment tool needs the identity of its user (id), the API (api) and to come back later
#   (refresh_token). Full and Web let a token into the user interface, others reach Chatter, Pardot,
#   content or files. Scopes are matched without case and underscores. An app whose scopes nobody
#   knows is a finding too. Judged are the apps that policies of integration users name, those that
#   run as one, hold a token of one or are pre-authorised for what one holds, and every app while the
#   policy of one names none.
# related_resources:
#   - description: "Salesforce: OAuth access policies of an app"
#     ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_manage_oauth_access_policies_for_a_connected_app_ip_relaxation.htm
# custom:
#   severity: high
#   needs: [salesforce.apps]
#   on_partial: judge
#   remediation: |
#     In Setup open the app's OAuth settings and remove the scopes the finding names; in metadata
#     the scopes under oauthConfig, or commaSeparatedOauthScopes. Existing tokens keep their scopes
#     until they are revoked.
#   params:
#     allowed:
#       description: Scopes that an integration's app may ask for
#       default:
#         - id
#         - Basic
#         - api
#         - refresh_token
#         - offline_access
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["6.8"]
#     sbs: [SBS-OAUTH-004]
#     salesforce-restricted-user: ["9"]
package rules.least_privilege.salesforce_app_scope_excess

import future.keywords.not

import data.lib.params
import data.lib.salesforce
import data.lib.text

# METADATA
# description: every app of an integration of which this is so
findings contains finding if {
	some name, apps in salesforce.integration_apps
	problems := text.series(sort({problem | some app in apps; some problem in _problems(app)}))

	finding := {
		"subject": {"kind": "salesforce.app", "id": name},
		"message": $"{name} {problems}",
	}
}

_problems(app) := {$"asks for {scopes}"} if {
	scopes := text.series([scope | some scope in app.scopes; not _plain(scope) in _allowed])
}

_problems(app) := {"has no scopes in the evidence"} if not app.scopes[0]

_allowed contains _plain(scope) if some scope in _params.allowed

_plain(scope) := replace(lower(scope), "_", "")

_params := params.of(rego.metadata.chain())
