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

test_names_every_object if {
	salesforce.object_label("Account") == "Account"
	salesforce.object_label("*") == "every object"
}

test_holds_what_the_access_lists if {
	salesforce.holds({"permissions": [{"name": "ApiEnabled"}]}, "ApiEnabled")
	not salesforce.holds({"permissions": [{"name": "ApiEnabled"}]}, "ApiUserOnly")
	not salesforce.holds({}, "ApiEnabled")
}

test_leaves_out_fields_that_no_permission_gives if {
	website := {"object": "Account", "field": "Website", "access": "r"}
	every_field := {"object": "Account", "field": "*", "access": "r"}
	owner := {"object": "Account", "field": "OwnerId", "access": "rw", "always": true}
	salesforce.granted_fields({"fields": [website, owner, every_field]}) == [website, every_field]
	salesforce.granted_fields({}) == []
}

test_counts_what_has_not_ended if {
	every assignment in [
		{}, {"active": true, "revoked": false}, {"expires_at": "2026-11-02T00:00:00Z"},
		{"expires_at": "2026-11-02T09:00:01Z"},
	] {
		salesforce.counts(assignment) with input.taken_at as "2026-11-02T09:00:00Z"
	}
}

test_counts_nothing_that_has_ended if {
	every assignment in [
		{"active": false}, {"revoked": true}, {"expires_at": "2026-11-01T00:00:00Z"},
		{"expires_at": "2026-11-02T09:00:00Z"},
	] {
		not salesforce.counts(assignment) with input.taken_at as "2026-11-02T09:00:00Z"
	}
}

test_login_succeeded_unless_its_status_says_not if {
	every login in [{}, {"status": "Success"}, {"status": "success; mfa"}] {
		salesforce.succeeded(login)
	}
	every status in ["Failed: Success not known", "Invalid Password", ""] {
		not salesforce.succeeded({"status": status})
	}
}

test_finds_the_apps_of_the_policies if {
	_apps == {"Clay", "Local"} with data.policy.salesforce as {"clay@acme.com": {"apps": ["clay for salesforce"]}}
	_apps == {"Local"} with data.policy.salesforce as {"clay@acme.com": {"apps": ["Gone"]}}
	_apps == {"Clay", "Local", "Zap"} with data.policy.salesforce as {"clay@acme.com": {"apps": []}}
	_apps == {"Clay", "Local", "Zap"} with data.policy.salesforce as {"clay@acme.com": {}}
	_apps == {"Clay", "Local", "Zap"} with data.policy.salesforce as {}
}

test_finds_the_apps_of_which_nobody_knows_whom_they_serve if {
	names := {name | some name, _ in salesforce.integration_apps} with input as {"salesforce": {
		"integration_users": ["clay@acme.com"],
		"apps": [{"name": "Zap"}, {"name": "Other", "serves_integration": false}],
	}}
		with data.policy.salesforce as {"clay@acme.com": {"apps": ["Clay"]}}
	names == {"Zap"}
}

_apps := names if {
	names := {name | some name, _ in salesforce.integration_apps} with input as _org_of_apps
}

_org_of_apps := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"apps": [
		{"name": "Clay", "label": "Clay for Salesforce", "serves_integration": false},
		{"name": "Local", "serves_integration": true},
		{"name": "Zap", "serves_integration": false},
	],
}}
