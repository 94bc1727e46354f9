package rules.least_privilege.clay_member_outside_sso_test

import data.rules.least_privilege.clay_member_outside_sso as rule

test_flags_member_of_a_domain_it_does_not_cover if {
	rule.findings == {{
		"subject": {"kind": "clay.member", "id": "ann@sub.acme.com"},
		"message": "ann@sub.acme.com is a member of the workspace, and single sign-on does not cover sub.acme.com",
	}} with input as _snapshot({"enabled": true, "domains": ["acme.com"]}, {"email": "ann@sub.acme.com", "external": false})
}

test_flags_invitee_and_whoever_nobody_declared_external if {
	every member in [{"state": "pending"}, {}] {
		count(rule.findings) == 1 with input as _snapshot(
			{"enabled": true, "domains": ["acme.com"]},
			object.union({"email": "ann@else.com"}, member),
		)
	}
}

test_flags_sign_on_for_nobody_knows_whom if {
	every sso in [{"enabled": true}, {"enabled": true, "domains": []}] {
		rule.findings == {{
			"subject": {"kind": "clay.workspace", "id": "acme"},
			"message": "acme has single sign-on, and nobody recorded for which domains",
		}} with input as _snapshot(sso, {"email": "ann@else.com"})
	}
}

test_allows_member_of_a_covered_domain if {
	rule.findings == set() with input as _snapshot({"enabled": true, "domains": ["else.com", " Acme.com"]}, {"email": "Ann@ACME.com"})
}

test_allows_external_member if {
	rule.findings == set() with input as _snapshot({"enabled": true, "domains": ["acme.com"]}, {"email": "kai@else.com", "external": true})
}

# That is a finding of least_privilege/clay_sso_bypassed.
test_allows_workspace_without_single_sign_on if {
	every sso in [{}, {"enabled": false, "domains": ["acme.com"]}] {
		rule.findings == set() with input as _snapshot(sso, {"email": "ann@else.com"})
	}
}

test_allows_snapshot_without_clay if rule.findings == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_snapshot(sso, member) := {"clay": {"workspace": {"id": "acme", "sso": sso}, "members": [member]}}
