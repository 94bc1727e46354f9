package rules.least_privilege.salesforce_login_unexpected_test

import data.rules.least_privilege.salesforce_login_unexpected as rule

test_flags_login_from_elsewhere if {
	rule.findings == {{
		"subject": {"kind": "salesforce.login", "id": "clay@acme.com/203.0.113.7"},
		"message": "clay@acme.com logged in 3 times from 203.0.113.7, which its policy does not name, last on 2026-10-30",
	}} with input as _snapshot([{"status": "Success", "count": 2}, {"last": "2026-10-30T08:00:00Z"}])
		with data.policy.salesforce as _policy
}

test_flags_place_that_is_no_address if {
	count(_messages) == 1 with input as _snapshot([{"source_ip": "Salesforce.com IP"}])
		with data.policy.salesforce as _policy
}

test_flags_every_login_of_a_user_without_addresses if {
	every policy in [{}, {"clay@acme.com": {}}, {"clay@acme.com": {"login_ips": []}}] {
		count(_messages) == 1 with input as _snapshot([{"source_ip": "52.7.81.233"}])
			with data.policy.salesforce as policy
	}
}

test_flags_each_place_of_each_user if {
	_messages == {
		"clay@acme.com logged in 1 times from 203.0.113.7, which its policy does not name, last on 2026-10-01",
		"clay@acme.com logged in 4 times from 198.51.100.1, which its policy does not name, last on 2026-10-01",
		"hub@acme.com logged in 2 times from 203.0.113.7, which its policy does not name, last on 2026-10-01",
	} with input as object.union(
		_snapshot([{}, {"source_ip": "198.51.100.1", "count": 4}, {"user": "hub@acme.com", "count": 2}]),
		{"salesforce": {"integration_users": ["clay@acme.com", "hub@acme.com"]}},
	)
		with data.policy.salesforce as _policy
}

test_allows_login_from_an_address_of_the_policy if {
	every place in ["52.7.81.233", "10.1.2.3"] {
		_messages == set() with input as _snapshot([{"source_ip": place}])
			with data.policy.salesforce as _policy
	}
}

test_flags_login_after_the_snapshot if {
	_messages == {"clay@acme.com logged in 3 times from 52.7.81.233, last on 2026-11-03, after the snapshot"} with input as _snapshot([
		{"source_ip": "52.7.81.233", "count": 2},
		{"source_ip": "52.7.81.233", "last": "2026-11-03T09:00:01Z"},
	])
		with data.policy.salesforce as _policy
	_messages == {"clay@acme.com logged in 1 times from 203.0.113.7, which its policy does not name, last on 2036-01-01"} with input as _snapshot([{"last": "2036-01-01T08:00:00Z"}])
		with data.policy.salesforce as _policy
}

test_allows_login_while_the_snapshot_was_taken if {
	_messages == set() with input as _snapshot([{"source_ip": "52.7.81.233", "last": "2026-11-03T09:00:00Z"}])
		with data.policy.salesforce as _policy
}

test_allows_attempts_that_failed if {
	_messages == set() with input as _snapshot([{"status": "Restricted IP"}])
		with data.policy.salesforce as _policy
}

test_allows_logins_of_people if {
	_messages == set() with input as _snapshot([{"user": "ann@acme.com"}])
		with data.policy.salesforce as _policy
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"login_ips": ["52.7.81.233", "10.1.0.0/16"]}}

_snapshot(list) := {"taken_at": "2026-11-02T09:00:00Z", "salesforce": {
	"integration_users": ["clay@acme.com"],
	"logins": [object.union(
		{"user": "clay@acme.com", "source_ip": "203.0.113.7", "count": 1, "last": "2026-10-01T08:00:00Z"},
		changes,
	) |
		some changes in list
	],
}}

_messages contains finding.message if some finding in rule.findings
