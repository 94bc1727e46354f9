package lib.waiver_test

import data.lib.waiver

test_holds_through_the_last_day if {
	held := waiver.holding with input as {"taken_at": "2026-05-01T12:00:00Z"}
		with data.waivers as [
			{"rule": "budget/x", "subject": "a", "expires": "2026-05-01T00:00:00Z"},
			{"rule": "budget/x", "subject": "b", "expires": "2026-04-30T12:00:00Z"},
			{"rule": "budget/x", "subject": "a", "expires": "2027-01-01T00:00:00Z"},
		]
	{id: {waiver.expires | some waiver in waivers} | some id, waivers in held} == {"budget/x:a": {"2026-05-01T00:00:00Z", "2027-01-01T00:00:00Z"}}
}

test_nothing_holds_without_waivers if {
	waiver.holding == {} with input as {"taken_at": "2026-05-01T12:00:00Z"}
}

test_names_itself_and_what_its_stars_stand_for if {
	every subject in ["t_1/c_2", "*", "t_*", "t_1/*", "t_?/c_2"] {
		waiver.names({"subject": subject}, "t_1/c_2")
	}
	every subject in ["t_1", "t_2*", "t_1/c_2?", ""] {
		not waiver.names({"subject": subject}, "t_1/c_2")
	}
}

test_brackets_and_the_like_are_themselves if {
	every id in ["a[b]c", "a{b,c}d", "a\\b", "[!a]"] {
		waiver.names({"subject": id}, id)
	}
	not waiver.names({"subject": "[ab]"}, "a")
	not waiver.names({"subject": "{a,b}"}, "a")
}

test_is_about_whom_its_subject_names if {
	every subject in ["dana@acme.com", "Dana@Acme.com", "dana@acme.com/Account.Website", "*@acme.com", "d*@acme.com/Account", "????@acme.com"] {
		waiver.about({"rule": "budget/x", "subject": subject}, "dana@acme.com")
	}
	every subject in ["eve@acme.com", "dana@acme.com.admin", "*@acme.org", "t_1", "Account/dana@acme.com"] {
		not waiver.about({"rule": "budget/x", "subject": subject}, "dana@acme.com")
	}
}

test_pattern_without_an_address_is_about_people_where_the_rule_is if {
	every subject in ["*", "dana*", "*/Account"] {
		waiver.about({"rule": "least_privilege/clay_admin_not_approved", "subject": subject}, "dana@acme.com")
		not waiver.about({"rule": "budget/clay_table_unused", "subject": subject}, "dana@acme.com")
	}
}
