# METADATA
# title: Clay can be entered without single sign-on
# description: |
#   Without single sign-on Clay knows neither the company's second factor nor its leavers. With it,
#   members who have a password from before still get in past the identity provider, and no setting
#   stops them: somebody has to know and accept that, and record it as
#   password_bypass_acknowledged. What nobody recorded counts as off.
# related_resources:
#   - description: "Clay: single sign-on, and passwords that bypass it"
#     ref: https://university.clay.com/docs/single-sign-on
# custom:
#   severity: medium
#   needs: [clay.workspace]
#   remediation: |
#     Ask Clay support to set up single sign-on for your domains, and members to delete passwords from
#     before. Then record sso under workspace in the inventory: enabled, domains and, once somebody
#     answers for what is left, password_bypass_acknowledged.
#   controls:
#     soc2: [CC6.1]
#     iso27001: [A.5.16, A.8.5]
#     nist800-53: [IA-2, IA-2(1)]
#     cis-v8: ["6.3", "6.7"]
package rules.least_privilege.clay_sso_bypassed

import future.keywords.not

# METADATA
# description: the workspace, while people may enter past the identity provider
findings contains _finding("does not use single sign-on, or nobody recorded that it does") if {
	not input.clay.workspace.sso.enabled == true
}

findings contains _finding("has single sign-on, and nobody acknowledged that passwords bypass it") if {
	input.clay.workspace.sso.enabled == true
	not input.clay.workspace.sso.password_bypass_acknowledged == true
}

_finding(state) := {
	"subject": {"kind": "clay.workspace", "id": input.clay.workspace.id},
	"message": $"{input.clay.workspace.id} {state}",
}
