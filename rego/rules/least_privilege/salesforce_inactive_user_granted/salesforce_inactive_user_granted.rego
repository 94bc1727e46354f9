# METADATA
# title: Integration user that is switched off still has its access
# description: |
#   Deactivating or freezing a user stops its logins and takes nothing away: its permission sets, its
#   profile and its place in sharing wait for whoever switches it on again. A user of whom nobody
#   observed whether it is active, and whether it is frozen, may be either, and is a finding too.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: low
#   needs: [salesforce.users, salesforce.access]
#   on_partial: judge
#   remediation: |
#     In Setup open the user and remove its permission set and group assignments, and revoke its
#     OAuth connected apps. Then take it off integration_users and out of the policy. If it is in
#     use, say active: true and frozen: false under sources.salesforce.users.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.18]
#     nist800-53: [AC-2, AC-2(3)]
#     cis-v8: ["5.3", "6.2"]
#     sbs: [SBS-ACS-010]
#     salesforce-restricted-user: ["9"]
package rules.least_privilege.salesforce_inactive_user_granted

import future.keywords.not

# METADATA
# description: every integration user that cannot log in, or of which nobody knows, and holds something
findings contains finding if {
	some user in input.salesforce.users
	state := _state(user)
	some access in input.salesforce.access
	access.user == user.username
	_holds_something(access)

	finding := {
		"subject": {"kind": "salesforce.user", "id": user.username},
		"message": $"{user.username} {state} and still holds its permissions",
	}
}

_state(user) := "is inactive" if user.active == false

_state(user) := "is frozen" if {
	not user.active == false
	user.frozen == true
}

_state(user) := "is neither known to be active nor to be inactive" if {
	not user.active in {true, false}
	not user.frozen == true
}

_state(user) := "may be frozen, which nobody recorded," if {
	user.active == true
	not is_boolean(user.frozen)
}

_holds_something(access) if access.permissions[0]

_holds_something(access) if access.objects[0]
