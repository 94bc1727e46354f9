package rules.key_rotation.salesforce_app_credential_ending_test

import data.rules.key_rotation.salesforce_app_credential_ending as rule

test_flags_secret_that_ends_soon if {
	rule.findings == {{
		"subject": {"kind": "salesforce.app", "id": "Clay"},
		"message": "Clay has a secret that ends in 29 days",
	}} with input as _snapshot({"secret_expires_at": "2026-12-01T09:00:00Z"})
}

test_flags_secret_that_ends_tomorrow if {
	every end in ["2026-11-02T10:00:00Z", "2026-11-03T00:00:00Z", "2026-11-03T09:00:00Z"] {
		_messages == {"Clay has a secret that ends in 1 days"} with input as _snapshot({"secret_expires_at": end})
	}
}

test_flags_secret_that_ends_with_the_day if {
	_messages == {"Clay has a secret that ends in 0 days"} with input as _snapshot({"secret_expires_at": "2026-11-02T00:00:00Z"})
}

test_flags_certificate_that_has_ended if {
	_messages == {"Clay has a certificate that has ended"} with input as _snapshot({
		"secret_expires_at": "2027-12-01T09:00:00Z",
		"certificate_expires_at": "2026-11-02T09:00:00Z",
	})
}

test_flags_app_of_which_nobody_knows if {
	_messages == {"Clay has a secret or certificate whose end nobody recorded"} with input as _snapshot({})
}

test_flags_secret_within_the_days_of_the_operator if {
	count(_messages) == 1 with input as _snapshot({"secret_expires_at": "2026-12-20T09:00:00Z"})
		with data.settings as {"key_rotation/salesforce_app_credential_ending": {"days": 60}}
}

test_allows_credentials_that_end_later if {
	_messages == set() with input as _snapshot({"secret_expires_at": "2026-12-02T09:00:00Z"})
	_messages == set() with input as _snapshot({"certificate_expires_at": "2027-12-02T09:00:00Z"})
}

test_allows_app_of_nobody_here if {
	_messages == set() with input as _snapshot({})
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Other"]}}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(changes) := {"taken_at": "2026-11-02T09:00:00Z", "salesforce": {
	"integration_users": ["clay@acme.com"],
	"apps": [object.union({"name": "Clay", "serves_integration": false}, changes)],
}}

_messages contains finding.message if some finding in rule.findings
