# METADATA
# title: Clay member has an address outside the approved domains
# description: |
#   Clay has no guests: whoever is invited sees every table, and single sign-on does not reach
#   addresses of other domains. Which domains members may come from is declared in
#   policy.clay.roles.approved_domains, subdomains each by themselves; invitees count.
# related_resources:
#   - description: "Clay: single sign-on and external collaborators"
#     ref: https://university.clay.com/docs/single-sign-on
# custom:
#   severity: high
#   needs: [clay.members, policy.clay.roles.approved_domains]
#   on_partial: judge
#   remediation: |
#     Remove the member under Settings > Team, or invite them by a company address. If a partner
#     works in the workspace, add its domain to policy.clay.roles.approved_domains in leastwise.yaml,
#     and record external, sponsor and expires_at beside the member in the inventory.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.15, A.5.19]
#     nist800-53: [AC-2, AC-20]
#     cis-v8: ["6.1"]
#     clay-access-audit: ["2"]
package rules.least_privilege.clay_member_outside_domains

import future.keywords.not

# METADATA
# description: every member or invitee of a domain the policy does not name
findings contains finding if {
	some member in input.clay.members
	parts := split(lower(member.email), "@")
	domain := parts[count(parts) - 1]
	not domain in _approved

	finding := {
		"subject": {"kind": "clay.member", "id": member.email},
		"message": $"{member.email} is a member of the workspace from outside the approved domains",
	}
}

_approved contains lower(trim_space(domain)) if some domain in data.policy.clay.roles.approved_domains
