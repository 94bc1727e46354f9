# METADATA
# title: Network Access trusts an integration's addresses
# description: |
#   Entries under Network Access refuse nobody: they spare every user who comes from them the
#   verification of a new device. Listing an integration's addresses there leaves its token working
#   from anywhere, and opens the whole org a little to whoever else uses these addresses, such as
#   other customers of the same vendor. A trusted range of more than max_addresses is a finding
#   whoever it is for.
# related_resources:
#   - description: "Salesforce: trusted ranges under Network Access do not restrict logins"
#     ref: https://help.salesforce.com/s/articleView?id=000333031
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.security_settings, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup > Network Access delete the integration's addresses, and put them under Login IP
#     Ranges of its own profile instead. Deploying networkAccess in SecuritySettings replaces every
#     range there is: keep those of your offices.
#   params:
#     max_addresses:
#       description: Addresses that one trusted range may hold
#       default: 65536
#   controls:
#     soc2: [CC6.1, CC6.6]
#     iso27001: [A.8.5, A.8.20]
#     nist800-53: [AC-3, SC-7]
#     cis-v8: ["13.5"]
#     sbs: [SBS-AUTH-003]
#     salesforce-restricted-user: ["8"]
package rules.least_privilege.salesforce_network_access_trusted

import future.keywords.not

import data.lib.address
import data.lib.params
import data.lib.salesforce
import data.lib.text

# METADATA
# description: the trusted ranges that hold an integration's addresses, or too many
findings contains finding if {
	ranges := text.series([_name(range) |
		some range in input.salesforce.settings.network_access
		_is_wrong(range)
	])

	finding := {
		"subject": {"kind": "salesforce.security_settings", "id": "Security"},
		"message": $"Network Access trusts {ranges}, which restricts nobody and spares logins their verification",
	}
}

_is_wrong(range) if {
	some user in input.salesforce.integration_users
	address.touches(range.start, range.end, salesforce.approved(user).login_ips)
}

# A range that cannot be counted is taken for a wide one.
_is_wrong(range) if not address.size(range.start, range.end) <= _params.max_addresses

_name(range) := range.start if range.start == range.end

_name(range) := $"{range.start} to {range.end}" if range.start != range.end

_params := params.of(rego.metadata.chain())
