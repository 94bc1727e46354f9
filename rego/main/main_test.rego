package main_test

import data.main

test_finds_rules_by_their_path if {
	rules := {
		"budget": {"too_big": {"findings": {{"message": "one"}, {"message": "two"}}}},
		"evidence": {"too_old": {"findings": {{"message": "three"}}}},
	}
	main.findings == {
		"budget/too_big": {{"message": "one"}, {"message": "two"}},
		"evidence/too_old": {{"message": "three"}},
	} with data.rules as rules
}

test_leaves_out_packages_without_findings if {
	main.findings == {} with data.rules as {"budget": {"quiet": {"findings": set()}, "helper": {"answer": 42}}}
}
