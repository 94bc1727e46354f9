# METADATA
# title: Integration user logged in from an unexpected address
# description: |
#   An integration logs in from its vendor's addresses. A login that succeeded from anywhere else is
#   either a person who has its credentials, or the ranges are not what they should be; in the thefts
#   of 2025 it was the only trace. A place that is no address, such as one Salesforce hides, cannot be
#   matched and is a finding too, as are logins of more than a day after the snapshot, which nobody
#   can place. Attempts that failed are left out.
# related_resources:
#   - description: "Salesforce: LoginHistory"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_loginhistory.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.logins, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     Find out who it was: in Setup > Login History open the login. If nobody knows, freeze the
#     user, revoke its tokens and rotate the app's secret. Restrict the profile's Login IP Ranges to
#     the vendor's addresses, or add the address to login_ips in the user's policy.
#   controls:
#     soc2: [CC6.6, CC7.2]
#     iso27001: [A.8.15, A.8.16]
#     nist800-53: [AC-2(12), AU-6, SI-4]
#     cis-v8: ["8.11"]
#     sbs: [SBS-AUTH-003]
#     salesforce-restricted-user: ["8", "9"]
package rules.least_privilege.salesforce_login_unexpected

import future.keywords.not

import data.lib.address
import data.lib.clock
import data.lib.salesforce

# METADATA
# description: every address that an integration user logged in from and its policy does not name
findings contains finding if {
	some user in input.salesforce.integration_users
	some place in {login.source_ip | some login in input.salesforce.logins}
	logins := [login |
		some login in input.salesforce.logins
		login.user == user
		login.source_ip == place
		salesforce.succeeded(login)
	]
	times := sum([login.count | some login in logins])
	last := max({login.last | some login in logins})
	why := _why(user, place, last)

	finding := {
		"subject": {"kind": "salesforce.login", "id": $"{user}/{place}"},
		"message": $"{user} logged in {times} times from {place}, {why}",
	}
}

_why(user, place, last) := $"which its policy does not name, last on {substring(last, 0, 10)}" if not _is_expected(place, salesforce.approved(user).login_ips)

_why(user, place, last) := $"last on {substring(last, 0, 10)}, after the snapshot" if {
	_is_expected(place, salesforce.approved(user).login_ips)
	clock.days_since(last) < -1
}

_is_expected(place, entries) if {
	address.valid(place)
	address.covered(place, place, entries)
}
