# METADATA
# title: The scanner's own user holds more than it needs
# description: |
#   A tool that watches least privilege is held to it. The user that reads the org needs API Enabled
#   and View Setup, and for tokens, logins and sharing rules a few more; what it holds beyond those,
#   such as Modify All Data, edit on an object, or code, makes the scanner's credential the best one
#   to steal. An org that does not say whose session it was is a finding too.
# related_resources:
#   - description: "Salesforce: the integration user licence"
#     ref: https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.scanner]
#   on_partial: judge
#   remediation: |
#     Give the scanner a user of its own with the Salesforce Integration licence and one permission
#     set: API Enabled, View Setup and Configuration, View Roles and Role Hierarchy, and what the
#     coverage of the report asks for. Remove everything the finding names.
#   params:
#     accepted:
#       description: Permissions, objects and setup entities that the scanner may hold all the same
#       default: []
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.2]
#     nist800-53: [AC-6, AC-6(5)]
#     cis-v8: ["5.4", "6.8"]
#     sbs: [SBS-ACS-007, SBS-ACS-009]
#     salesforce-restricted-user: ["6"]
package rules.evidence.salesforce_scanner_overprivileged

import future.keywords.not

import data.lib.params
import data.lib.text

# METADATA
# description: the scanner's user, if it holds what it needs for no section, or is not known
findings contains finding if {
	scanner := input.salesforce.scanner
	user := scanner.username
	excess := text.series([name |
		some grant in scanner.excess
		name := regex.replace(grant, `^\w+:`, "")
		not name in _params.accepted
	])

	finding := {
		"subject": {"kind": "salesforce.user", "id": user},
		"message": $"{user}, who reads the org for this scan, needs none of {excess}",
	}
}

findings contains finding if {
	org := input.salesforce
	not org.scanner.username

	finding := {
		"subject": {"kind": "salesforce.org", "id": org.id},
		"message": $"{org.id} was read by a user who is not known, so nobody can say what the scanner holds",
	}
}

_params := params.of(rego.metadata.chain())
