package lib.match_test

import future.keywords.not

import data.lib.match

test_finds_who_stands_on_the_roster if {
	every email in ["ann@acme.com", "Ann@Acme.com"] {
		match.found(email) == {"person": "ann@acme.com", "how": "exact"} with input as _roster({})
	}
	match.found("A.Lee@acme.com") == {"person": "a.lee@acme.com", "how": "exact"} with input as _roster({})
	not match.found("eve@acme.com") with input as _roster({})
	not match.found("ann@acme.com") with input as {"taken_at": "2026-05-01T12:00:00Z"}
}

test_what_the_snapshot_recorded_counts if {
	match.found("Ann@acme.com") == {"person": "bob@acme.com", "how": "alias"} with input as object.union(
		_roster({}),
		{"roster": {"matches": [{"email": "ann@acme.com", "person": "bob@acme.com", "how": "alias"}]}},
	)
}

test_an_alias_is_followed_and_nothing_else_is_tried if {
	rules := {
		"aliases": {"old@acme.com": "ann@acme.com", "ann+x@acme.io": "nobody@acme.com", "bob@acme.com": "ann@acme.com"},
		"domains": {"acme.io": "acme.com"},
		"plus_addressing": true,
	}
	match.found("Old@acme.com") == {"person": "ann@acme.com", "how": "alias"} with input as _roster(rules)
	not match.found("ann+x@acme.io") with input as _roster(rules)
	match.found("bob@acme.com") == {"person": "bob@acme.com", "how": "exact"} with input as _roster(rules)
}

test_a_domain_stands_for_another_by_one_step if {
	rules := {"domains": {"acme.io": "acme.com", "acme.de": "acme.io"}}
	match.found("ann@Acme.io") == {"person": "ann@acme.com", "how": "domain"} with input as _roster(rules)
	match.found("a.lee@acme.io") == {"person": "a.lee@acme.com", "how": "domain"} with input as _roster(rules)
	every email in ["eve@acme.io", "ann@acme.de", "ann+clay@acme.io", "ann"] {
		not match.found(email) with input as _roster(rules)
	}
}

test_a_tag_is_cut_off_where_that_is_a_rule if {
	every email in ["ann+clay@acme.com", "ann+a+b@acme.com"] {
		match.found(email) == {"person": "ann@acme.com", "how": "plus"} with input as _roster({"plus_addressing": true})
		not match.found(email) with input as _roster({"plus_addressing": false})
		not match.found(email) with input as _roster({})
	}
	not match.found("+ann@acme.com") with input as _roster({"plus_addressing": true})
	not match.found("+clay@acme.com") with input as {"roster": {
		"people": [{"email": "@acme.com"}],
		"match": {"plus_addressing": true},
	}}
}

test_a_tag_and_a_domain_are_tried_last if {
	rules := {"domains": {"acme.io": "acme.com"}, "plus_addressing": true}
	match.found("ann+clay@acme.io") == {"person": "ann@acme.com", "how": "plus_domain"} with input as _roster(rules)
	match.found("cy+clay@acme.io") == {"person": "cy+clay@acme.com", "how": "domain"} with input as _roster(rules)
	match.found("dee+clay@acme.io") == {"person": "dee@acme.io", "how": "plus"} with input as _roster(rules)
}

_roster(rules) := {
	"taken_at": "2026-05-01T12:00:00Z",
	"roster": {
		"people": [
			{"email": "ann@acme.com", "aliases": ["a.lee@acme.com"]},
			{"email": "bob@acme.com"},
			{"email": "cy@acme.com", "aliases": ["cy+clay@acme.com"]},
			{"email": "dee@acme.com", "aliases": ["dee@acme.io"]},
		],
		"match": rules,
	},
}
