package rules.evidence.salesforce_principal_not_judged_test

import data.rules.evidence.salesforce_principal_not_judged as rule

test_flags_connection_of_another_user if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "aa_salesforce", "name": "Salesforce production"},
		"message": "Salesforce production works as old-admin@acme.com, who is not an integration user, so nobody judged what it may do",
	}} with input as _snapshot({"provider": "salesforce", "principal": "old-admin@acme.com"})
}

test_flags_connection_of_nobody_knows_whom if {
	_messages == {"Salesforce production does not say whom it works as, so nobody knows whether that user was judged"} with input as _snapshot({"provider": "salesforce"})
}

test_flags_whatever_the_provider_is_called if {
	every connection in [
		{"provider": "Salesforce Sandbox"}, {"provider": "sales_force"},
		{"provider": "crm", "permission_set": "Account_Limited_Read_Writeback"},
	] {
		count(_messages) == 1 with input as _snapshot(connection)
	}
}

test_flags_every_connection_where_nobody_was_judged if {
	count(_messages) == 1 with input as object.union(_snapshot({"provider": "salesforce", "principal": "clay@acme.com"}), {"salesforce": {"integration_users": []}})
}

test_allows_connection_of_the_integration_user if {
	every principal in ["clay@acme.com", "Clay@Acme.com"] {
		_messages == set() with input as _snapshot({"provider": "salesforce", "principal": principal})
	}
}

test_allows_user_that_is_judged_elsewhere if {
	_messages == set() with input as _snapshot({"provider": "salesforce", "principal": "clay@acme.com.uat"})
		with data.settings as {"evidence/salesforce_principal_not_judged": {"judged_elsewhere": ["Clay@acme.com.UAT"]}}
}

test_allows_connections_of_others if {
	every provider in ["hubspot", "sales"] {
		_messages == set() with input as _snapshot({"provider": provider, "principal": "hub@acme.com"})
	}
}

test_allows_snapshot_without_connections if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
}

_snapshot(connection) := {
	"clay": {"connections": [object.union({"id": "aa_salesforce", "name": "Salesforce production"}, connection)]},
	"salesforce": {"integration_users": ["clay@acme.com"]},
}

_messages contains finding.message if some finding in rule.findings
