# METADATA
# description: The Salesforce org and the policy on its integration users, as the rules ask about them.
package lib.salesforce

import data.lib.text

# METADATA
# description: |
#   What the policy approves for an integration user, matched ignoring case; undefined when
#   the policy does not name the user.
approved(user) := policy if {
	some name, policy in data.policy.salesforce
	lower(name) == lower(user)
	is_object(policy)
}

# METADATA
# description: |
#   The roads among `vias` that give one of the flags, or that do not say what they give.
giving(vias, flags) := [via |
	some via in vias
	_gives(via, flags)
]

# METADATA
# description: 'how a grant reaches its user: "through permission set A in group B and profile C"'
through(vias) := $"through {roads}" if roads := text.series(sort({road | some via in vias; road := _road(via)}))

through(vias) := "through a road that was not recorded" if not vias[0]

_gives(via, flags) if {
	some flag in via.access
	flag in flags
}

_gives(via, _) if not via.access[0]

_road(via) := concat("", [replace(via.kind, "_", " "), " ", via.name, _group(via), _grant(via)])

default _group(_) := ""

_group(via) := $" in group {via.group}" if via.group

default _grant(_) := ""

_grant(via) := $" ({via.grant})" if via.grant
