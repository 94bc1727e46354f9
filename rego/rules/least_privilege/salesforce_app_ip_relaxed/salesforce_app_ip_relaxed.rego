# METADATA
# title: App of an integration lets its tokens out of the IP ranges
# description: |
#   The login IP ranges of a profile bind a token only if the app's IP relaxation enforces them; any
#   other setting skips them for the web-server flow, and a stolen refresh token works from anywhere.
#   An app of which nobody knows is a finding too. Trusted IP ranges of the app itself relax as well:
#   logins from there are spared the profile's ranges. Judged are the apps that policies of
#   integration users name, those that run as one, hold a token of one or are pre-authorised for what
#   one holds, and every app while the policy of one names none.
# related_resources:
#   - description: "Salesforce: IP restrictions hold only where the profile configures them"
#     ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.connected_app_continuous_ip.htm
#   - description: "Salesforce: OAuth access policies of an app"
#     ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_manage_oauth_access_policies_for_a_connected_app_ip_relaxation.htm
# custom:
#   severity: high
#   needs: [salesforce.apps]
#   on_partial: judge
#   remediation: |
#     In Setup > Connected Apps > Manage Connected Apps (or External Client App Manager) open the
#     app, edit its policies and set IP Relaxation to Enforce IP restrictions, and delete its
#     trusted ranges; in metadata ipRelaxation under oauthPolicy, or ipRelaxationPolicyType.
#   controls:
#     soc2: [CC6.1, CC6.6]
#     iso27001: [A.8.5, A.8.20]
#     nist800-53: [AC-3, SC-7]
#     cis-v8: ["6.8"]
#     sbs: [SBS-OAUTH-002]
#     salesforce-restricted-user: ["8"]
package rules.least_privilege.salesforce_app_ip_relaxed

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

_problems(app) := {problem | some problem in [_relaxation(app), _trusted(app)]; problem != ""}

default _relaxation(_) := "has no IP relaxation in the evidence"

_relaxation(app) := "" if app.ip_relaxation == "enforce"

_relaxation(app) := $"has the IP relaxation {relaxation}" if {
	relaxation := app.ip_relaxation
	not relaxation in {"", "enforce"}
}

default _trusted(_) := ""

_trusted(app) := "trusts IP ranges of its own" if app.trusted_ip_ranges[0]
