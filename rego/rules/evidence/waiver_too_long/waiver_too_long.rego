# METADATA
# title: Waiver holds for too long
# description: |
#   A waiver is a debt with a day to pay it. One that holds for a year outlives the reason it was given
#   for, and often the person who gave it. How long it still holds is counted from the snapshot, as
#   nobody records when it was given; where a rule and subject are waived twice, the later expiry
#   counts.
# related_resources:
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: low
#   needs: []
#   remediation: |
#     Bring expires of the waiver in leastwise.yaml closer, and renew it then with a new reason if the
#     finding is still there. If it is never to be mended, change the policy instead.
#   params:
#     days:
#       description: Days from the snapshot through which a waiver may hold
#       default: 180
#   controls:
#     soc2: [CC3.4, CC4.2]
#     iso27001: [A.5.36]
#     nist800-53: [CA-5, CA-7]
package rules.evidence.waiver_too_long

import data.lib.clock
import data.lib.params
import data.lib.waiver

# METADATA
# description: every waiver whose last day is too far away
findings contains finding if {
	some id, waivers in waiver.holding
	expires := max({held.expires | some held in waivers})
	days := 0 - clock.days_since(expires)
	days > _params.days

	finding := {
		"subject": {"kind": "policy.waiver", "id": id},
		"message": $"the waiver of {id} holds for {days} days more, and {_params.days} are allowed",
	}
}

_params := params.of(rego.metadata.chain())
