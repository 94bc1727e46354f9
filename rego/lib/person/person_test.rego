package lib.person_test

import future.keywords.not

import data.lib.person

test_addresses_are_all_of_one_person if {
	every address in ["dana@acme.com", "dd@acme.com", "Dana+Clay@acme.com"] {
		person.addresses(address) == {"dana@acme.com", "dd@acme.com", "dana+clay@acme.com"} with input as _roster
	}
	person.addresses("eve@acme.com") == {"eve@acme.com", "eve@acme.example"} with input as _roster
	person.addresses("Bob@acme.com") == {"bob@acme.com"} with input as _roster
}

test_addresses_are_those_of_leastwise_yaml_too if {
	rules := {"aliases": {"ciso@acme.com": "eve@acme.com", "cto@acme.com": "dd@acme.com"}, "plus_addressing": true}
	declared := object.union(_roster, {"roster": {"match": rules}})
	every address in ["eve@acme.com", "CISO@acme.com"] {
		person.addresses(address) == {"eve@acme.com", "eve@acme.example", "ciso@acme.com"} with input as declared
	}
	person.addresses("eve+x@acme.com") == {"eve+x@acme.com", "eve@acme.com", "eve@acme.example", "ciso@acme.com"} with input as declared
	person.addresses("dana@acme.com") == {"dana@acme.com", "dd@acme.com", "dana+clay@acme.com", "cto@acme.com"} with input as declared
}

test_knows_the_address_alone_without_a_roster if {
	person.addresses("Bob@acme.com") == {"bob@acme.com"} with input as {"taken_at": "2026-05-01T12:00:00Z"}
}

test_owns_every_user_but_those_of_an_integration if {
	_owns({"username": "dana@acme.com.prod", "email": "who@else.com"})
	_owns({"username": "dana@acme.com.prod"})
	not _owns({"username": "clay@acme.com", "email": "gtm@acme.com"})
	not _owns({"username": "clay@acme.com"})
	not _owns({"username": "sync@acme.com", "email": "gtm@acme.com", "integration": "Sync"})
}

test_owns_users_of_the_types_of_staff_alone if {
	_owns({"username": "dana@acme.com.prod", "email": "who@else.com", "type": "Standard"})
	_owns({"username": "dana@acme.com.prod", "email": "who@else.com", "type": "csnonly"})
	not _owns({"username": "guest@acme.com.site", "email": "noreply@acme.com", "type": "Guest"})
	not _owns({"username": "guest@acme.com.site", "type": "Guest"})
	not _owns({"username": "autoproc@00d", "email": "autoproc@00d", "type": "AutomatedProcess"})
	not _owns({"username": "clay@acme.com", "email": "gtm@acme.com", "type": "Standard"})
}

test_owns_every_user_whose_mailbox_is_a_persons if {
	_owns({"username": "clay@acme.com", "email": "DD@acme.com"})
	_owns({"username": "sync@acme.com", "email": "dana@acme.com", "integration": "Sync"})
	_owns({"username": "dana@acme.com.portal", "email": "dana@acme.com", "type": "PowerPartner"})
}

_owns(user) if {
	person.owns(user, ["Standard", "CsnOnly"]) with input as _org
}

_org := object.union(_roster, {"salesforce": {"integration_users": ["clay@acme.com"]}})

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
