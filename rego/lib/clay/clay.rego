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
# description: |
#   True of a connection to one of some providers. People write a provider as they like: its letters
#   count, wherever they stand ("Salesforce Sandbox", "hub_spot"). A connection that signs in as only
#   Salesforce's do, or names a permission set, is one to Salesforce whatever it is called.
is_to(connection, providers) if {
	some provider in providers
	contains(_letters(connection.provider), _letters(provider))
}

is_to(connection, providers) if {
	some provider in providers
	_letters(provider) == "salesforce"
	_signs_in_to_salesforce(connection)
}

_signs_in_to_salesforce(connection) if connection.method == "client_credentials"

_signs_in_to_salesforce(connection) if connection.permission_set

_letters(word) := regex.replace(lower(word), `[^\pL\pN]`, "")

# METADATA
# description: days that each cadence allows, those of the policy before those of the rule
cadence_days(defaults) := object.union(defaults, _rotation)

default _rotation := {}

_rotation := data.policy.clay.api_keys.rotation

# METADATA
# description: |
#   The names in a list of people and groups, and the addresses of the groups' members, in lower case:
#   people write the name of a group as they like.
people(names) := {lower(name) | some name in names} | {email |
	some name in names
	some email in object.get(_members, lower(name), set())
}

_members := {name: emails |
	some name in {lower(group.name) | some group in input.clay.groups}
	emails := {lower(email) | some group in input.clay.groups; lower(group.name) == name; some email in group.members}
}

# METADATA
# description: what an owner answers for, as [id of the subject, owner in lower case]
# scope: document
owned contains [table.id, owner] if {
	some table in input.clay.tables
	some owner in _owners(table)
}

owned contains [$"{table.id}/{column.id}", owner] if {
	some table in input.clay.tables
	some column in table.columns
	some owner in _owners(table)
}

owned contains [webhook.id, owner] if {
	some webhook in input.clay.webhooks
	some owner in _table_owners[webhook.table]
}

owned contains [workbook.id, lower(workbook.owner)] if some workbook in input.clay.workbooks

owned contains [key.id, lower(key.owner)] if some key in input.clay.api_keys

owned contains [connection.id, lower(connection.added_by)] if some connection in input.clay.connections

owned contains [budget.name, lower(budget.owner)] if some budget in input.clay.budgets

_owners(table) := {lower(owner) | some owner in [object.get(table, "owner", ""), object.get(budget(table), "owner", "")]}

_table_owners := {id: owners |
	some id in {table.id | some table in input.clay.tables}
	owners := {owner | some table in input.clay.tables; table.id == id; some owner in _owners(table)}
}
