package rules.least_privilege.clay_webhook_without_auth_test

import data.rules.least_privilege.clay_webhook_without_auth as rule

test_flags_webhook_without_a_token if {
	rule.findings == {{
		"subject": {"kind": "clay.webhook", "id": "s_1", "name": "Form"},
		"message": "Form asks for no token, so whoever knows its URL can fill the table",
	}} with input.clay.webhooks as [{"id": "s_1", "name": "Form", "has_auth": false}]
}

test_flags_webhook_nobody_looked_at if {
	{finding.message | some finding in rule.findings} == {"Form has no record of whether it asks for a token"} with input.clay.webhooks as [{
		"id": "s_1",
		"name": "Form",
	}]
}

test_allows_webhook_with_a_token if {
	count(rule.findings) == 0 with input.clay.webhooks as [{"id": "s_1", "name": "Form", "has_auth": true}]
}

test_allows_snapshot_without_clay if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
