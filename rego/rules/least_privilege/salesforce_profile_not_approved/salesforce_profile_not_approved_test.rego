package rules.least_privilege.salesforce_profile_not_approved_test

import data.rules.least_privilege.salesforce_profile_not_approved as rule

test_flags_profile_the_policy_does_not_name if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "clay@acme.com"},
		"message": "clay@acme.com has the profile Admin and its policy names the profile Clay",
	}} with input as _snapshot({"profile": "Admin"}, {})
		with data.policy.salesforce as _policy
}

test_flags_user_without_a_profile if {
	_messages == {"clay@acme.com has no profile and its policy names the profile Clay"} with input as _snapshot({}, {})
		with data.policy.salesforce as _policy
}

test_flags_policy_without_a_profile if {
	_messages == {"clay@acme.com has the profile Clay and its policy names no profile"} with input as _snapshot({"profile": "Clay"}, {})
		with data.policy.salesforce as {"clay@acme.com": {}}
}

test_flags_profile_that_others_have if {
	_messages == {"clay@acme.com shares the profile Clay with ann@acme.com"} with input as _snapshot({"profile": "Clay"}, {"profile": "Clay"})
		with data.policy.salesforce as _policy
}

test_flags_both_at_once if {
	_messages == {"clay@acme.com has the profile Admin and its policy names the profile Clay and shares the profile Admin with ann@acme.com"} with input as _snapshot({"profile": "Admin"}, {"profile": "Admin", "active": true})
		with data.policy.salesforce as _policy
}

test_allows_the_profile_of_the_policy if {
	_messages == set() with input as _snapshot({"profile": "clay"}, {"profile": "Admin"})
		with data.policy.salesforce as _policy
}

test_allows_profile_that_nobody_active_shares if {
	_messages == set() with input as _snapshot({"profile": "Clay"}, {"profile": "Clay", "active": false})
		with data.policy.salesforce as _policy
}

test_leaves_user_without_policy_to_another_rule if {
	_messages == set() with input as _snapshot({"profile": "Admin"}, {})
		with data.policy.salesforce as {"ann@acme.com": {}}
}

test_allows_people_who_have_a_policy if {
	_messages == set() with input as _snapshot({"profile": "Clay"}, {"profile": "Admin"})
		with data.policy.salesforce as object.union(_policy, {"ann@acme.com": {"profile": "Sales"}})
}

test_allows_snapshot_without_salesforce if {
	_messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}
		with data.policy.salesforce as _policy
}

_policy := {"clay@acme.com": {"profile": "Clay"}}

_snapshot(user, other) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"users": [
		object.union({"username": "ann@acme.com"}, other),
		object.union({"username": "clay@acme.com"}, user),
	],
}}

_messages contains finding.message if some finding in rule.findings
