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
