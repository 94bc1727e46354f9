package rules.least_privilege.salesforce_set_grants_all_data_test

import data.rules.least_privilege.salesforce_set_grants_all_data as rule

test_flags_view_all_data if {
	rule.findings == {{
		"subject": {"kind": "salesforce.permission_set", "id": "Exports"},
		"message": "Permission set Exports grants ViewAllData",
	}} with input as _snapshot({"permissions": ["ApiEnabled", "ViewAllData"]})
}

test_flags_profile_that_modifies_all_data if {
	rule.findings == {{
		"subject": {"kind": "salesforce.profile", "id": "Exports"},
		"message": "Profile Exports grants ModifyAllData and ViewAllData",
	}} with input as _snapshot({"kind": "profile", "permissions": ["ModifyAllData", "ViewAllData"]})
}

test_flags_every_record_of_an_object if {
	_messages == {"Permission set Exports grants Modify All of Account and View All of Lead"} with input as _snapshot({"objects": {
		"Account": ["read", "edit", "view_all", "modify_all"],
		"Contact": ["read"],
		"Lead": ["read", "view_all"],
	}})
}

test_flags_stock_name_that_the_config_leaves_out if {
	count(_messages) == 1 with input as _snapshot({"name": "Admin", "permissions": ["ViewAllData"]})
		with data.settings as {"least_privilege/salesforce_set_grants_all_data": {"sets": ["Exports"]}}
}

test_allows_set_that_is_named if {
	_messages == set() with input as _snapshot({"permissions": ["ViewAllData"]})
		with data.settings as {"least_privilege/salesforce_set_grants_all_data": {"sets": ["Exports"]}}
}

test_allows_system_administrator if {
	every name in ["Admin", "System Administrator"] {
		_messages == set() with input as _snapshot({"name": name, "kind": "profile", "permissions": ["ModifyAllData"]})
	}
}

test_allows_muting_set if {
	_messages == set() with input as _snapshot({"kind": "muting_permission_set", "permissions": ["ViewAllData"]})
}

test_allows_ordinary_grants if _messages == set() with input as _snapshot({"permissions": ["ApiEnabled"], "objects": {"Account": ["read", "edit"]}})

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {"salesforce": {"permission_sets": [object.union(
	{"name": "Exports", "kind": "permission_set", "permissions": [], "objects": {}},
	changes,
)]}}
