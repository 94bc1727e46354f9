# METADATA
# description: The Clay workspace as the rules ask about it.
package lib.clay

import future.keywords.not

# METADATA
# description: |
#   The budget of a table: what the inventory declares beside it, changed by what the policy
#   says of its name and then of its id. Keys that nobody declared are absent.
budget(table) := object.union_n([object.get(table, "declared", {}), _approved(table.name), _approved(table.id)])

default _approved(_) := {}

_approved(key) := approved if {
	approved := data.policy.clay.tables[key]
	is_object(approved)
}

# METADATA
# description: |
#   What the policy approves for a connection, by its id or else by its provider; undefined
#   where it names neither.
approved_connection(connection) := approved if {
	approved := data.policy.clay.connections[connection.id]
	is_object(approved)
}

approved_connection(connection) := approved if {
	not is_object(data.policy.clay.connections[connection.id])
	approved := data.policy.clay.connections[connection.provider]
	is_object(approved)
}

# METADATA
# description: days that each cadence allows, those of the policy before those of the rule
cadence_days(defaults) := object.union(defaults, _rotation)

default _rotation := {}

_rotation := data.policy.clay.api_keys.rotation

# METADATA
# description: the lines of a usage export on a thing, by id, or by name where a line has no id
usage_lines(thing, kind) := [line | some line in input.clay.usage.by_resource; _is_line_of(line, thing, kind)]

_is_line_of(line, thing, _) if line.id == thing.id

_is_line_of(line, thing, kind) if {
	not line.id
	line.name == thing.name
	object.get(line, "kind", kind) == kind
}

# METADATA
# description: the credits of some lines of a usage export
credits(lines) := sum([line.credits | some line in lines])

# METADATA
# description: true of a member who stands in a list of people and groups
is_listed(member, names) if member.email in names

is_listed(member, names) if {
	some group in input.clay.groups
	group.name in names
	member.email in group.members
}
