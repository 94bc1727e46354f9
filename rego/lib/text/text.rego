# METADATA
# description: Words for messages.
package lib.text

# METADATA
# description: |
#   A list as a sentence holds it: "a", "a and b", "a, b and c"; of more than five the first
#   four and how many more. Undefined for an empty list.
series(items) := items[0] if count(items) == 1

series(items) := $"{head} and {last}" if {
	count(items) > 1
	count(items) <= 5
	head := concat(", ", [item | some i, item in items; i < count(items) - 1])
	last := items[count(items) - 1]
}

series(items) := $"{head} and {more} more" if {
	count(items) > 5
	head := concat(", ", [item | some i, item in items; i < 4])
	more := count(items) - 4
}

# METADATA
# description: an amount without the noise of binary fractions, to two decimals
amount(number) := round(number * 100) / 100
