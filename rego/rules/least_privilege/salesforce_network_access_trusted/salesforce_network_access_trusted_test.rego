package rules.least_privilege.salesforce_network_access_trusted_test

import data.rules.least_privilege.salesforce_network_access_trusted as rule

test_flags_addresses_of_an_integration if {
	rule.findings == {{
		"subject": {"kind": "salesforce.security_settings", "id": "Security"},
		"message": "Network Access trusts 52.7.81.233 and 52.0.0.0 to 52.7.81.240, which restricts nobody and spares logins their verification",
	}} with input as _snapshot([["52.7.81.233", "52.7.81.233"], ["52.0.0.0", "52.7.81.240"], ["192.0.2.0", "192.0.2.9"]])
		with data.policy.salesforce as _policy
		with data.settings as {"least_privilege/salesforce_network_access_trusted": {"max_addresses": 16777216}}
}

test_flags_range_that_is_too_wide if {
	count(_messages) == 1 with input as _snapshot([["10.0.0.0", "10.1.0.0"]])
		with data.policy.salesforce as _policy
}

test_flags_range_that_cannot_be_counted if {
	count(_messages) == 1 with input as _snapshot([["2001:db8::1", "2001:db8::2"]])
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_allows_range_of_as_many_addresses_as_the_limit if {
	_messages == set() with input as _snapshot([["10.0.0.0", "10.0.255.255"]])
		with data.policy.salesforce as _policy
}

test_allows_no_entries if {
	_messages == set() with input as _snapshot([])
		with data.policy.salesforce as _policy
}

test_allows_addresses_of_a_user_who_is_no_integration if {
	_messages == set() with input as _snapshot([["52.7.81.233", "52.7.81.233"]])
		with data.policy.salesforce as {"ann@acme.com": {"login_ips": ["52.7.81.233"]}}
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"login_ips": ["52.7.81.233"]}}

_snapshot(ranges) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"settings": {"network_access": [{"start": range[0], "end": range[1]} | some range in ranges]},
}}

_messages contains finding.message if some finding in rule.findings
