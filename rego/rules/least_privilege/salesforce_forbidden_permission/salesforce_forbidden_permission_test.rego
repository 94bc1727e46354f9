package rules.least_privilege.salesforce_forbidden_permission_test

import data.rules.least_privilege.salesforce_forbidden_permission as rule

test_flags_view_all_data if {
	rule.findings == {{
		"subject": {"kind": "salesforce.permission", "id": "clay@acme.com/ViewAllData"},
		"message": "clay@acme.com holds the forbidden permission ViewAllData, through permission set Reader in group GTM",
	}} with input as _snapshot(["ApiEnabled", "ViewAllData"])
}

test_flags_each_permission_of_the_clay_guide if {
	_subjects == {
		"clay@acme.com/CustomizeApplication",
		"clay@acme.com/ModifyAllData",
		"clay@acme.com/ViewAllData",
	} with input as _snapshot(["ViewAllData", "ModifyAllData", "CustomizeApplication"])
}

test_flags_permission_the_policy_approves if {
	count(_subjects) == 1 with input as _snapshot(["ModifyAllData"])
		with data.policy.salesforce as {"clay@acme.com": {"system_permissions": ["ModifyAllData"]}}
}

test_flags_what_the_config_forbids_instead if {
	_subjects == {"clay@acme.com/RunReports"} with input as _snapshot(["RunReports", "ViewAllData"])
		with data.settings as {"least_privilege/salesforce_forbidden_permission": {"forbidden": ["RunReports"]}}
}

test_allows_ordinary_permissions if count(rule.findings) == 0 with input as _snapshot(["ApiEnabled", "ApiUserOnly"])

test_allows_access_without_permissions if count(rule.findings) == 0 with input as _snapshot([])

test_allows_snapshot_without_salesforce if count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}

_subjects contains finding.subject.id if some finding in rule.findings

_snapshot(names) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"permissions": [{"name": name, "via": [{"kind": "permission_set", "name": "Reader", "group": "GTM"}]} | some name in names],
}]}}
