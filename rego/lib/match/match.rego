# METADATA
# description: |
#   Whom of the roster an address means. What the snapshot recorded in roster.matches counts. An address
#   that no source holds, such as one of leastwise.yaml, is looked up here by the rules that
#   roster.match holds, in the order in which the snapshot was matched by them.
package lib.match

import future.keywords.not

# METADATA
# description: |
#   The address by which the roster knows somebody, person, and how it was found; undefined for
#   somebody the roster does not know
found(email) := _recorded[lower(email)]

found(email) := hits[0] if {
	address := lower(email)
	not _recorded[address]
	hits := [form | some form in _forms(address); form.person in _listed]
}

_recorded := {match.email: {"person": match.person, "how": match.how} | some match in input.roster.matches}

_listed := {lower(person.email) | some person in input.roster.people} | {lower(alias) |
	some person in input.roster.people
	some alias in person.aliases
}

# What an address may stand for, as it is tried. One of match.aliases is followed and nothing else is tried.
_forms(address) := array.concat([{"person": address, "how": "exact"}], others) if {
	not input.roster.match.aliases[address]
	short := _cut(address)
	others := array.flatten([
		[{"person": moved, "how": "domain"} | some moved in _moved(address)],
		[{"person": form, "how": "plus"} | some form in short],
		[{"person": moved, "how": "plus_domain"} | some form in short; some moved in _moved(form)],
	])
}

_forms(address) := [{"person": address, "how": "exact"}, {"person": to, "how": "alias"}] if {
	to := input.roster.match.aliases[address]
}

# The address in the domain that its own stands for, if it stands for one.
_moved(address) := [concat("@", [local, to]) |
	[local, domain] := split(address, "@")
	to := input.roster.match.domains[domain]
]

# The address without what stands behind the first +, where that is a rule and something is left.
_cut(address) := [concat("@", [name, domain]) |
	input.roster.match.plus_addressing == true
	[local, domain] := split(address, "@")
	name := split(local, "+")[0]
	name != ""
]
