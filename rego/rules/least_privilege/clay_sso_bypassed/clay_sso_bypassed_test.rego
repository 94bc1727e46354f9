package rules.least_privilege.clay_sso_bypassed_test

import data.rules.least_privilege.clay_sso_bypassed as rule

test_flags_workspace_without_single_sign_on if {
	every sso in [{"enabled": false, "password_bypass_acknowledged": true}, {}, null] {
		rule.findings == {{
			"subject": {"kind": "clay.workspace", "id": "acme"},
			"message": "acme does not use single sign-on, or nobody recorded that it does",
		}} with input.clay.workspace as {"id": "acme", "sso": sso}
	}
	count(rule.findings) == 1 with input.clay.workspace as {"id": "acme"}
}

test_flags_bypass_nobody_acknowledged if {
	every sso in [{"enabled": true, "password_bypass_acknowledged": false}, {"enabled": true}] {
		{finding.message | some finding in rule.findings} == {"acme has single sign-on, and nobody acknowledged that passwords bypass it"} with input.clay.workspace as {
			"id": "acme",
			"sso": sso,
		}
	}
}

test_allows_acknowledged_bypass if {
	count(rule.findings) == 0 with input.clay.workspace as {"id": "acme", "sso": {"enabled": true, "password_bypass_acknowledged": true}}
}

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
