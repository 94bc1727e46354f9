package rules.least_privilege.salesforce_inactive_user_granted_test

import data.rules.least_privilege.salesforce_inactive_user_granted as rule

test_flags_inactive_user_who_holds_something if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com is inactive and still holds its permissions",
	}} with input as _snapshot({"active": false, "frozen": true}, {"permissions": [{"name": "ApiEnabled"}]})
}

test_flags_frozen_user if {
	every active in [{}, {"active": true}] {
		_messages == {"clay@acme.com is frozen and still holds its permissions"} with input as _snapshot(object.union(active, {"frozen": true}), {"objects": [{"object": "Account"}]})
	}
}

test_flags_user_whose_state_nobody_observed if {
	_messages == {"clay@acme.com is neither known to be active nor to be inactive and still holds its permissions"} with input as _snapshot({}, {"objects": [{"object": "Account"}]})
}

test_flags_active_user_who_may_be_frozen if {
	_messages == {"clay@acme.com may be frozen, which nobody recorded, and still holds its permissions"} with input as _snapshot({"active": true}, {"objects": [{"object": "Account"}]})
}

test_allows_active_user if {
	_messages == set() with input as _snapshot({"active": true, "frozen": false}, {"permissions": [{"name": "ApiEnabled"}]})
}

test_allows_inactive_user_who_holds_nothing if {
	_messages == set() with input as _snapshot({"active": false}, {"permissions": [], "objects": []})
}

test_allows_inactive_person if {
	_messages == set() with input as _snapshot({"username": "ann@acme.com", "active": false}, {"permissions": [{"name": "ApiEnabled"}]})
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(user, access) := {"salesforce": {
	"users": [object.union({"username": "clay@acme.com"}, user)],
	"access": [object.union({"user": "clay@acme.com"}, access)],
}}

_messages contains finding.message if some finding in rule.findings
