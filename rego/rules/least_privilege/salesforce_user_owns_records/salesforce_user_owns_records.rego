# METADATA
# title: Integration user owns records
# description: |
#   Whoever owns a record can read, edit and share it, whatever the org-wide default and the sharing
#   rules say, and everybody above in the role hierarchy with it. An integration that owns accounts
#   escapes its record scope by as many. A count that nobody took is a finding too.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: medium
#   needs: [salesforce.users]
#   on_partial: judge
#   remediation: |
#     In Setup > Mass Transfer Records give the accounts to the people who work with them, and
#     assign new ones by rule. Then record owns_records for the user in leastwise.yaml: SELECT
#     COUNT() FROM Account WHERE Owner.Username = '...'.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["7"]
package rules.least_privilege.salesforce_user_owns_records

import future.keywords.not

# METADATA
# description: every integration user who owns accounts, or of whom nobody knows
findings contains _finding(user, $"{user.username} owns {user.owns_records} accounts, whatever sharing says") if {
	some user in input.salesforce.users
	user.username in input.salesforce.integration_users
	user.owns_records > 0
}

findings contains _finding(user, $"{user.username} may own accounts: nobody counted them") if {
	some user in input.salesforce.users
	user.username in input.salesforce.integration_users
	not is_number(user.owns_records)
}

_finding(user, message) := {
	"subject": {"kind": "salesforce.user", "id": user.username},
	"message": message,
}
