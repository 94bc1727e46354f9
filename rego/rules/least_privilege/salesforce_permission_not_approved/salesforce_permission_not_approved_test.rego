package rules.least_privilege.salesforce_permission_not_approved_test

import data.rules.least_privilege.salesforce_permission_not_approved as rule

test_flags_permission_the_policy_does_not_name if {
	rule.findings == {{
		"subject": {"kind": "salesforce.permission", "id": "clay@acme.com/RunReports"},
		"message": "clay@acme.com holds RunReports beyond its policy, through profile Clay Integration",
	}} with input as _snapshot(["ApiEnabled", "RunReports"])
		with data.policy.salesforce as {"clay@acme.com": {"system_permissions": ["ApiEnabled"]}}
}

test_flags_forbidden_permission_too if {
	count(rule.findings) == 1 with input as _snapshot(["ViewAllData"])
		with data.policy.salesforce as {"clay@acme.com": {"system_permissions": ["ApiEnabled"]}}
}

test_flags_every_permission_when_the_policy_lists_none if {
	count(rule.findings) == 2 with input as _snapshot(["ApiEnabled", "RunReports"])
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_allows_what_the_policy_names if {
	count(rule.findings) == 0 with input as _snapshot(["ApiEnabled"])
		with data.policy.salesforce as {"Clay@acme.com": {"system_permissions": ["ApiEnabled", "ApiUserOnly"]}}
}

test_leaves_user_without_policy_to_another_rule if {
	count(rule.findings) == 0 with input as _snapshot(["RunReports"])
		with data.policy.salesforce as {"else@acme.com": {"system_permissions": []}}
}

test_allows_snapshot_without_salesforce if {
	count(rule.findings) == 0 with input as {"taken_at": "2026-05-01T00:00:00Z"}
		with data.policy.salesforce as {"clay@acme.com": {"system_permissions": []}}
}

_snapshot(names) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"permissions": [{"name": name, "via": [{"kind": "profile", "name": "Clay Integration"}]} | some name in names],
}]}}
