package rules.evidence.clay_policy_missing_test

import data.rules.evidence.clay_policy_missing as rule

test_flags_workspace_without_a_policy if {
	every policy in [{}, {"salesforce": {"clay@acme.com": {"apps": ["Clay"]}}}, {"clay": null}, {"clay": {}}, {"clay": {"roles": {}, "tables": {"t_1": null}}}] {
		rule.findings == {{
			"subject": {"kind": "policy.clay", "id": "acme"},
			"message": "acme was read and no policy says what is right in it",
		}} with input.clay.workspace as {"id": "acme"}
			with data.policy as policy
	}
}

test_allows_workspace_with_any_policy if {
	every clay in [{"roles": {"admin": []}}, {"tables": {"t_1": {"auto_run": false}}}] {
		count(rule.findings) == 0 with input.clay.workspace as {"id": "acme"}
			with data.policy.clay as clay
	}
}

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
