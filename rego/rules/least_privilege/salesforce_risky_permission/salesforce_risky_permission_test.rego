package rules.least_privilege.salesforce_risky_permission_test

import data.rules.least_privilege.salesforce_risky_permission as rule

test_flags_risky_permission if {
	rule.findings == {{
		"subject": {"kind": "salesforce.permission", "id": "clay@acme.com/EditReadonlyFields"},
		"message": "clay@acme.com holds the risky permission EditReadonlyFields, through permission set Sync",
	}} with input as _snapshot(["ApiEnabled", "EditReadonlyFields"])
}

test_flags_permission_the_config_adds if {
	count(_messages) == 1 with input as _snapshot(["ApiEnabled"])
		with data.settings as {"least_privilege/salesforce_risky_permission": {"risky": ["ApiEnabled"]}}
}

test_flags_permission_though_the_policy_names_others if {
	count(_messages) == 1 with input as _snapshot(["EditReadonlyFields"])
		with data.policy.salesforce as {"clay@acme.com": {"system_permissions": ["ApiEnabled"]}}
	count(_messages) == 1 with input as _snapshot(["EditReadonlyFields"])
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_allows_permission_the_policy_names if {
	_messages == set() with input as _snapshot(["EditReadonlyFields"])
		with data.policy.salesforce as {"clay@acme.com": {"system_permissions": ["EditReadonlyFields"]}}
}

test_allows_other_permissions if _messages == set() with input as _snapshot(["ApiEnabled", "ApiUserOnly"])

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(names) := {"salesforce": {"access": [{
	"user": "clay@acme.com",
	"complete": true,
	"permissions": [{"name": name, "via": [{"kind": "permission_set", "name": "Sync"}]} | some name in names],
}]}}

_messages contains finding.message if some finding in rule.findings
