package rules.least_privilege.clay_member_outside_domains_test

import data.rules.least_privilege.clay_member_outside_domains as rule

test_flags_member_of_another_domain if {
	rule.findings == {{
		"subject": {"kind": "clay.member", "id": "kai@agency.example"},
		"message": "kai@agency.example is a member of the workspace from outside the approved domains",
	}} with input as _snapshot("kai@agency.example")
		with data.policy as _policy
}

test_flags_domain_that_only_ends_alike_or_lies_below if {
	every email in ["eve@notacme.com", "eve@mail.acme.com", "acme.com@else.com", "eve"] {
		count(rule.findings) == 1 with input as _snapshot(email)
			with data.policy as _policy
	}
}

test_flags_everybody_when_no_domain_is_approved if {
	every policy in [{}, {"clay": {"roles": {"approved_domains": []}}}] {
		count(rule.findings) == 1 with input as _snapshot("dana@acme.com")
			with data.policy as policy
	}
}

test_allows_approved_domain_in_any_case if {
	every email in ["dana@acme.com", "Dana@ACME.com"] {
		count(rule.findings) == 0 with input as _snapshot(email)
			with data.policy as _policy
	}
}

test_allows_snapshot_without_clay if {
	count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy as _policy
}

_policy := {"clay": {"roles": {"approved_domains": ["partner.example", " Acme.com"]}}}

_snapshot(email) := {"clay": {"members": [{"email": email, "role": "editor", "state": "pending"}]}}
