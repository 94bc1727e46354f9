package lib.person_test

import data.lib.person

test_addresses_are_all_of_one_person if {
	every address in ["dana@acme.com", "dd@acme.com", "Dana+Clay@acme.com"] {
		person.addresses(address) == {"dana@acme.com", "dd@acme.com", "dana+clay@acme.com"} with input as _roster
	}
	person.addresses("eve@acme.com") == {"eve@acme.com", "eve@acme.example"} with input as _roster
	person.addresses("Bob@acme.com") == {"bob@acme.com"} with input as _roster
}

test_knows_the_address_alone_without_a_roster if {
	person.addresses("Bob@acme.com") == {"bob@acme.com"} with input as {"taken_at": "2026-05-01T12:00:00Z"}
}

_roster := {
	"taken_at": "2026-05-01T12:00:00Z",
	"roster": {
		"people": [{"email": "Dana@acme.com", "aliases": ["DD@acme.com"]}, {"email": "eve@acme.com"}],
		"matches": [
			{"email": "dana+clay@acme.com", "person": "dana@acme.com", "how": "plus"},
			{"email": "eve@acme.example", "person": "eve@acme.com", "how": "domain"},
		],
	},
}
