# METADATA
# description: Words for messages.
package lib.text

# METADATA
# description: |
#   A list as a sentence holds it: "a", "a and b", "a, b and c"; of more than five the first
#   four and how many more. Undefined for an empty list. Behind "more" stands what it counts, between
#   two control characters: the evaluator takes it out of the message and keeps it with the finding,
#   so that what was cut still tells one assessment from the next.
series(items) := items[0] if count(items) == 1

series(items) := $"{head} and {last}" if {
	count(items) > 1
	count(items) <= 5
	head := concat(", ", [item | some i, item in items; i < count(items) - 1])
	last := items[count(items) - 1]
}

series(items) := concat("", [head, $" and {more} more", "\u001d", rest, "\u001e"]) if {
	count(items) > 5
	head := concat(", ", [item | some i, item in items; i < 4])
	more := count(items) - 4
	rest := strings.replace_n(_marks, concat("\u001f", array.slice(items, 4, count(items))))
}

# An item may be a sentence with a series of its own.
_marks := {"\u001d": ": ", "\u001e": ""}

# METADATA
# description: an amount without the noise of binary fractions, to two decimals
amount(number) := round(number * 100) / 100
