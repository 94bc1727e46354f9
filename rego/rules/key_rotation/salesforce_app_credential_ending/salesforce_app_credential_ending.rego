# METADATA
# title: Credential of an integration's app ends soon or nobody knows when
# description: |
#   An app proves itself with a consumer secret or a certificate. One that ends unnoticed stops the
#   integration, and the hurried repair is how wide credentials are born; one whose end nobody wrote
#   down is never renewed. Judged are the apps that policies of integration users name, those that run
#   as one, hold a token of one or are pre-authorised for what one holds, and every app while the
#   policy of one names none.
# related_resources:
#   - description: "Salesforce: external client apps replace connected apps"
#     ref: https://help.salesforce.com/s/articleView?id=005228017
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.apps]
#   on_partial: judge
#   remediation: |
#     In Setup > App Manager open the app and rotate its consumer secret, or upload a new
#     certificate, and move the integration to it. Then record secret_expires_at or
#     certificate_expires_at of the app under sources.salesforce.apps; for a vendor's app the day
#     the vendor says.
#   params:
#     days:
#       description: Days before its end from which a credential is a finding
#       default: 30
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.17, A.8.24]
#     nist800-53: [IA-5, SC-12]
#     cis-v8: ["5.2"]
#     sbs: [SBS-OAUTH-003]
#     salesforce-restricted-user: ["9"]
package rules.key_rotation.salesforce_app_credential_ending

import future.keywords.not

import data.lib.clock
import data.lib.params
import data.lib.salesforce
import data.lib.text

# METADATA
# description: every app of an integration with a credential that has ended, ends soon, or has no known end
findings contains finding if {
	some name, apps in salesforce.integration_apps
	problems := text.series(sort({problem | some app in apps; some problem in _problems(app)}))

	finding := {
		"subject": {"kind": "salesforce.app", "id": name},
		"message": $"{name} {problems}",
	}
}

_problems(app) := {problem |
	some field, word in {"secret_expires_at": "secret", "certificate_expires_at": "certificate"}
	problem := _problem(word, app[field])
} if {
	_is_dated(app)
}

_problems(app) := {"has a secret or certificate whose end nobody recorded"} if not _is_dated(app)

_problem(word, end) := $"has a {word} that ends in {days} days" if {
	not clock.over(end)
	days := 0 - clock.days_since(end)
	days < _params.days
}

_problem(word, end) := $"has a {word} that has ended" if clock.over(end)

_is_dated(app) if app.secret_expires_at

_is_dated(app) if app.certificate_expires_at

_params := params.of(rego.metadata.chain())
