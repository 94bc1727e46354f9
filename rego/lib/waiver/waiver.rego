# METADATA
# description: The waivers of leastwise.yaml as the rules ask about them.
package lib.waiver

import future.keywords.not

import data.lib.clock

# METADATA
# description: |
#   The waivers that still hold, by the id they have as a subject, "<rule>:<subject>". A finding may
#   be waived twice.
holding[$"{waiver.rule}:{waiver.subject}"] contains waiver if {
	some waiver in data.waivers
	not clock.day_over(waiver.expires)
}

# METADATA
# description: true of a waiver whose subject, in which * is any run of characters and ? any one, names an id
names(waiver, id) if glob.match(strings.replace_n(_literal, waiver.subject), null, id)

# What else has a meaning in a glob stands for itself in a waiver.
_literal := {"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "\\{", "}": "\\}", "!": "\\!"}

# METADATA
# description: |
#   True of a waiver about somebody, or something of theirs (sales@acme.com/Account). A pattern that
#   holds no @ is about people where the rule it waives judges them.
about(waiver, address) if {
	subject := lower(split(waiver.subject, "/")[0])
	_is_of_people(subject, waiver.rule)
	names({"subject": subject}, address)
}

_is_of_people(subject, _) if contains(subject, "@")

_is_of_people(_, rule) if rule in _about_people

# The rules whose subjects are members, users or people of the roster; a test of Go holds them to that.
_about_people := {
	"budget/clay_mcp_without_limit",
	"evidence/salesforce_scanner_overprivileged",
	"former_employee/clay_invite_left",
	"former_employee/clay_member_left",
	"former_employee/contractor_past_end",
	"former_employee/salesforce_user_left",
	"least_privilege/clay_admin_not_approved",
	"least_privilege/clay_invite_stale",
	"least_privilege/clay_member_not_started",
	"least_privilege/clay_member_outside_domains",
	"least_privilege/clay_member_outside_sso",
	"least_privilege/clay_role_exceeds_title",
	"least_privilege/salesforce_api_not_enabled",
	"least_privilege/salesforce_api_only_missing",
	"least_privilege/salesforce_inactive_user_granted",
	"least_privilege/salesforce_license_not_integration",
	"least_privilege/salesforce_login_ip_unrestricted",
	"least_privilege/salesforce_potential_access",
	"least_privilege/salesforce_powerful_user",
	"least_privilege/salesforce_profile_not_approved",
	"least_privilege/salesforce_role_has_subordinates",
	"least_privilege/salesforce_user_not_started",
	"least_privilege/salesforce_user_owns_records",
	"least_privilege/salesforce_user_shared",
}
