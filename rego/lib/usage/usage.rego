# METADATA
# description: The usage export of Clay as the rules ask about it.
package lib.usage

import future.keywords.not

# METADATA
# description: the lines on a thing, by id, or by name where a line has no id
lines(thing, kind) := array.concat(
	object.get(_by_id, thing.id, []),
	[line | some line in object.get(_by_name, thing.name, []); object.get(line, "kind", kind) == kind],
)

_by_id := {id: of_id |
	some id in {line.id | some line in input.clay.usage.by_resource}
	of_id := [line | some line in input.clay.usage.by_resource; line.id == id]
}

_by_name := {name: of_name |
	some name in {line.name | some line in _without_id}
	of_name := [line | some line in _without_id; line.name == name]
}

_without_id := [line | some line in input.clay.usage.by_resource; not line.id]

# METADATA
# description: the credits of some lines
credits(some_lines) := sum([line.credits | some line in some_lines])
