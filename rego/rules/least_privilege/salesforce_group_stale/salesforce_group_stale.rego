# METADATA
# title: Permission set group is stale
# description: |
#   Salesforce works with the aggregate of a permission set group, which it computes again after each
#   change. While the status is not Updated, what the group gives and what it mutes is not what its
#   parts say, so that effective access cannot be known. Of an integration user a group without a
#   status is a finding too; one that people have may come from a file that was written by hand.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: medium
#   needs: [salesforce.permission_set_groups, salesforce.assignments]
#   on_partial: judge
#   remediation: |
#     In Setup > Permission Set Groups open the group and choose Recalculate; if it fails, remove
#     the part that Salesforce names. Then retrieve it again. Better, give an integration a
#     permission set of its own and no group.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.18]
#     nist800-53: [AC-2, AC-6]
#     cis-v8: ["6.8"]
#     sbs: [SBS-ACS-001]
#     salesforce-restricted-user: ["1"]
package rules.least_privilege.salesforce_group_stale

import data.lib.salesforce
import data.lib.text

# METADATA
# description: every group that is stale, and has users
findings contains finding if {
	some group in input.salesforce.permission_set_groups
	status := object.get(group, "status", "")
	status != "Updated"
	users := text.series(sort({assignment.user |
		some assignment in input.salesforce.assignments
		assignment.permission_set_group == group.name
		_matters(assignment.user, status)
		salesforce.counts(assignment)
	}))

	finding := {
		"subject": {"kind": "salesforce.permission_set_group", "id": group.name},
		"message": $"{group.name} {_state(status)}, so that what it gives to {users} is not settled",
	}
}

_matters(user, _) if user in input.salesforce.integration_users

_matters(_, status) if status != ""

_state("") := "has no status in the evidence"

_state(status) := $"has the status {status}" if status != ""
