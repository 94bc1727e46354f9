# METADATA
# title: Integration user owns records
# description: |
#   Whoever owns a record can read, edit and share it, whatever the org-wide default and the sharing
#   rules say, and everybody above in the role hierarchy with it. An integration that owns accounts
#   escapes its record scope by as many. A count that nobody took is a finding too. A running org is
#   asked for every object that the user reaches, and believed to hold none where the scanner sees
#   all of its records; a metadata project holds no records, and the list of users says how many
#   accounts there are.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: medium
#   needs: [salesforce.users]
#   on_partial: judge
#   remediation: |
#     In Setup > Mass Transfer Records give the records to the people who work with them, and assign
#     new ones by rule. For a metadata project then record owns_records for the user in
#     leastwise.yaml: SELECT COUNT() FROM Account WHERE Owner.Username = '...'.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["7"]
package rules.least_privilege.salesforce_user_owns_records

import future.keywords.not

import data.lib.text

# METADATA
# description: every integration user who owns records, or of whom nobody knows
findings contains _finding(user, $"{user.username} owns {owned}, whatever sharing says") if {
	some user in _users
	owned := _owned(user)
}

findings contains _finding(user, $"{user.username} may own records: {_reason(user)}") if {
	some user in _users
	not _owned(user)
	not is_number(user.owns_records)
}

_users contains user if {
	some user in input.salesforce.users
	user.username in input.salesforce.integration_users
}

_owned(user) := $"{kinds} records" if {
	kinds := text.series([$"{n} {object}" | some object, n in user.owned])
}

_owned(user) := $"{user.owns_records} accounts" if {
	count(object.get(user, "owned", {})) == 0
	user.owns_records > 0
}

_reason(user) := user.owns_unknown

_reason(user) := "nobody counted them" if not user.owns_unknown

_finding(user, message) := {
	"subject": {"kind": "salesforce.user", "id": user.username},
	"message": message,
}
