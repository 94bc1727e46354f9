# METADATA
# description: Whom roles, public groups and sharing rules reach.
package lib.sharing

# METADATA
# description: a role and every role above it, as far as they were read
upwards(role) := graph.reachable(_parents, {role}) | {role}

_parents := {name: above |
	some name in {name | some [name, _] in _steps}
	above := {parent | some [below, parent] in _steps; below == name}
}

_steps contains [role.name, role.parent] if some role in input.salesforce.roles

# A parent that was not read itself is above all the same.
_steps contains [role.parent, role.parent] if some role in input.salesforce.roles

# A role without a parent must be a node all the same, or nothing is reachable from it.
_steps contains [role.name, role.name] if some role in input.salesforce.roles

# METADATA
# description: the public groups that a user belongs to by name, by role or through other groups
groups_of(user) := graph.reachable(_holders, {group.name |
	some group in input.salesforce.public_groups
	some member in group.members
	_is(member, user)
})

_holders := {name: holders |
	some name in {name | some [name, _] in _held}
	holders := {holder | some [held, holder] in _held; held == name}
}

# Every group with the groups that hold it, itself among them.
_held contains [group.name, group.name] if some group in input.salesforce.public_groups

_held contains [member.name, group.name] if {
	some group in input.salesforce.public_groups
	some member in group.members
	member.kind == "group"
}

_is(member, user) if {
	member.kind == "user"
	member.name == user.username
}

_is(member, user) if reaches_role(member, user)

_is(member, _) if member.kind in {"allInternalUsers", "organization"}

# METADATA
# description: true of a principal of sharing that names the role of a user, or one above with its subordinates
reaches_role(principal, user) if {
	principal.kind == "role"
	principal.name == user.role
}

reaches_role(principal, user) if {
	principal.kind in {"roleAndSubordinates", "roleAndSubordinatesInternal"}
	principal.name in upwards(user.role)
}
