# METADATA
# description: Who is who, whatever name they go by.
package lib.person

import data.lib.roster

# METADATA
# description: |
#   All addresses of whom an address belongs to, in lower case, itself among them: those of their
#   lines on the roster, and those of other sources that a match rule gives to one of these.
addresses(email) := (listed | matched) | {lower(email)} if {
	listed := {lower(address) |
		some line in roster.lines(email)
		some address in array.concat([line.email], object.get(line, "aliases", []))
	}
	matched := {match.email | some match in input.roster.matches; lower(match.person) in listed}
}
