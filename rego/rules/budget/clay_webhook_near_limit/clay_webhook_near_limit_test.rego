package rules.budget.clay_webhook_near_limit_test

import data.rules.budget.clay_webhook_near_limit as rule

test_flags_webhook_at_its_share if {
	rule.findings == {{
		"subject": {"kind": "clay.webhook", "id": "s_1", "name": "Inbound leads"},
		"message": "Inbound leads has taken 40000 of the 50000 submissions of its lifetime",
	}} with input as _snapshot({"submissions": 40000})
}

test_flags_webhook_near_a_limit_of_its_own if {
	_messages == {"Inbound leads has taken 900 of the 1000 submissions of its lifetime"} with input as _snapshot({
		"submissions": 900,
		"limit": 1000,
	})
}

test_flags_webhook_at_a_share_the_config_lowered if {
	count(_messages) == 1 with input as _snapshot({"submissions": 25000})
		with data.settings as {"budget/clay_webhook_near_limit": {"share": 0.5}}
}

test_flags_webhook_nobody_counted if {
	_messages == {"Inbound leads has no count of submissions to compare with its limit"} with input as _snapshot({})
}

test_flags_webhook_with_a_count_that_cannot_be if {
	_messages == {"Inbound leads has no count of submissions to compare with its limit"} with input as _snapshot({"submissions": -1})
}

test_flags_webhook_that_does_not_delete if {
	count(_messages) == 1 with input as _snapshot({"submissions": 50000, "auto_delete": false})
}

test_allows_webhook_below_its_share if _messages == set() with input as _snapshot({"submissions": 39999})

test_allows_webhook_nobody_used if _messages == set() with input as _snapshot({"submissions": 0})

test_allows_webhook_whose_limit_is_lifted if {
	_messages == set() with input as _snapshot({"submissions": 90000, "auto_delete": true})
	_messages == set() with input as _snapshot({"auto_delete": true})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"webhooks": [object.union({"id": "s_1", "name": "Inbound leads"}, changes)]},
}
