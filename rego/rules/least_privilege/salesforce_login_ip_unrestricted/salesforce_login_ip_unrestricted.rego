# METADATA
# title: Integration user can log in from anywhere
# description: |
#   Only the login IP ranges of the user's profile bind where a token may be used. Entries under
#   Network Access do not count: they spare a login its verification and refuse none. Ranges have
#   to lie within login_ips of the user's policy, none of which may hold more than max_addresses: to
#   approve every address is to restrict nothing. Where the policy declares none the ranges may hold no
#   more than that in all. Clay's list of addresses changes: take it from Clay, not from a rule.
# related_resources:
#   - description: "Salesforce: trusted ranges under Network Access do not restrict logins"
#     ref: https://help.salesforce.com/s/articleView?id=000333031
#   - description: "Salesforce: IP restrictions hold only where the profile configures them"
#     ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.connected_app_continuous_ip.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.access]
#   on_partial: judge
#   remediation: |
#     Give the integration a profile of its own. In Setup > Profiles open it and under Login IP Ranges
#     add one range for each address the integration uses, start and end alike; in metadata these
#     are loginIpRanges. Keep the app's IP Relaxation at Enforce IP restrictions, or they are skipped.
#   params:
#     max_addresses:
#       description: Addresses that one of login_ips may hold, or all ranges where the policy declares none
#       default: 256
#   controls:
#     soc2: [CC6.1, CC6.6]
#     iso27001: [A.8.5, A.8.20]
#     nist800-53: [AC-3, SC-7]
#     sbs: [SBS-AUTH-003]
#     salesforce-restricted-user: ["8"]
package rules.least_privilege.salesforce_login_ip_unrestricted

import future.keywords.not

import data.lib.address
import data.lib.params
import data.lib.salesforce
import data.lib.text

# METADATA
# description: every integration user whose profile lets it log in from too many addresses
findings contains _finding(user, $"{user} can log in from any address, for its profile has no login IP ranges") if {
	some access in input.salesforce.access
	access.complete # the ranges of a profile that was not read are not known to be missing
	not access.login_ip_ranges[0]
	user := access.user
}

# A finding for each range, at its line of the profile.
findings contains finding if {
	some access in input.salesforce.access
	user := access.user
	some range in _outside(access)

	finding := {
		"subject": {"kind": "salesforce.login_range", "id": $"{user}/{range.start}-{range.end}"},
		"message": $"{user} can log in from {_name(range)}, which its policy does not approve",
	}
}

findings contains _finding(user, $"{user} may log in from more than {limit} addresses by its policy, {wide}") if {
	some access in input.salesforce.access
	access.login_ip_ranges[0]
	count(_outside(access)) == 0
	user := access.user
	limit := _params.max_addresses
	wide := text.series([entry |
		some entry in salesforce.approved(user).login_ips
		address.spread(entry) > limit
	])
}

findings contains _finding(user, $"{user} can log in from more than {limit} addresses, {names}") if {
	some access in input.salesforce.access
	user := access.user
	not salesforce.approved(user).login_ips
	limit := _params.max_addresses
	ranges := [range | some range in access.login_ip_ranges]
	not _fits(ranges, limit)
	names := text.series([_name(range) | some range in ranges])
}

# The ranges that the policy does not approve; undefined where it declares none.
_outside(access) := [range |
	some range in access.login_ip_ranges
	not address.covered(range.start, range.end, approved)
] if {
	approved := salesforce.approved(access.user).login_ips
}

# A range that cannot be counted makes the ranges too many.
_fits(ranges, limit) if {
	sizes := [size | some range in ranges; size := address.size(range.start, range.end)]
	count(sizes) == count(ranges)
	sum(sizes) <= limit
}

_name(range) := range.start if range.start == range.end

_name(range) := $"{range.start} to {range.end}" if range.start != range.end

_finding(user, message) := {
	"subject": {"kind": "salesforce.user", "id": user},
	"message": message,
}

_params := params.of(rego.metadata.chain())
