package lib.roster_test

import data.lib.roster

test_employs_by_email_and_alias_in_any_case if {
	_employs("Dana@Acme.com", {"email": "dana@acme.com"})
	_employs("dana@acme.com", {"email": "Dana@acme.com"})
	_employs("dd@acme.com", {"email": "dana@acme.com", "aliases": ["DD@acme.com"]})
}

test_employs_people_on_leave_and_contractors if {
	_employs("dana@acme.com", {"email": "dana@acme.com", "status": "leave"})
	_employs("dana@acme.com", {"email": "dana@acme.com", "status": "contractor"})
}

test_status_words_end_employment if {
	every status in ["terminated", "Former", " left ", "inactive", "departed", "resigned"] {
		not _employs("dana@acme.com", {"email": "dana@acme.com", "status": status})
	}
}

test_employed_on_the_last_day_and_not_after_it if {
	_employs("dana@acme.com", {"email": "dana@acme.com", "end": "2026-05-01T00:00:00Z"})
	_employs("dana@acme.com", {"email": "dana@acme.com", "end": "2026-04-30T12:00:01Z"})
	not _employs("dana@acme.com", {"email": "dana@acme.com", "end": "2026-04-30T12:00:00Z"})
}

test_employed_from_the_first_day if {
	_employs("dana@acme.com", {"email": "dana@acme.com", "start": "2026-05-01T12:00:00Z"})
	not _employs("dana@acme.com", {"email": "dana@acme.com", "start": "2026-05-02T00:00:00Z"})
}

test_rehired_person_is_employed if {
	roster.employs("dana@acme.com") with input as _roster([
		{"email": "dana@acme.com", "status": "terminated"},
		{"email": "dana@acme.com"},
	])
}

test_nobody_is_employed_by_an_empty_or_missing_roster if {
	not roster.employs("dana@acme.com") with input as _roster([])
	not roster.employs("dana@acme.com") with input as _roster(null)
	not roster.employs("dana@acme.com") with input as {"taken_at": "2026-05-01T12:00:00Z"}
}

test_knows_people_who_left if {
	roster.knows("Dana@acme.com") with input as _roster([{"email": "dana@acme.com", "status": "left"}])
	not roster.knows("dana@acme.com") with input as _roster([{"email": "eve@acme.com"}])
}

test_says_how_somebody_is_absent if {
	people := [
		{"email": "gone@acme.com", "status": "left"},
		{"email": "soon@acme.com", "start": "2026-06-01T00:00:00Z"},
		{"email": "back@acme.com", "status": "left"},
		{"email": "back@acme.com"},
	]
	said := {email: text |
		some email in ["gone@acme.com", "soon@acme.com", "back@acme.com", "else@acme.com"]
		text := roster.absence(email) with input as _roster(people)
	}
	said == {
		"gone@acme.com": "has left according to the staff roster",
		"soon@acme.com": "has not started work yet",
		"else@acme.com": "is not on the staff roster",
	}
}

test_titles_are_those_of_every_line_in_lower_case if {
	people := [
		{"email": "dana@acme.com", "title": " Data Analyst", "aliases": ["dd@acme.com"]},
		{"email": "Dana@acme.com", "title": "Growth Engineer"},
		{"email": "dana@acme.com"},
		{"email": "eve@acme.com", "title": "CFO"},
	]
	roster.titles("Dana@Acme.com") == {"data analyst", "growth engineer"} with input as _roster(people)
	roster.titles("DD@acme.com") == {"data analyst"} with input as _roster(people)
	roster.titles("bob@acme.com") == set() with input as _roster(people)
}

_employs(email, person) if roster.employs(email) with input as _roster([person])

_roster(people) := {"taken_at": "2026-05-01T12:00:00Z", "roster": {"people": people}}
