# METADATA
# description: |
#   The staff roster as the rules ask about it. People are matched by email or alias,
#   ignoring case. The end date is the last day of work, in UTC; a person who is listed
#   twice is employed if either line says so. Sections may hold no one: then nobody is.
package lib.roster

import data.lib.clock

# METADATA
# description: true of the address of somebody who works here on the day of the snapshot
employs(email) if lower(email) in _employed

# METADATA
# description: true of an address that stands on the roster, whatever became of its owner
knows(email) if lower(email) in _known

# METADATA
# description: what the roster says of an address it does not employ, to follow a name
absence(email) := "is not on the staff roster" if not knows(email)

absence(email) := "has left according to the staff roster" if lower(email) in (_left - _employed)

absence(email) := "has not started work yet" if lower(email) in (_known - (_left | _employed))

# METADATA
# description: the job titles on the roster of the owner of an address, in lower case
titles(email) := {lower(trim_space(person.title)) |
	some person in input.roster.people
	lower(email) in _addresses(person)
}

_known contains address if {
	some person in input.roster.people
	some address in _addresses(person)
}

_left contains address if {
	some person in input.roster.people
	_has_left(person)
	some address in _addresses(person)
}

_employed contains address if {
	some person in input.roster.people
	not _has_left(person)
	not _is_to_come(person)
	some address in _addresses(person)
}

_addresses(person) := {lower(person.email)} | {lower(alias) | some alias in person.aliases}

_has_left(person) if lower(trim_space(person.status)) in _left_words

_has_left(person) if clock.day_over(person.end)

_is_to_come(person) if clock.in_future(person.start)

_left_words := {
	"deactivated", "departed", "former", "inactive",
	"left", "offboarded", "resigned", "terminated",
}
