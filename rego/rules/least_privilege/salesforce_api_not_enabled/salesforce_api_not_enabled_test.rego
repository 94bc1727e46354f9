package rules.least_privilege.salesforce_api_not_enabled_test

import data.rules.least_privilege.salesforce_api_not_enabled as rule

test_flags_user_without_ApiEnabled if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com does not hold ApiEnabled, so no integration can work as it",
	}} with input as _snapshot(["Other"], true)
}

test_flags_user_without_any_permission if count(_messages) == 1 with input as _snapshot([], true)

test_allows_user_who_holds_it if _messages == set() with input as _snapshot(["ApiEnabled"], true)

test_says_nothing_of_access_that_was_not_read if _messages == set() with input as _snapshot([], false)

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(names, complete) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": complete,
	"permissions": [{"name": name, "via": []} | some name in names],
}]}}

_messages contains finding.message if some finding in rule.findings
