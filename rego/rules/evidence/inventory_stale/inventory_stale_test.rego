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

test_flags_one_date_of_many_sections_once if {
	shared := {"observed_at": "2026-03-31T00:00:00Z", "source": "inventory", "state": "complete", "observed_with": "clay.inventory"}
	rule.findings == {{
		"subject": {"kind": "snapshot.section", "id": "clay.inventory"},
		"message": "clay.groups, clay.tables and clay.usage were last looked at 32 days ago, and 31 are allowed",
	}} with input as {
		"taken_at": "2026-05-02T00:00:00Z",
		"coverage": {
			"clay.tables": shared,
			"clay.groups": shared,
			"clay.usage": shared,
			"clay.members": {"observed_at": "2026-05-01T00:00:00Z", "source": "inventory", "state": "complete"},
		},
	}
}

test_flags_two_places_of_one_day_apart if {
	_messages == {
		"clay.groups was last looked at 32 days ago, and 31 are allowed",
		"clay.tables was last looked at 32 days ago, and 31 are allowed",
	} with input as {
		"taken_at": "2026-05-02T00:00:00Z",
		"coverage": {
			"clay.groups": {"observed_at": "2026-03-31T00:00:00Z", "source": "inventory", "state": "complete", "observed_with": "clay.inventory"},
			"clay.tables": {"observed_at": "2026-03-31T00:00:00Z", "source": "inventory", "state": "complete"},
		},
	}
}

test_flags_many_sections_without_a_date_or_dated_ahead_once if {
	_messages == {"clay.groups and clay.tables do not say when they were last looked at"} with input as _two({})
	_messages == {"clay.groups and clay.tables say they were looked at on 2026-05-03, which is still to come"} with input as _two({"observed_at": "2026-05-03T00:00:00Z"})
}

# No reader writes this, but one finding stays one.
test_flags_sections_of_one_file_that_have_several_dates_in_one_sentence if {
	_messages == {"clay.groups does not say when it was last looked at; clay.tables was last looked at 487 days ago, and 31 are allowed"} with input as {
		"taken_at": "2026-05-02T00:00:00Z",
		"coverage": {
			"clay.groups": {"source": "inventory", "state": "complete", "observed_with": "clay.inventory"},
			"clay.tables": {"source": "inventory", "state": "complete", "observed_with": "clay.inventory", "observed_at": "2024-12-31T00:00:00Z"},
		},
	}
}

test_flags_old_roster_and_project if {
	every place in [
		["roster.people", "csv"], ["roster.people", "csv, yaml"], ["roster.people", "yaml"],
		["salesforce.profiles", "project"],
	] {
		every state in ["complete", "partial"] {
			_messages == {$"{place[0]} was last looked at 32 days ago, and 31 are allowed"} with input as {
				"taken_at": "2026-05-02T00:00:00Z",
				"coverage": {place[0]: {"state": state, "source": place[1], "observed_at": "2026-03-31T00:00:00Z"}},
			}
		}
	}
}

test_allows_roster_and_project_without_a_date if {
	every place in [["roster.people", "csv"], ["roster.people", "yaml"], ["salesforce.profiles", "project"]] {
		_messages == set() with input as {
			"taken_at": "2026-05-02T00:00:00Z",
			"coverage": {place[0]: {"state": "complete", "source": place[1]}},
		}
	}
}

test_allows_what_a_service_said_and_what_was_not_read if {
	every place in [
		["roster.people", "scim", "complete"], ["salesforce.users", "org", "complete"], ["clay.members", "csv", "complete"],
		["roster.people", "csv", "unavailable"], ["salesforce.profiles", "project", "unavailable"],
	] {
		_messages == set() with input as {
			"taken_at": "2026-05-02T00:00:00Z",
			"coverage": {place[0]: {"state": place[2], "source": place[1], "observed_at": "2026-01-01T00:00:00Z"}},
		}
	}
}

test_allows_snapshot_without_coverage if _messages == set() with input as {"taken_at": "2026-05-02T00:00:00Z"}

_messages contains finding.message if some finding in rule.findings

_snapshot(changes) := {
	"taken_at": "2026-05-02T00:00:00Z",
	"coverage": {"clay.members": object.union({"state": "complete", "source": "inventory"}, changes)},
}

_two(changes) := {
	"taken_at": "2026-05-02T00:00:00Z",
	"coverage": {
		"clay.groups": object.union({"state": "complete", "source": "inventory", "observed_with": "clay.inventory"}, changes),
		"clay.tables": object.union({"state": "complete", "source": "inventory", "observed_with": "clay.inventory"}, changes),
	},
}
