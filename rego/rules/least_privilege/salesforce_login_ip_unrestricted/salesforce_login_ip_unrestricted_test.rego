package rules.least_privilege.salesforce_login_ip_unrestricted_test

import data.rules.least_privilege.salesforce_login_ip_unrestricted as rule

test_flags_profile_without_ranges if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com can log in from any address, for its profile has no login IP ranges",
	}} with input as _snapshot([])
}

test_flags_profile_without_ranges_once_whatever_the_policy if {
	every policy in [{}, {"login_ips": []}, {"login_ips": ["52.7.81.233"]}] {
		count(_messages) == 1 with input as _snapshot(null)
			with data.policy.salesforce as {"clay@acme.com": policy}
	}
}

test_flags_profile_without_ranges_though_network_access_lists_some if {
	count(_messages) == 1 with input as object.union(
		_snapshot([]),
		{"salesforce": {"settings": {"network_access": [{"start": "52.7.81.233", "end": "52.7.81.233"}]}}},
	)
}

test_flags_ranges_outside_the_policy if {
	rule.findings == {
		{
			"subject": {"kind": "salesforce.login_range", "id": "clay@acme.com/52.7.81.233-52.7.81.234"},
			"message": "clay@acme.com can log in from 52.7.81.233 to 52.7.81.234, which its policy does not approve",
		},
		{
			"subject": {"kind": "salesforce.login_range", "id": "clay@acme.com/192.0.2.1-192.0.2.1"},
			"message": "clay@acme.com can log in from 192.0.2.1, which its policy does not approve",
		},
	} with input as _snapshot([
		["52.7.81.233", "52.7.81.234"],
		["192.0.2.1", "192.0.2.1"],
		["10.0.0.0", "10.0.0.9"],
	])
		with data.policy.salesforce as _policy
}

test_flags_ranges_that_hold_too_many_addresses_together if {
	_messages == {"clay@acme.com can log in from more than 256 addresses, 10.0.0.0 to 10.0.0.255 and 192.0.2.1"} with input as _snapshot([
		["10.0.0.0", "10.0.0.255"],
		["192.0.2.1", "192.0.2.1"],
	])
}

test_flags_ranges_over_a_limit_the_config_lowered if {
	count(_messages) == 1 with input as _snapshot([["10.0.0.0", "10.0.0.9"]])
		with data.settings as {"least_privilege/salesforce_login_ip_unrestricted": {"max_addresses": 4}}
}

test_flags_range_that_cannot_be_counted if {
	count(_messages) == 1 with input as _snapshot([["2001:db8::1", "2001:db8::2"]])
	count(_messages) == 1 with input as _snapshot([["10.0.0.2", "10.0.0.1"]])
}

test_flags_policy_that_approves_too_many_addresses if {
	_messages == {"clay@acme.com may log in from more than 256 addresses by its policy, 10.0.0.0/23"} with input as _snapshot([["192.0.2.1", "192.0.2.1"]])
		with data.policy.salesforce as {"clay@acme.com": {"login_ips": ["192.0.2.1", "10.0.0.0/23", "198.51.100.0/24"]}}
	count(_messages) == 1 with input as _snapshot([["0.0.0.0", "255.255.255.255"]])
		with data.policy.salesforce as {"clay@acme.com": {"login_ips": ["0.0.0.0/0"]}}
}

test_flags_user_once_whose_policy_is_wide_and_not_kept if {
	_messages == {"clay@acme.com can log in from 192.0.2.1, which its policy does not approve"} with input as _snapshot([["192.0.2.1", "192.0.2.1"], ["10.0.0.1", "10.0.0.1"]])
		with data.policy.salesforce as {"clay@acme.com": {"login_ips": ["10.0.0.0/8"]}}
	_messages == {"clay@acme.com can log in from any address, for its profile has no login IP ranges"} with input as _snapshot([])
		with data.policy.salesforce as {"clay@acme.com": {"login_ips": ["10.0.0.0/8"]}}
}

test_allows_policy_of_as_many_addresses_as_the_limit if {
	_messages == set() with input as _snapshot([["10.0.0.1", "10.0.0.1"]])
		with data.policy.salesforce as {"clay@acme.com": {"login_ips": ["10.0.0.0/24"]}}
	_messages == set() with input as _snapshot([["10.0.0.1", "10.0.0.1"]])
		with data.policy.salesforce as {"clay@acme.com": {"login_ips": ["10.0.0.0/16"]}}
		with data.settings as {"least_privilege/salesforce_login_ip_unrestricted": {"max_addresses": 65536}}
}

test_allows_ranges_within_the_policy if {
	_messages == set() with input as _snapshot([["52.7.81.233", "52.7.81.233"], ["10.0.0.0", "10.0.0.127"]])
		with data.policy.salesforce as _policy
}

test_allows_as_many_addresses_as_the_limit if {
	_messages == set() with input as _snapshot([["10.0.0.0", "10.0.0.254"], ["192.0.2.1", "192.0.2.1"]])
}

test_says_nothing_of_a_profile_that_was_not_read if {
	_messages == set() with input as _snapshot([])
		with input.salesforce.access as [{"user": "clay@acme.com", "complete": false, "login_ip_ranges": []}]
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_policy := {"clay@acme.com": {"login_ips": ["52.7.81.233", "10.0.0.0/25"]}}

_snapshot(ranges) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"login_ip_ranges": [{"start": range[0], "end": range[1]} | some range in ranges],
}]}}
