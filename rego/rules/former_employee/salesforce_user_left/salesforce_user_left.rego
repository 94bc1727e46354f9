# METADATA
# title: Former employee still has an active Salesforce user
# description: |
#   An active user whose email the staff roster does not employ can still log in. A user without
#   an email cannot be matched and is a finding too, and so is one whose state nobody observed.
#   Integration users, and users declared to serve an integration, are judged by the least_privilege
#   rules, and guests of a site and users of a portal are no staff; here they count where their email
#   stands on the roster, since it resets their password. Who starts on a day to come is the matter of
#   least_privilege/salesforce_user_not_started.
# related_resources:
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.users, roster.people]
#   remediation: |
#     In Setup > Users open the user, choose Freeze at once, then clear Active. Revoke what is left
#     under OAuth Connected Apps on the user's page: refresh tokens outlive a password. For
#     the user of an integration, change its email to a mailbox of the team that runs it. The guest
#     of a site or a user of a portal stays active: write its type (Guest, PowerPartner, ...) in the
#     list of users.
#   params:
#     staff_types:
#       description: Types of user that belong to staff, as UserType names them; a user of no known type is taken for one
#       default: [Standard]
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.16, A.5.18, A.6.5]
#     nist800-53: [AC-2, AC-2(3), PS-4]
#     cis-v8: ["5.3", "6.2"]
#     sbs: [SBS-ACS-010]
package rules.former_employee.salesforce_user_left

import future.keywords.not

import data.lib.params
import data.lib.person
import data.lib.roster

# METADATA
# description: every active user of a person whom nobody here employs
findings contains finding if {
	some user in input.salesforce.users
	_is_active_staff(user)
	why := _objection(user)

	finding := {
		"subject": {"kind": "salesforce.user", "id": user.username},
		"message": $"{user.username} is an active Salesforce user but {why}",
	}
}

_objection(user) := $"{user.email} {absence}" if {
	absence := roster.absence(user.email)
	not roster.first_day(user.email)
}

_objection(user) := "names no email to look up on the staff roster" if not user.email

_is_active_staff(user) if {
	not user.active == false
	person.owns(user, _params.staff_types)
}

_params := params.of(rego.metadata.chain())
