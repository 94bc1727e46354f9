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
	person.owns({"username": "dana@acme.com.prod", "email": "who@else.com"}) with input as _org
	person.owns({"username": "dana@acme.com.prod"}) with input as _org
	not person.owns({"username": "clay@acme.com", "email": "gtm@acme.com"}) with input as _org
	not person.owns({"username": "clay@acme.com"}) with input as _org
	not person.owns({"username": "sync@acme.com", "email": "gtm@acme.com", "integration": "Sync"}) with input as _org
}

test_owns_no_user_of_salesforce_itself if {
	not person.owns({"username": "autoproc@00d", "email": "autoproc@00d", "type": "AutomatedProcess"}) with input as _org
	not person.owns({"username": "cloud@00d", "email": "cloud@00d", "type": "CloudIntegrationUser"}) with input as _org
	person.owns({"username": "dana@acme.com.prod", "type": "Standard"}) with input as _org
}

test_owns_the_user_of_an_integration_whose_mailbox_is_a_persons if {
	person.owns({"username": "clay@acme.com", "email": "DD@acme.com"}) with input as _org
	person.owns({"username": "sync@acme.com", "email": "dana@acme.com", "integration": "Sync"}) with input as _org
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
