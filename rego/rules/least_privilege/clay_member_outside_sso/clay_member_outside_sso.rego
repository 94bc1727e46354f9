# METADATA
# title: Clay member's domain is outside single sign-on
# description: |
#   Single sign-on covers the domains it was set up for, and no address of another: such a member signs
#   in with a password that the company's second factor and its leavers do not reach. Every member or
#   invitee who is not declared external is held to sso.domains of the workspace, subdomains each by
#   themselves. Domains that nobody recorded are a finding. Without single sign-on, see
#   least_privilege/clay_sso_bypassed.
# related_resources:
#   - description: "Clay: single sign-on and external collaborators"
#     ref: https://university.clay.com/docs/single-sign-on
# custom:
#   severity: medium
#   needs: [clay.members, clay.workspace]
#   remediation: |
#     Ask Clay support to add the domain to single sign-on, or invite the member by an address of a
#     domain that it covers and remove the other. Record sso.domains under workspace in the inventory,
#     and external, sponsor and expires_at beside who is not of the company.
#   controls:
#     soc2: [CC6.1, CC6.2]
#     iso27001: [A.5.16, A.8.5]
#     nist800-53: [AC-2, IA-2]
#     cis-v8: ["6.3", "6.7"]
#     clay-access-audit: ["2"]
package rules.least_privilege.clay_member_outside_sso

import future.keywords.not

# METADATA
# description: every member of the company whom single sign-on does not know, and the workspace where that cannot be told
findings contains finding if {
	count(_domains) > 0
	some member in input.clay.members
	not member.external == true
	domain := regex.replace(lower(member.email), `^.*@`, "")
	not domain in _domains

	finding := {
		"subject": {"kind": "clay.member", "id": member.email},
		"message": $"{member.email} is a member of the workspace, and single sign-on does not cover {domain}",
	}
}

findings contains finding if {
	input.clay.workspace.sso.enabled == true
	count(_domains) == 0

	finding := {
		"subject": {"kind": "clay.workspace", "id": input.clay.workspace.id},
		"message": $"{input.clay.workspace.id} has single sign-on, and nobody recorded for which domains",
	}
}

_domains contains lower(trim_space(domain)) if {
	input.clay.workspace.sso.enabled == true
	some domain in input.clay.workspace.sso.domains
}
