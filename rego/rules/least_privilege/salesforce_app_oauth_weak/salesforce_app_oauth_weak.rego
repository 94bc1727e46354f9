# METADATA
# title: App of an integration lacks PKCE or refresh token rotation
# description: |
#   Without PKCE an intercepted code can be exchanged by whoever holds it; without rotation a copied
#   refresh token works beside the original and nobody notices. Salesforce requires both of partner
#   apps since May 2026. An app that does not say is taken for one that lacks them. Judged are the
#   apps that policies of integration users name, those that run as one, hold a token of one or are
#   pre-authorised for what one holds, and every app while the policy of one names none.
# related_resources:
#   - description: "Salesforce: external client apps replace connected apps"
#     ref: https://help.salesforce.com/s/articleView?id=005228017
# custom:
#   severity: medium
#   needs: [salesforce.apps]
#   on_partial: judge
#   remediation: |
#     In Setup open the app's OAuth settings and tick Require Proof Key for Code Exchange and Enable
#     Refresh Token Rotation; in metadata isPkceRequired and isRefreshTokenRotationEnabled. For a
#     vendor's app ask the vendor.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.17, A.8.5]
#     nist800-53: [IA-5(1), SC-23]
#     cis-v8: ["6.8"]
#     sbs: [SBS-OAUTH-004]
#     salesforce-restricted-user: ["9"]
package rules.least_privilege.salesforce_app_oauth_weak

import future.keywords.not

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

_problems(app) := {problem |
	some field, problem in {
		"pkce_required": "does not require PKCE",
		"refresh_token_rotation": "does not rotate refresh tokens",
	}
	not app[field] == true
}
