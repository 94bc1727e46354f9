# METADATA
# description: |
#   The staff roster as the rules ask about it. Whose an address is, data.lib.match says, for those of
#   the sources and those of leastwise.yaml alike. The end date is the last day of work, in UTC. Who is listed twice is employed if either line says so.
package lib.roster

import future.keywords.not

import data.lib.clock
import data.lib.match

# METADATA
# description: true of the address of somebody who works here on the day of the snapshot
employs(email) if _person(email) in _employed

# METADATA
# description: true of an address that stands on the roster, whatever became of its owner
knows(email) if _person(email) in _known

# METADATA
# description: what the roster says of an address it does not employ, to follow a name
absence(email) := "is not on the staff roster" if not knows(email)

absence(email) := $"{why}{_detail(email)}" if why := _absences[_person(email)]

# METADATA
# description: the day on which somebody starts whom the roster does not employ yet, and of whom it does not say that they left
first_day(email) := min({substring(person.start, 0, 10) | some person in lines(email)}) if _person(email) in _coming

# By which rule somebody was found, and what the sources of the roster contradict each other about.
default _detail(_) := ""

_detail(email) := $" ({text})" if {
	text := concat("; ", array.concat(sort(_ways(email)), sort({person.note | some person in lines(email)})))
	text != ""
}

default _ways(_) := set()

_ways(email) := {$"as {who.person} by {_how[who.how]}"} if {
	who := match.found(email)
	who.person != lower(email)
}

_how := {
	"alias": "an alias",
	"domain": "a domain rule",
	"plus": "a plus-addressing rule",
	"plus_domain": "a plus-addressing and a domain rule",
	"sandbox": "the ending of a sandbox",
}

_person(email) := match.found(email).person

_person(email) := lower(email) if not match.found(email)

# METADATA
# description: |
#   True of the address of somebody who worked here on the day of a timestamp. Who left without a
#   last day may have left before it.
employed_on(email, timestamp) if {
	some person in lines(email)
	not _day(person.start) > _day(timestamp)
	not _day(person.end) < _day(timestamp)
	not _left_undated(person)
}

_day(timestamp) := split(timestamp, "T")[0]

_left_undated(person) if {
	lower(trim_space(person.status)) in _left_words
	not person.end
}

# METADATA
# description: the job titles on the roster of the owner of an address, in lower case
titles(email) := {lower(trim_space(person.title)) | some person in lines(email)}

# METADATA
# description: the lines of the roster on whom an address belongs to
lines(email) := {input.roster.people[i] | some i in _listed[_person(email)]}

_listed := {address: lines |
	some address in {address | some [address, _] in _addresses}
	lines := {i | some [other, i] in _addresses; other == address}
}

_known := object.keys(_listed)

_absences := object.union(
	{address: "has left according to the staff roster" | some address in _gone},
	{address: "has not started work yet" | some address in _coming},
)

_coming := (_known - _gone) - _employed

_gone := {address | some [address, i] in _addresses; i in _left} - _employed

_employed := {address | some [address, i] in _addresses; i in _present}

_present := ({i | some i, _ in input.roster.people} - _left) - _to_come

# Every address with the line of the roster that it stands on.
_addresses := array.concat(
	[[lower(person.email), i] | some i, person in input.roster.people],
	[[lower(alias), i] | some i, person in input.roster.people; some alias in person.aliases],
)

_left := {i | some i, person in input.roster.people; lower(trim_space(person.status)) in _left_words} | {i |
	some i, person in input.roster.people
	clock.day_over(person.end)
}

_to_come := {i | some i, person in input.roster.people; clock.in_future(person.start)}

_left_words := {"deactivated", "departed", "former", "inactive", "left", "offboarded", "resigned", "terminated"}
