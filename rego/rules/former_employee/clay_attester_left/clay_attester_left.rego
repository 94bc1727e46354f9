# METADATA
# title: Review was attested by somebody who did not work here
# description: |
#   An attestation is worth what the person is who looked. The last one of each control is held to the
#   staff roster of its own day: somebody who had left by then, had not started, left on a day the
#   roster does not have, or does not stand on it, cannot have done the review.
# related_resources:
#   - description: "NIST SP 800-53 r5: CA-7, continuous monitoring"
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   severity: medium
#   needs: [clay.attestations, roster.people]
#   remediation: |
#     Have somebody who works here do the review, and add control, at, by and evidence under
#     attestations in the inventory. Reviewers from outside belong on the roster too.
#   controls:
#     soc2: [CC4.1, CC6.2]
#     iso27001: [A.5.18, A.5.36]
#     nist800-53: [AC-2, CA-7]
#     clay-access-audit: ["1", "2"]
package rules.former_employee.clay_attester_left

import future.keywords.not

import data.lib.roster
import data.lib.text

# METADATA
# description: every control whose last attestation is not of somebody employed that day
findings contains finding if {
	some control, last in _last
	absent := [attestation.by |
		some attestation in input.clay.attestations
		attestation.control == control
		attestation.at == last
		not roster.employed_on(attestation.by, last)
	]
	names := text.series(sort(absent))
	day := substring(last, 0, 10)

	finding := {
		"subject": {"kind": "clay.attestation", "id": control},
		"message": $"{control} was attested on {day} by {names}, whom the staff roster does not employ on that day",
	}
}

_last := {control: max(times) |
	some control in {attestation.control | some attestation in input.clay.attestations}
	times := {attestation.at | some attestation in input.clay.attestations; attestation.control == control}
}
