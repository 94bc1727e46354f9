# METADATA
# title: IP ranges are checked at login only
# description: |
#   Unless Salesforce enforces login IP ranges on every request, a session or access token taken from
#   the integration works from anywhere until it ends. Settings that do not say so are a finding:
#   nobody can tell that it is on.
# related_resources:
#   - description: "Salesforce: IP restrictions hold only where the profile configures them"
#     ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.connected_app_continuous_ip.htm
# custom:
#   severity: medium
#   needs: [salesforce.security_settings]
#   on_partial: judge
#   remediation: |
#     In Setup > Session Settings tick Enforce login IP ranges on every request; in metadata set
#     enforceIpRangesEveryRequest under sessionSettings to true. It holds for every user with
#     ranges: check those of people first.
#   controls:
#     soc2: [CC6.1, CC6.6]
#     iso27001: [A.8.5, A.8.20]
#     nist800-53: [AC-3, SC-7]
#     cis-v8: ["13.5"]
#     sbs: [SBS-AUTH-003]
#     salesforce-restricted-user: ["8"]
package rules.least_privilege.salesforce_ip_checked_at_login_only

import future.keywords.not

# METADATA
# description: the security settings, unless they check every request
findings contains finding if {
	settings := input.salesforce.settings
	not settings.enforce_ip_every_request == true

	finding := {
		"subject": {"kind": "salesforce.security_settings", "id": "Security"},
		"message": "Login IP ranges are checked at login and not on every request, so that a stolen token works anywhere",
	}
}
