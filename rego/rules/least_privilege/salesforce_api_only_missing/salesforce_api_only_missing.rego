# METADATA
# title: Integration user can log in as a person
# description: |
#   Api Only User closes the login page to the user: what holds its password gets the API and nothing
#   else. Without it somebody can sign in as the integration, approve more apps, and be taken for it
#   in every log. What was not read may hold it: then this rule says nothing.
# related_resources:
#   - description: "Salesforce: what integration users may do"
#     ref: https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.access]
#   remediation: |
#     Give the user the Salesforce Integration licence with the profile Minimum Access - API Only
#     Integrations or a clone of it, where API Only is always on; with another licence tick Api Only
#     User in its permission set, once the app is connected.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.5.16]
#     nist800-53: [AC-2, AC-6, IA-2]
#     cis-v8: ["6.8"]
#     sbs: [SBS-ACS-007]
#     salesforce-restricted-user: ["6"]
package rules.least_privilege.salesforce_api_only_missing

import future.keywords.not

import data.lib.salesforce

# METADATA
# description: every integration user whose access was read and does not hold it
findings contains finding if {
	some access in input.salesforce.access
	access.complete # what was not read may hold it
	not salesforce.holds(access, "ApiUserOnly")

	finding := {
		"subject": {"kind": "salesforce.user", "id": access.user},
		"message": $"{access.user} does not hold ApiUserOnly, so a person can log in as it",
	}
}
