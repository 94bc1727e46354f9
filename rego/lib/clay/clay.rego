# METADATA
# description: The Clay workspace as the rules ask about it.
package lib.clay

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
