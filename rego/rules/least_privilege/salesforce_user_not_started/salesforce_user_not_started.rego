# METADATA
# title: Salesforce user came before the first day of work
# description: |
#   Access begins with the work it is for. An active user whose person the staff roster employs from a
#   day to come can log in now, with whatever their profile grants. A user whose state nobody observed
#   counts as active. Somebody hired again is one of them until they return.
# related_resources:
#   - description: "NIST SP 800-53 r5: PS-6, access agreements"
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   severity: medium
#   needs: [salesforce.users, roster.people]
#   remediation: |
#     In Setup > Users open the user and clear Active, or choose Freeze, until the first day. Where they
#     work here already, correct their start on the roster.
#   controls:
#     soc2: [CC6.2]
#     iso27001: [A.5.16, A.5.18, A.6.2]
#     nist800-53: [AC-2, PS-6]
#     cis-v8: ["6.1"]
package rules.least_privilege.salesforce_user_not_started

import future.keywords.not

import data.lib.roster

# METADATA
# description: every active user of a person who starts on a day to come
findings contains finding if {
	some user in input.salesforce.users
	not user.active == false
	day := roster.first_day(user.email)

	finding := {
		"subject": {"kind": "salesforce.user", "id": user.username},
		"message": $"{user.username} is an active Salesforce user and {user.email} starts work on {day}",
	}
}
