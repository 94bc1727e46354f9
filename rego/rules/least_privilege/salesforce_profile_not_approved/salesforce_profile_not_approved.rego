# METADATA
# title: Integration user has a profile it should not
# description: |
#   The profile is a grant like any other, and the only place for login IP ranges: one that people
#   share cannot hold the ranges of an integration. The user's profile is the one its policy names,
#   and no other active user has it.
# related_resources:
#   - description: "Salesforce: the integration user licence"
#     ref: https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.users, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup > Profiles clone Minimum Access - API Only Integrations for this integration alone,
#     set it on the user, and name it under profile in the user's policy.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.18]
#     nist800-53: [AC-2, AC-6]
#     cis-v8: ["5.5", "6.8"]
#     sbs: [SBS-ACS-005]
#     salesforce-restricted-user: ["1", "8"]
package rules.least_privilege.salesforce_profile_not_approved

import future.keywords.not

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every integration user with another profile than its policy says, or a shared one
findings contains finding if {
	some user in input.salesforce.users
	user.username in input.salesforce.integration_users
	policy := salesforce.approved(user.username)
	profile := object.get(user, "profile", "")
	mismatch := _mismatch(profile, object.get(policy, "profile", ""))
	problems := text.series(array.concat(mismatch, _sharing(user)))

	finding := {
		"subject": {"kind": "salesforce.user", "id": user.username},
		"message": $"{user.username} {problems}",
	}
}

_mismatch(profile, approved) := [problem |
	lower(profile) != lower(approved)
	problem := $"has {_word(profile)} and its policy names {_word(approved)}"
]

_sharing(user) := [$"shares the profile {user.profile} with {others}" |
	others := text.series(sort({other.username |
		some other in input.salesforce.users
		other.username != user.username
		other.profile == user.profile
		not other.active == false
	}))
]

_word("") := "no profile"

_word(profile) := $"the profile {profile}" if profile != ""
