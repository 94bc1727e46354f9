package lib.params_test

import data.lib.params

_chain := [
	{"path": ["rules", "budget", "sample", "findings"], "annotations": {"scope": "document"}},
	{"path": ["rules", "budget", "sample"], "annotations": {"custom": {"params": {
		"days": {"description": "Days a word stands for", "default": {"monthly": 31, "weekly": 7}},
		"share": {"description": "Share of the limit", "default": 0.8},
	}}}},
]

test_defaults_hold_when_nothing_is_set if {
	params.of(_chain) == {"days": {"monthly": 31, "weekly": 7}, "share": 0.8}
}

test_settings_of_the_rule_change_them if {
	params.of(_chain) == {"days": {"monthly": 28, "weekly": 7}, "share": 0.5} with data.settings as {
		"budget/sample": {"days": {"monthly": 28}, "share": 0.5},
		"budget/other": {"share": 0.1},
	}
}
