package rules.evidence.clay_waiver_owner_alias_approved_test

import data.rules.evidence.clay_waiver_owner_alias_approved as rule

test_flags_waiver_of_the_owner_under_an_alias if {
	rule.findings == {{
		"subject": {"kind": "policy.waiver", "id": "budget/x:t_1"},
		"message": "the waiver of budget/x:t_1 is approved by Tom@acme.com, who is tom.becker@acme.com, and owns what it is about",
	}} with input as _snapshot
		with data.waivers as [_waiver("t_1", "Tom@acme.com")]
}

test_flags_pattern_that_names_what_the_owner_has if {
	count(rule.findings) == 1 with input as _snapshot
		with data.waivers as [_waiver("ak_*", "tom.becker@acme.com ")]
}

test_allows_waiver_that_somebody_else_approved if {
	every subject, approver in {"t_1": "maya@acme.com", "t_2": "tom@acme.com", "ak_1": "maya@acme.com"} {
		count(rule.findings) == 0 with input as _snapshot
			with data.waivers as [_waiver(subject, approver)]
	}
}

test_leaves_the_same_address_to_the_other_rule if {
	count(rule.findings) == 0 with input as _snapshot
		with data.waivers as [_waiver("t_1", "tom.becker@acme.com")]
}

test_allows_waiver_that_is_over if {
	count(rule.findings) == 0 with input as object.union(_snapshot, {"taken_at": "2028-05-01T00:00:00Z"})
		with data.waivers as [_waiver("t_1", "tom@acme.com")]
}

test_allows_snapshot_without_sources if {
	count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.waivers as [_waiver("t_1", "tom@acme.com")]
}

_waiver(subject, approver) := {"rule": "budget/x", "subject": subject, "approved_by": approver, "expires": "2026-10-01T00:00:00Z"}

_snapshot := {
	"taken_at": "2026-05-01T00:00:00Z",
	"roster": {"people": [{"email": "tom.becker@acme.com", "aliases": ["tom@acme.com"]}, {"email": "maya@acme.com"}]},
	"clay": {
		"tables": [{"id": "t_1", "name": "Leads", "owner": "tom.becker@acme.com"}, {"id": "t_2", "name": "Other", "owner": "maya@acme.com"}],
		"api_keys": [{"id": "ak_1", "name": "Sync", "owner": "tom@acme.com"}],
	},
}
