package rules.evidence.inventory_stale_test

import data.rules.evidence.inventory_stale as rule

test_flags_section_that_is_too_old if {
	rule.findings == {{
		"subject": {"kind": "snapshot.section", "id": "clay.members"},
		"message": "clay.members was last looked at 32 days ago, and 31 are allowed",
	}} with input as _snapshot({"observed_at": "2026-03-31T00:00:00Z"})
}

test_flags_old_section_that_another_source_confirms_in_part if {
	count(_messages) == 1 with input as _snapshot({"observed_at": "2026-01-01T00:00:00Z", "source": "inventory, clay CLI 1.2.3", "state": "partial"})
}

test_flags_section_nobody_dated if {
	_messages == {"clay.members does not say when it was last looked at"} with input as {
		"taken_at": "2026-05-02T00:00:00Z",
		"coverage": {"clay.members": {"state": "complete", "source": "inventory"}},
	}
}

test_flags_day_still_to_come if {
	_messages == {"clay.members says it was looked at on 2026-05-03, which is still to come"} with input as _snapshot({"observed_at": "2026-05-03T00:00:00Z"})
}

test_flags_what_the_config_calls_old if {
	_messages == {"clay.members was last looked at 8 days ago, and 7 are allowed"} with input as _snapshot({"observed_at": "2026-04-24T00:00:00Z"})
		with data.settings as {"evidence/inventory_stale": {"max_age_days": 7}}
}

test_allows_section_on_its_last_day if {
	_messages == set() with input as _snapshot({"observed_at": "2026-04-01T00:00:00Z"})
}

test_allows_section_that_was_not_read if {
	every state in ["unavailable", "not_requested"] {
		_messages == set() with input as _snapshot({"observed_at": "2020-01-01T00:00:00Z", "state": state})
	}
}

test_allows_section_of_another_source if {
	_messages == set() with input as _snapshot({"observed_at": "2020-01-01T00:00:00Z", "source": "clay CLI 1.2.3"})
}

test_flags_salesforce_lists_and_exports if {
	every source in ["inventory", "csv", "inventory, csv"] {
		_messages == {"salesforce.users was last looked at 2313 days ago, and 31 are allowed"} with input as {
			"taken_at": "2026-05-02T00:00:00Z",
			"coverage": {"salesforce.users": {"state": "complete", "source": source, "observed_at": "2020-01-01T00:00:00Z"}},
		}
	}
}

test_allows_project_and_org if {
	every source in ["project", "org"] {
		_messages == set() with input as {
			"taken_at": "2026-05-02T00:00:00Z",
			"coverage": {"salesforce.users": {"state": "complete", "source": source}},
		}
	}
}

test_allows_section_of_another_system if {
	_messages == set() with input as {
		"taken_at": "2026-05-02T00:00:00Z",
		"coverage": {"roster.people": {"state": "complete", "source": "inventory"}},
	}
}

test_allows_snapshot_without_coverage if _messages == set() with input as {"taken_at": "2026-05-02T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-02T00:00:00Z",
	"coverage": {"clay.members": object.union({"state": "complete", "source": "inventory"}, changes)},
}
