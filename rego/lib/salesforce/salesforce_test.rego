package lib.salesforce_test

import data.lib.salesforce

test_approved_is_found_in_any_case if {
	salesforce.approved("clay@acme.com") == {"objects": {}} with data.policy.salesforce as {"Clay@Acme.com": {"objects": {}}}
}

test_user_without_a_policy_has_nothing_approved if {
	not salesforce.approved("clay@acme.com")
	not salesforce.approved("clay@acme.com") with data.policy.salesforce as {"else@acme.com": {}}
	not salesforce.approved("clay@acme.com") with data.policy.salesforce as {"clay@acme.com": null}
}

test_tells_every_road_once_in_order if {
	salesforce.through([
		{"kind": "profile", "name": "Clay Integration", "grant": "ViewAllData"},
		{"kind": "permission_set", "name": "Reader", "group": "GTM"},
		{"kind": "permission_set", "name": "Reader", "group": "GTM"},
	]) == "through permission set Reader in group GTM and profile Clay Integration (ViewAllData)"
}

test_tells_a_road_by_itself if {
	salesforce.through([{"kind": "profile", "name": "Reader"}]) == "through profile Reader"
}

test_says_when_no_road_was_recorded if {
	salesforce.through([]) == "through a road that was not recorded"
	salesforce.through(null) == "through a road that was not recorded"
}

test_keeps_the_roads_that_give_a_flag if {
	reader := {"name": "Reader", "access": ["read"]}
	writer := {"name": "Writer", "access": ["read", "edit"]}
	silent := {"name": "Silent"}
	salesforce.giving([reader, writer, silent], {"edit", "delete"}) == [writer, silent]
}
