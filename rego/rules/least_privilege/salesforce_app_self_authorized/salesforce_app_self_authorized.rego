# METADATA
# title: Anybody can authorise an integration's app for themselves
# description: |
#   While users may authorise the app themselves, each of them can hand it a token with their own
#   permissions, past the restricted user it was set up with. With admin-approved users only, those
#   with the right permission set or profile can. An app of which nobody knows is a finding too.
#   Judged are the apps that policies of integration users name, those that run as one, hold a token
#   of one or are pre-authorised for what one holds, and every app while the policy of one names none.
# related_resources:
#   - description: "Salesforce: OAuth access policies of an app"
#     ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_manage_oauth_access_policies_for_a_connected_app_ip_relaxation.htm
#   - description: "Salesforce: external client apps replace connected apps"
#     ref: https://help.salesforce.com/s/articleView?id=005228017
# custom:
#   severity: high
#   needs: [salesforce.apps]
#   on_partial: judge
#   remediation: |
#     In Setup open the app's OAuth policies and set Permitted Users to Admin approved users are
#     pre-authorized, then assign the integration's permission set to the app; in metadata
#     isAdminApproved, or permittedUsersPolicyType AdminApprovedPreAuthorized.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["6.8"]
#     sbs: [SBS-OAUTH-001, SBS-OAUTH-002]
#     salesforce-restricted-user: ["9"]
package rules.least_privilege.salesforce_app_self_authorized

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

_problems(app) := {"can be authorised by any user"} if app.admin_approved_only == false

_problems(app) := {"does not say who may authorise it"} if not app.admin_approved_only in {true, false}
