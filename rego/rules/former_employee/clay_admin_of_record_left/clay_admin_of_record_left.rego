# METADATA
# title: Former employee is an approved Clay admin
# description: |
#   The policy names who may be an admin of the workspace. Somebody it still names after they left
#   would be let back in without a finding, and is asked to answer for what they cannot see any more.
# related_resources:
#   - description: "Clay: what each workspace role may do"
#     ref: https://university.clay.com/docs/roles-and-permissions
# custom:
#   severity: high
#   needs: [roster.people, policy.clay.roles.admin]
#   remediation: |
#     Take the address out of policy.clay.roles.admin in leastwise.yaml and name who takes over. Under
#     Settings > Team in Clay see that the person is gone from the workspace too.
#   controls:
#     soc2: [CC6.2, CC6.3]
#     iso27001: [A.5.18, A.6.5]
#     nist800-53: [AC-2, PS-4]
#     cis-v8: ["5.3"]
#     clay-access-audit: ["1", "2"]
package rules.former_employee.clay_admin_of_record_left

import data.lib.roster

# METADATA
# description: everybody the policy approves as an admin and the roster does not employ
findings contains finding if {
	some email in {lower(name) | some name in data.policy.clay.roles.admin}
	why := roster.absence(email)

	finding := {
		"subject": {"kind": "policy.user", "id": email},
		"message": $"{email} is approved as a Clay admin but {why}",
	}
}
