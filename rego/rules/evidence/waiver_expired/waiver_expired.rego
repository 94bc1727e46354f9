# METADATA
# title: Waiver has expired
# description: |
#   A waiver holds through its expiry day in UTC. From then on the finding it accepted counts again,
#   and a waiver left behind looks like an acceptance that nobody renewed. Where a rule and subject
#   are waived twice, the later expiry counts.
# related_resources:
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: []
#   remediation: |
#     Fix what the waiver accepted and delete it from waivers in leastwise.yaml, or have its approver
#     renew it with a new expiry and reason.
#   controls:
#     soc2: [CC3.4, CC4.2]
#     iso27001: [A.5.36]
#     nist800-53: [CA-5, CA-7]
#     sbs: [SBS-FDNS-001]
package rules.evidence.waiver_expired

import data.lib.clock

# METADATA
# description: every waiver whose last day is over
findings contains finding if {
	some id, dates in _expiries
	expires := max(dates)
	clock.day_over(expires)
	day := substring(expires, 0, 10)

	finding := {
		"subject": {"kind": "policy.waiver", "id": id},
		"message": $"the waiver of {id} expired on {day} and no longer holds",
	}
}

_expiries[$"{waiver.rule}:{waiver.subject}"] contains waiver.expires if some waiver in data.waivers
