# METADATA
# description: |
#   Time as the rules see it. The present is the moment the snapshot was taken, never the
#   moment it is judged: a snapshot gets the verdict of its own day for ever.
package lib.clock

import future.keywords.not

# METADATA
# description: |
#   Whole days from a timestamp to the snapshot, 0 within the first; for one still to come fewer, -1
#   within the day before it. Counted in whole numbers: floor rounds -0.5 to 0.
days_since(timestamp) := (elapsed - (((elapsed % _day) + _day) % _day)) / _day if {
	elapsed := _now - time.parse_rfc3339_ns(timestamp)
}

# METADATA
# description: true of a timestamp later than the snapshot
in_future(timestamp) if time.parse_rfc3339_ns(timestamp) > _now

# METADATA
# description: true once the whole UTC day that begins at a timestamp is over
day_over(timestamp) if time.parse_rfc3339_ns(timestamp) + _day <= _now

# METADATA
# description: true of a moment that has passed; a date without a time holds through its day
over(timestamp) if day_over(timestamp)

over(timestamp) if {
	not endswith(timestamp, "T00:00:00Z")
	not in_future(timestamp)
}

# METADATA
# description: |
#   Days of a period whose ends are dates, the last day counted; undefined when it ends
#   before it begins.
days_of(from, to) := ceil(length / _day) if {
	length := (time.parse_rfc3339_ns(to) - time.parse_rfc3339_ns(from)) + _whole_day(to)
	length > 0
}

# A date without a time is midnight, and a person who writes one means the day.
default _whole_day(_) := 1

_whole_day(timestamp) := _day if endswith(timestamp, "T00:00:00Z")

_now := time.parse_rfc3339_ns(input.taken_at)

_day := ((24 * 60) * 60) * 1000000000
