# METADATA
# title: Waiver is approved by the owner of what it is about
# description: |
#   Who accepts a risk is not who made it. A waiver of a finding on a table, its columns and webhooks, a
#   workbook, a key, a connection or a budget, approved by its owner (or by who added the connection),
#   is the owner's own word. A waiver with * in its subject is about everything it may name. Another
#   address of the owner is the matter of clay_waiver_owner_alias_approved.
# related_resources:
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [clay.tables, clay.columns, clay.workbooks, clay.webhooks, clay.api_keys, clay.connections, clay.budgets]
#   on_partial: judge
#   remediation: |
#     Have somebody else judge the finding who answers for the workspace, such as an approved admin, and
#     name them as approved_by of the waiver in leastwise.yaml; or delete the waiver and fix the finding.
#   controls:
#     soc2: [CC1.3, CC3.4]
#     iso27001: [A.5.3, A.5.36]
#     nist800-53: [AC-5, CA-5]
package rules.evidence.clay_waiver_owner_approved

import data.lib.clay
import data.lib.text
import data.lib.waiver

# METADATA
# description: every waiver about something that its approver owns
findings contains finding if {
	some id, waivers in waiver.holding
	names := text.series(sort({held.approved_by | some held in waivers; _owns(held)}))

	finding := {
		"subject": {"kind": "policy.waiver", "id": id},
		"message": $"the waiver of {id} is approved by {names}, who owns what it is about",
	}
}

_owns(held) if {
	some [subject, owner] in clay.owned
	waiver.names(held, subject)
	owner == lower(trim_space(held.approved_by))
}
