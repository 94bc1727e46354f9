# METADATA
# title: Integration user lacks API Enabled
# description: |
#   Without API Enabled no integration can log in as the user, so either it is not in use or another
#   user does its work, unseen by every other rule. What was not read may hold it: then this rule says
#   nothing.
# related_resources:
#   - description: "Salesforce: what integration users may do"
#     ref: https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: low
#   needs: [salesforce.access]
#   remediation: |
#     In Setup open the integration's permission set, then System Permissions, and tick API Enabled;
#     in metadata add a userPermissions entry for ApiEnabled. If the user is not in use, deactivate
#     it and take it off integration_users.
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.16]
#     nist800-53: [AC-2]
#     cis-v8: ["5.5"]
#     sbs: [SBS-ACS-002]
#     salesforce-restricted-user: ["6"]
package rules.least_privilege.salesforce_api_not_enabled

import future.keywords.not

import data.lib.salesforce

# METADATA
# description: every integration user whose access was read and does not hold it
findings contains finding if {
	some access in input.salesforce.access
	access.complete # what was not read may hold it
	not salesforce.holds(access, "ApiEnabled")

	finding := {
		"subject": {"kind": "salesforce.user", "id": access.user},
		"message": $"{access.user} does not hold ApiEnabled, so no integration can work as it",
	}
}
