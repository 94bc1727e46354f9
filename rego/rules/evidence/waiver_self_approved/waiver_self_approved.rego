# METADATA
# title: Waiver is approved by the person it names
# description: |
#   Who accepts a risk is not who made it. A waiver whose subject is a member, a username, or something
#   of one (sales@acme.com/Account), approved by that same address, is nobody's decision; one with * in
#   it is about everybody it may name. Another address of the same person is the matter of
#   waiver_alias_approved, and what somebody owns that of clay_waiver_owner_approved.
# related_resources:
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: []
#   remediation: |
#     Have somebody else judge the finding who answers for the system, and name them as approved_by of the
#     waiver in leastwise.yaml; or delete the waiver and fix the finding.
#   controls:
#     soc2: [CC1.3, CC3.4]
#     iso27001: [A.5.3, A.5.36]
#     nist800-53: [AC-5, CA-5]
package rules.evidence.waiver_self_approved

import data.lib.text
import data.lib.waiver

# METADATA
# description: every waiver whose approver is in its subject
findings contains finding if {
	some id, waivers in waiver.holding
	names := text.series(sort({held.approved_by | some held in waivers; _names_approver(held)}))

	finding := {
		"subject": {"kind": "policy.waiver", "id": id},
		"message": $"the waiver of {id} is approved by {names}, whom it is about",
	}
}

_names_approver(held) if waiver.about(held, lower(trim_space(held.approved_by)))
