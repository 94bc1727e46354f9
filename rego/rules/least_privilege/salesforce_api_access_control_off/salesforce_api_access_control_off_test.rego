package rules.least_privilege.salesforce_api_access_control_off_test

import data.rules.least_privilege.salesforce_api_access_control_off as rule

test_flags_control_that_is_off if {
	rule.findings == {{
		"subject": {"kind": "salesforce.connected_app_settings", "id": "ConnectedApp"},
		"message": "API Access Control is not on, so that apps nobody installed reach the API",
	}} with input as {"salesforce": {"settings": {"api_access_control": false}}}
}

test_flags_settings_that_do_not_say if count(rule.findings) == 1 with input as {"salesforce": {"settings": {}}}

test_allows_control_that_is_on if {
	count(rule.findings) == 0 with input as {"salesforce": {"settings": {"api_access_control": true}}}
}

test_allows_snapshot_without_salesforce if count(rule.findings) == 0 with input as {"taken_at": "2026-11-02T09:00:00Z"}
