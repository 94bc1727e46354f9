# METADATA
# title: Waiver is approved by the owner of what it is about, under another address
# description: |
#   The owner of a table, a key or a connection who approves its waiver under an alias of the roster, or
#   an address that a match rule gives them, accepts their own risk as if it were somebody else's. The
#   same address in both places is the matter of clay_waiver_owner_approved.
# related_resources:
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [roster.people, clay.tables, clay.columns, clay.workbooks, clay.webhooks, clay.api_keys, clay.connections, clay.budgets]
#   remediation: |
#     Have somebody else judge the finding who answers for the workspace, such as an approved admin, and
#     name them as approved_by of the waiver in leastwise.yaml; or delete the waiver and fix the finding.
#   controls:
#     soc2: [CC1.3, CC3.4]
#     iso27001: [A.5.3, A.5.36]
#     nist800-53: [AC-5, CA-5]
package rules.evidence.clay_waiver_owner_alias_approved

import data.lib.clay
import data.lib.person
import data.lib.text
import data.lib.waiver

# METADATA
# description: every waiver about something that its approver owns under another address
findings contains finding if {
	some id, waivers in waiver.holding
	pairs := text.series(sort({$"{held.approved_by}, who is {owner}" |
		some held in waivers
		some owner in _owners(held)
	}))

	finding := {
		"subject": {"kind": "policy.waiver", "id": id},
		"message": $"the waiver of {id} is approved by {pairs}, and owns what it is about",
	}
}

_owners(held) := {owner |
	approver := lower(trim_space(held.approved_by))
	others := person.addresses(approver) - {approver}
	some [subject, owner] in clay.owned
	owner in others
	waiver.names(held, subject)
}
