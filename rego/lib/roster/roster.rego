# METADATA
# description: |
#   The staff roster as the rules ask about it. Whose an address is, the snapshot says in
#   roster.matches; an address that it does not match is compared with emails and aliases,
#   ignoring case. The end date is the last day of work, in UTC. Who is listed twice is employed if either line says so.
package lib.roster

import future.keywords.not

import data.lib.clock

# METADATA
# description: true of the address of somebody who works here on the day of the snapshot
employs(email) if _person(email) in _employed

# METADATA
# description: true of an address that stands on the roster, whatever became of its owner
knows(email) if _person(email) in _known

# METADATA
# description: what the roster says of an address it does not employ, to follow a name
absence(email) := "is not on the staff roster" if not knows(email)

absence(email) := $"has left according to the staff roster{_detail(email)}" if _person(email) in _gone

absence(email) := $"has not started work yet{_detail(email)}" if _person(email) in _to_come

# METADATA
# description: |
#   Why a member of Clay should not be one, to follow a name. Somebody declared external is held
#   to a sponsor and an expiry; somebody the roster knows is staff, whatever the inventory declares.
objection(member) := absence(member.email) if _counts_as_staff(member)

objection(member) := "is external and names no sponsor" if {
	not _counts_as_staff(member)
	not member.sponsor
}

objection(member) := $"is external and its sponsor {sponsor} is not employed" if {
	not _counts_as_staff(member)
	sponsor := member.sponsor
	not employs(sponsor)
}

objection(member) := "is external and past its expiry" if {
	not _counts_as_staff(member)
	employs(member.sponsor)
	clock.day_over(member.expires_at)
}

_counts_as_staff(member) if not member.external == true

_counts_as_staff(member) if knows(member.email)

# By which rule somebody was found, and what the sources of the roster contradict each other about.
default _detail(_) := ""

_detail(email) := $" ({text})" if {
	text := concat("; ", array.concat(sort(_ways(email)), sort({person.note | some person in _lines(email)})))
	text != ""
}

_ways(email) := object.get(_found, lower(email), set())

_found[match.email] contains $"as {match.person} by {_how[match.how]}" if {
	some match in input.roster.matches
	match.person != match.email
}

_how := {
	"alias": "an alias",
	"domain": "a domain rule",
	"plus": "a plus-addressing rule",
	"plus_domain": "a plus-addressing and a domain rule",
}

_person(email) := object.get(_matched, lower(email), lower(email))

_matched[match.email] := match.person if some match in input.roster.matches

# METADATA
# description: the job titles on the roster of the owner of an address, in lower case
titles(email) := {lower(trim_space(person.title)) | some person in _lines(email)}

_lines(email) := _listed[_person(email)]

_listed[address] contains person if {
	some person in input.roster.people
	some address in _addresses(person)
}

_known := object.keys(_listed)

_left contains address if {
	some person in input.roster.people
	_has_left(person)
	some address in _addresses(person)
}

_employed contains address if {
	some person in input.roster.people
	not _has_left(person)
	not _has_not_begun(person)
	some address in _addresses(person)
}

_gone := _left - _employed

_to_come := (_known - _left) - _employed

_addresses(person) := {lower(person.email)} | {lower(alias) | some alias in person.aliases}

_has_left(person) if lower(trim_space(person.status)) in _left_words

_has_left(person) if clock.day_over(person.end)

_has_not_begun(person) if clock.in_future(person.start)

_left_words := {"deactivated", "departed", "former", "inactive", "left", "offboarded", "resigned", "terminated"}
