# METADATA
# description: Who is who, whatever name they go by.
package lib.person

import future.keywords.not

import data.lib.roster

# METADATA
# description: |
#   All addresses of whom an address belongs to, in lower case, itself among them: those of their
#   lines on the roster, and those of other sources or of leastwise.yaml that a match rule gives to one of these.
addresses(email) := ((listed | matched) | declared) | {lower(email)} if {
	listed := {lower(address) |
		some line in roster.lines(email)
		some address in array.concat([line.email], object.get(line, "aliases", []))
	}
	matched := {match.email | some match in input.roster.matches; lower(match.person) in listed}
	declared := {from | some from, to in input.roster.match.aliases; to in listed}
}

# METADATA
# description: |
#   True of a Salesforce user that the roster answers for: of staff, by the types of user that are, or
#   of no known type. One that serves an integration is nobody's, and the guest of a site, a user of a
#   portal or of Salesforce's own processes is no staff, unless the email stands on the roster: whoever
#   reads that mailbox resets the password.
owns(user, staff_types) if {
	_is_staff(user, staff_types)
	not _serves_integration(user)
}

owns(user, _) if roster.knows(user.email)

_is_staff(user, _) if not user.type

_is_staff(user, staff_types) if lower(user.type) in {lower(type) | some type in staff_types}

_serves_integration(user) if user.integration

_serves_integration(user) if user.username in input.salesforce.integration_users
