# METADATA
# title: An approved app is not in the evidence
# description: |
#   The rules on apps judge what was read of them. An app that a policy names and that is not among
#   them has been judged by none: a connected app of a vendor stands in metadata only where somebody
#   retrieved it, and a misspelt name matches nothing.
# related_resources:
#   - description: "Salesforce: external client apps replace connected apps"
#     ref: https://help.salesforce.com/s/articleView?id=005228017
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.apps, policy.salesforce]
#   remediation: |
#     Retrieve the ConnectedApp or ExternalClientApplication into the metadata project, with its
#     OAuth policies, or read the running org; or correct its name under apps in the user's policy.
#   controls:
#     soc2: [CC4.1, CC6.1]
#     iso27001: [A.5.9, A.5.36]
#     nist800-53: [CA-7, CM-8]
#     cis-v8: ["2.1"]
#     sbs: [SBS-OAUTH-001, SBS-OAUTH-003]
#     salesforce-restricted-user: ["9"]
package rules.evidence.salesforce_app_not_read

import future.keywords.not

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every integration user whose policy names apps that were not read
findings contains finding if {
	some user in input.salesforce.integration_users
	missing := text.series([app |
		some app in salesforce.approved(user).apps
		not lower(app) in _read
	])

	finding := {
		"subject": {"kind": "policy.user", "id": user},
		"message": $"{user} is to use {missing}, of which nothing was read",
	}
}

_read contains lower(name) if {
	some app in input.salesforce.apps
	some name in [app.name, object.get(app, "label", app.name)]
}
