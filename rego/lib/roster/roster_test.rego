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

test_first_day_is_of_people_to_come_alone if {
	people := [
		{"email": "soon@acme.com", "start": "2026-06-01T00:00:00Z"},
		{"email": "soon@acme.com", "start": "2026-07-01T00:00:00Z"},
		{"email": "here@acme.com", "start": "2026-01-01T00:00:00Z"},
		{"email": "back@acme.com", "start": "2026-06-01T00:00:00Z"},
		{"email": "back@acme.com", "status": "left"},
	]
	days := {email: day |
		some email in ["Soon@acme.com", "here@acme.com", "back@acme.com", "else@acme.com"]
		day := roster.first_day(email) with input as _roster(people)
	}
	days == {"Soon@acme.com": "2026-06-01"}
}

test_finds_people_by_the_matches_of_the_snapshot if {
	people := [{"email": "dana@acme.com"}, {"email": "gone@acme.com", "status": "terminated"}]
	matches := [
		{"email": "dana@acme.io", "person": "dana@acme.com", "how": "domain"},
		{"email": "gone+clay@acme.com", "person": "gone@acme.com", "how": "plus"},
	]
	every email in ["dana@acme.com", "Dana@Acme.io"] {
		roster.employs(email) with input as _matched(people, matches)
	}
	every email in ["gone@acme.com", "gone+clay@acme.com", "eve@acme.io"] {
		not roster.employs(email) with input as _matched(people, matches)
	}
	roster.knows("gone+clay@acme.com") with input as _matched(people, matches)
	not roster.knows("eve@acme.io") with input as _matched(people, matches)
}

test_a_match_with_nobody_employs_nobody if {
	matches := [{"email": "dana@acme.com", "person": "else@acme.com", "how": "alias"}]
	not roster.employs("dana@acme.com") with input as _matched([{"email": "dana@acme.com"}], matches)
	roster.absence("dana@acme.com") == "is not on the staff roster" with input as _matched([{"email": "dana@acme.com"}], matches)
}

test_says_how_somebody_was_found_and_what_the_sources_dispute if {
	people := [
		{"email": "gone@acme.com", "status": "terminated", "note": "employed in csv, left in scim"},
		{"email": "soon@acme.com", "start": "2026-06-01T00:00:00Z"},
	]
	matches := [
		{"email": "gone@acme.com", "person": "gone@acme.com", "how": "exact"},
		{"email": "gone@acme.io", "person": "gone@acme.com", "how": "domain"},
		{"email": "soon+x@acme.com", "person": "soon@acme.com", "how": "plus"},
		{"email": "soon@acme.com.invalid", "person": "soon@acme.com", "how": "sandbox"},
	]
	said := {email: text |
		some email in ["gone@acme.com", "gone@acme.io", "soon+x@acme.com", "soon@acme.com.invalid"]
		text := roster.absence(email) with input as _matched(people, matches)
	}
	said == {
		"gone@acme.com": "has left according to the staff roster (employed in csv, left in scim)",
		"gone@acme.io": "has left according to the staff roster (as gone@acme.com by a domain rule; employed in csv, left in scim)",
		"soon+x@acme.com": "has not started work yet (as soon@acme.com by a plus-addressing rule)",
		"soon@acme.com.invalid": "has not started work yet (as soon@acme.com by the ending of a sandbox)",
	}
}

_matched(people, matches) := object.union(_roster(people), {"roster": {"matches": matches}})

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
	matches := [{"email": "eve+clay@acme.com", "person": "eve@acme.com", "how": "plus"}]
	roster.titles("eve+clay@acme.com") == {"cfo"} with input as _matched(people, matches)
}

test_employed_on_each_day_from_the_first_to_the_last if {
	person := {"email": "dana@acme.com", "aliases": ["dd@acme.com"], "status": "left", "start": "2026-01-05T00:00:00Z", "end": "2026-04-10T00:00:00Z"}
	every address in ["Dana@acme.com", "dd@acme.com"] {
		every day in ["2026-01-05T00:00:00Z", "2026-02-01T09:00:00Z", "2026-04-10T23:59:59Z"] {
			_employed_on(address, day, person)
		}
	}
	not _employed_on("dana@acme.com", "2026-01-04T23:59:59Z", person)
	not _employed_on("dana@acme.com", "2026-04-11T00:00:00Z", person)
	not _employed_on("eve@acme.com", "2026-02-01T00:00:00Z", person)
}

test_employed_on_any_day_without_dates_but_not_who_left_on_an_unknown_one if {
	_employed_on("dana@acme.com", "2026-02-01T00:00:00Z", {"email": "dana@acme.com"})
	_employed_on("dana@acme.com", "2026-02-01T00:00:00Z", {"email": "dana@acme.com", "status": "leave"})
	not _employed_on("dana@acme.com", "2026-02-01T00:00:00Z", {"email": "dana@acme.com", "status": " Left "})
}

_employed_on(email, day, person) if roster.employed_on(email, day) with input as _roster([person])

_employs(email, person) if roster.employs(email) with input as _roster([person])

_roster(people) := {"taken_at": "2026-05-01T12:00:00Z", "roster": {"people": people}}
