package rules.evidence.clay_credit_period_over_test

import data.rules.evidence.clay_credit_period_over as rule

test_flags_period_that_is_over if {
	rule.findings == {{
		"subject": {"kind": "clay.workspace", "id": "acme"},
		"message": "the credits of acme are those of a period that ended on 2026-11-01",
	}} with input as _snapshot({"period_end": "2026-11-01T00:00:00Z"})
}

test_allows_period_through_its_last_day if {
	every day in ["2026-11-02", "2026-11-15"] {
		rule.findings == set() with input as _snapshot({"period_end": $"{day}T00:00:00Z"})
	}
}

# When somebody looked stands in for a period that nobody recorded: see evidence/inventory_stale.
test_allows_credits_without_a_period if rule.findings == set() with input as _snapshot({})

test_allows_snapshot_without_clay if rule.findings == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_snapshot(credits) := {
	"taken_at": "2026-11-02T09:00:00Z",
	"clay": {"workspace": {"id": "acme", "credits": credits}},
}
