# METADATA
# description: The Salesforce org and the policy on its integration users, as the rules ask about them.
package lib.salesforce

import future.keywords.not

import data.lib.clock
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

# METADATA
# description: how a message names an object; "*" is every object of the org
object_label(name) := name if name != "*"

object_label("*") := "every object"

# METADATA
# description: true where the effective access holds a permission
holds(access, name) if {
	some permission in access.permissions
	permission.name == name
}

# METADATA
# description: |
#   The fields that field permissions and View All Fields open: without those that field security
#   cannot hide, so that who asks for these alone does not need salesforce.fields.
granted_fields(access) := [row | some row in access.fields; not row.always == true]

# METADATA
# description: true of an assignment that counts on the day of the snapshot; a date alone holds through its day
counts(assignment) if {
	not assignment.active == false
	not assignment.revoked == true
	not clock.over(assignment.expires_at)
}

# METADATA
# description: true of logins that let the user in, or of which nobody knows that they did not
succeeded(login) if not login.status

succeeded(login) if startswith(lower(login.status), "success")

# METADATA
# description: true where the policy of a user names the app by one of its names, ignoring case
uses_app(user, names) if {
	some listed in approved(user).apps
	some name in names
	lower(name) == lower(listed)
}

# METADATA
# description: |
#   The apps that integration users go through, by name: those their policies name, those that
#   work as one of them or may, and every app as soon as the policy of one names none.
integration_apps[app.name] contains app if {
	some app in input.salesforce.apps
	_is_used(app)
}

_is_used(app) if not app.serves_integration == false # as it does where nobody looked

_is_used(app) if {
	some user in input.salesforce.integration_users
	uses_app(user, {app.name, object.get(app, "label", app.name)})
}

_is_used(_) if {
	some user in input.salesforce.integration_users
	not approved(user).apps[0]
}

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
