package rules.least_privilege.salesforce_powerful_user_test

import data.rules.least_privilege.salesforce_powerful_user as rule

test_flags_user_whom_nobody_named if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "ann@acme.com"},
		"message": "ann@acme.com holds CustomizeApplication through profile Admin and holds ModifyAllData through profile Admin",
	}} with input as _snapshot([_row("ModifyAllData"), _row("CustomizeApplication")])
}

test_flags_user_of_whom_not_all_was_read if {
	_messages == {"ann@acme.com may hold more (profile Admin was not read)"} with input as _snapshot([{"user": "ann@acme.com", "via": [], "reason": "profile Admin was not read"}])
}

test_flags_user_though_others_are_named if {
	count(_messages) == 1 with input as _snapshot([_row("ModifyAllData")])
		with data.settings as {"least_privilege/salesforce_powerful_user": {"administrators": ["bob@acme.com"]}}
}

test_flags_each_user_with_what_it_holds if {
	_messages == {
		"ann@acme.com holds ModifyAllData through profile Admin",
		"bob@acme.com holds ViewAllData through profile Admin",
	} with input as _snapshot([_row("ModifyAllData"), object.union(_row("ViewAllData"), {"user": "bob@acme.com"})])
}

test_allows_named_administrator if {
	_messages == set() with input as _snapshot([_row("ModifyAllData")])
		with data.settings as {"least_privilege/salesforce_powerful_user": {"administrators": ["Ann@acme.com"]}}
}

test_allows_org_without_holders if _messages == set() with input as _snapshot([])

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_row(permission) := {"user": "ann@acme.com", "permission": permission, "via": [{"kind": "profile", "name": "Admin"}]}

_snapshot(rows) := {"salesforce": {"privileged": rows}}

_messages contains finding.message if some finding in rule.findings
