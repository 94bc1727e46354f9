package rules.evidence.waiver_alias_approved_test

import data.rules.evidence.waiver_alias_approved as rule

test_flags_waiver_of_an_alias_of_its_approver if {
	rule.findings == {{
		"subject": {"kind": "policy.waiver", "id": "budget/x:dana@acme.com"},
		"message": "the waiver of budget/x:dana@acme.com is approved by DD@acme.com, who is dana@acme.com, whom it is about",
	}} with input as _snapshot
		with data.waivers as [_waiver("dana@acme.com", "DD@acme.com")]
}

test_flags_every_other_name if {
	every subject, approver in {
		"dd@acme.com": "dana@acme.com",
		"dana@acme.com/Account": "dd@acme.com ",
		"dana+clay@acme.com": "dana@acme.com",
		"dana@acme.com.admin": "Dana@acme.com",
		"dana@acme.com.admin/ModifyAllData": "dd@acme.com",
		"dana+*": "dana@acme.com.admin",
		"*@acme.com.admin": "dana@acme.com",
	} {
		count(rule.findings) == 1 with input as _snapshot
			with data.waivers as [object.union(_waiver(subject, approver), {"rule": "least_privilege/clay_admin_not_approved"})]
	}
}

test_flags_address_of_a_user_by_its_username if {
	count(rule.findings) == 1 with input as _snapshot
		with data.waivers as [_waiver("dana@acme.com", "dana@acme.com.admin")]
}

test_allows_waiver_that_somebody_else_approved if {
	every subject, approver in {
		"dana@acme.com": "eve@acme.com",
		"t_1": "dana@acme.com",
		"eve@acme.com": "dd@acme.com",
		"bob@acme.com": "zoe@acme.com",
	} {
		count(rule.findings) == 0 with input as _snapshot
			with data.waivers as [_waiver(subject, approver)]
	}
}

test_leaves_the_same_name_to_the_other_rule if {
	every subject in ["dana@acme.com", "*@acme.com"] {
		count(rule.findings) == 0 with input as _snapshot
			with data.waivers as [_waiver(subject, "dana@acme.com")]
	}
}

test_allows_waiver_that_is_over if {
	count(rule.findings) == 0 with input as object.union(_snapshot, {"taken_at": "2028-05-01T00:00:00Z"})
		with data.waivers as [_waiver("dana@acme.com", "dd@acme.com")]
}

test_allows_snapshot_without_sources if {
	count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.waivers as [_waiver("dana@acme.com", "dd@acme.com")]
}

_waiver(subject, approver) := {"rule": "budget/x", "subject": subject, "approved_by": approver, "expires": "2026-10-01T00:00:00Z"}

_snapshot := {
	"taken_at": "2026-05-01T00:00:00Z",
	"roster": {
		"people": [{"email": "Dana@acme.com", "aliases": ["DD@acme.com"]}, {"email": "eve@acme.com"}],
		"matches": [{"email": "dana+clay@acme.com", "person": "dana@acme.com", "how": "plus"}],
	},
	"salesforce": {"users": [
		{"username": "dana@acme.com.admin", "email": "Dana@acme.com"},
		{"username": "eve@acme.com", "email": "eve@acme.com"},
		{"username": "bob@acme.com"},
	]},
}
