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
#   True of a Salesforce user that the roster answers for. One that serves an integration is nobody's,
#   unless its email stands on the roster: whoever reads that mailbox resets its password. Nor is one
#   that Salesforce made for its own processes anybody's.
owns(user) if not _is_nobodys(user)

owns(user) if roster.knows(user.email)

_is_nobodys(user) if user.integration

_is_nobodys(user) if user.username in input.salesforce.integration_users

_is_nobodys(user) if user.type in {"AutomatedProcess", "CloudIntegrationUser"}
