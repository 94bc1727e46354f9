# METADATA
# title: API Access Control is off
# description: |
#   With API Access Control any app that no administrator has installed is refused at the API; without
#   it whoever holds a user's password or token can come with an app of their own, as in the thefts of
#   tokens of 2025. Settings that do not say so are a finding: the element is absent where the feature
#   is not provisioned.
# related_resources:
#   - description: "Salesforce: changes to connected app usage restrictions"
#     ref: https://help.salesforce.com/s/articleView?id=005132365
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.connected_app_settings]
#   on_partial: judge
#   remediation: |
#     Ask Salesforce Support to enable API Access Control, install the apps in use, then in Setup >
#     API Access Control tick the box for admin-approved apps; in metadata
#     enableAdminApprovedAppsOnly of ConnectedAppSettings. It holds for the whole org: list the apps
#     in use first.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["6.8"]
#     sbs: [SBS-OAUTH-001, SBS-ACS-006]
#     salesforce-restricted-user: ["9"]
package rules.least_privilege.salesforce_api_access_control_off

import future.keywords.not

# METADATA
# description: the settings, unless only approved apps reach the API
findings contains finding if {
	settings := input.salesforce.settings
	not settings.api_access_control == true

	finding := {
		"subject": {"kind": "salesforce.connected_app_settings", "id": "ConnectedApp"},
		"message": "API Access Control is not on, so that apps nobody installed reach the API",
	}
}
