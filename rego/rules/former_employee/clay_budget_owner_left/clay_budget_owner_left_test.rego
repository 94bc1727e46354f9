package rules.former_employee.clay_budget_owner_left_test

import data.rules.former_employee.clay_budget_owner_left as rule

test_flags_budget_of_somebody_who_left if {
	rule.findings == {{
		"subject": {"kind": "clay.budget", "id": "GTM core"},
		"message": "GTM core belongs to gone@acme.com, who has left according to the staff roster",
	}} with input as _snapshot({"owner": "gone@acme.com"})
}

test_flags_budget_of_a_stranger if {
	_messages == {"GTM core belongs to eve@else.com, who is not on the staff roster"} with input as _snapshot({"owner": "eve@else.com"})
}

test_flags_budget_of_nobody if {
	_messages == {"GTM core names nobody who owns it, so the staff roster cannot be asked"} with input as _snapshot({})
}

test_flags_budget_whose_owner_is_matched_by_a_rule if {
	count(_messages) == 1 with input as _snapshot({"owner": "gone@acme.io"})
		with input.roster.matches as [{"email": "gone@acme.io", "person": "gone@acme.com", "how": "domain"}]
}

test_allows_budget_of_an_employee if {
	_messages == set() with input as _snapshot({"owner": "dana@acme.com"})
}

test_allows_snapshot_without_clay if _messages == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-01T00:00:00Z",
	"clay": {"budgets": [object.union({"name": "GTM core"}, changes)]},
	"roster": {"people": [{"email": "dana@acme.com"}, {"email": "gone@acme.com", "status": "terminated"}]},
}
