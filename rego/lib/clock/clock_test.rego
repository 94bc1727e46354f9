package lib.clock_test

import data.lib.clock

_at := {"taken_at": "2026-05-01T12:00:00Z"}

test_counts_whole_days if {
	clock.days_since("2026-04-30T12:00:01Z") == 0 with input as _at
	clock.days_since("2026-04-30T12:00:00Z") == 1 with input as _at
	clock.days_since("2026-05-02T12:00:00Z") == -1 with input as _at
	clock.days_since("2026-05-01T12:00:00Z") == 0 with input as _at
	clock.days_since("2025-05-01T11:00:00Z") == 365 with input as _at
}

test_counts_what_is_still_to_come_before_the_snapshot if {
	every timestamp in ["2026-05-01T12:00:01Z", "2026-05-02T00:00:00Z", "2026-05-02T12:00:00Z"] {
		clock.days_since(timestamp) == -1 with input as _at
	}
	clock.days_since("2026-05-02T12:00:01Z") == -2 with input as _at
	clock.days_since("2036-05-01T12:00:00Z") == -3653 with input as _at
}

test_future_begins_after_the_snapshot if {
	clock.in_future("2026-05-01T12:00:01Z") with input as _at
	not clock.in_future("2026-05-01T12:00:00Z") with input as _at
}

test_day_is_over_when_its_last_second_has_passed if {
	clock.day_over("2026-04-30T12:00:00Z") with input as _at
	not clock.day_over("2026-04-30T12:00:01Z") with input as _at
}

test_moment_is_over_when_it_has_passed if {
	clock.over("2026-05-01T12:00:00Z") with input as _at
	not clock.over("2026-05-01T12:00:01Z") with input as _at
}

test_date_is_over_when_its_day_has_passed if {
	clock.over("2026-05-01T00:00:00Z") with input.taken_at as "2026-05-02T00:00:00Z"
	not clock.over("2026-05-01T00:00:00Z") with input as _at
}

test_period_of_dates_counts_its_last_day if {
	clock.days_of("2026-04-01T00:00:00Z", "2026-04-30T00:00:00Z") == 30
	clock.days_of("2026-04-01T00:00:00Z", "2026-04-01T00:00:00Z") == 1
}

test_period_that_ends_within_a_day_counts_that_day if {
	clock.days_of("2026-04-01T00:00:00Z", "2026-04-30T23:59:59Z") == 30
}

test_period_of_a_moment_is_a_day if {
	clock.days_of("2026-04-01T12:00:00Z", "2026-04-01T12:00:00Z") == 1
}

test_period_that_ends_before_it_begins_has_no_days if {
	not clock.days_of("2026-04-02T00:00:00Z", "2026-04-01T00:00:00Z")
	not clock.days_of("2026-04-01T12:00:00.000000001Z", "2026-04-01T12:00:00Z")
}
