# METADATA
# title: Waiver was approved by somebody who left
# description: |
#   Nobody answers any more for the risk that the waiver accepts. The approver is looked up on the
#   roster as every address is, by the rules of sources.roster.match too, so approved_by has to be one.
#   A waiver that has expired accepts nothing and is left to evidence/waiver_expired.
# related_resources:
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [roster.people]
#   remediation: |
#     Have somebody who is employed and may accept the risk approve the waiver anew, with their email
#     address in approved_by, or mend the finding and delete the waiver.
#   controls:
#     soc2: [CC3.4, CC4.2]
#     iso27001: [A.5.4, A.5.36]
#     nist800-53: [CA-5, CA-7, PS-4]
#     sbs: [SBS-FDNS-001]
package rules.former_employee.waiver_approver_left

import future.keywords.not

import data.lib.clock
import data.lib.roster

# METADATA
# description: every waiver that holds and whose approver nobody here employs
findings contains finding if {
	some id, approvers in _approvers
	absent := sort([$"{approver}, who {why}" |
		some approver in approvers
		why := roster.absence(approver)
	])
	count(absent) > 0
	text := concat(", and by ", absent)

	finding := {
		"subject": {"kind": "policy.waiver", "id": id},
		"message": $"the waiver of {id} was approved by {text}",
	}
}

_approvers[$"{waiver.rule}:{waiver.subject}"] contains lower(trim_space(waiver.approved_by)) if {
	some waiver in data.waivers
	not clock.day_over(waiver.expires)
}
