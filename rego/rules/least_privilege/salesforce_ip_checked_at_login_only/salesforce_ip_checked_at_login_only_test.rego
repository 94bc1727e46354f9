package rules.least_privilege.salesforce_ip_checked_at_login_only_test

import data.rules.least_privilege.salesforce_ip_checked_at_login_only as rule

test_flags_settings_that_check_at_login_only if {
	rule.findings == {{
		"subject": {"kind": "salesforce.security_settings", "id": "Security"},
		"message": "Login IP ranges are checked at login and not on every request, so that a stolen token works anywhere",
	}} with input as {"salesforce": {"settings": {"enforce_ip_every_request": false}}}
}

test_flags_settings_that_do_not_say if count(rule.findings) == 1 with input as {"salesforce": {"settings": {}}}

test_allows_settings_that_check_every_request if {
	count(rule.findings) == 0 with input as {"salesforce": {"settings": {"enforce_ip_every_request": true}}}
}

test_allows_snapshot_without_salesforce if count(rule.findings) == 0 with input as {"taken_at": "2026-11-02T09:00:00Z"}
