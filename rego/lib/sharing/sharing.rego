# METADATA
# description: Whom roles, public groups and sharing rules reach, and what a rule selects.
package lib.sharing

import future.keywords.not

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

_is(member, _) if member.kind in _everybody

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

# METADATA
# description: |
#   True of a sharing rule that opens every record of its object: one of criteria without any, and
#   one of owners that are everybody, or of whom nothing is known.
selects_everything(rule) if {
	rule.kind == "criteria"
	not rule.criteria[0]
}

selects_everything(rule) if {
	rule.kind == "owner"
	not rule.shared_from[0]
}

selects_everything(rule) if {
	rule.kind == "owner"
	some principal in rule.shared_from
	principal.kind in _everybody
}

# METADATA
# description: true of a sharing rule that selects by all of the criteria given and by no others
selects_by(rule, criteria) if {
	_spelled(object.get(rule, "criteria", [])) == _spelled(criteria)
	not regex.match(`(?i)\b(or|not)\b`, rule.boolean_filter)
}

_spelled(criteria) := {[lower(criterion.field), lower(criterion.operation), criterion.value] | some criterion in criteria}

_everybody := {"allInternalUsers", "organization"}
