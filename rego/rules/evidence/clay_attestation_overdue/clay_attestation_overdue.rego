# METADATA
# title: A review of the Clay workspace is overdue
# description: |
#   Clay keeps no audit log: who may do what, and what changed in the tables, is known only if somebody
#   looks in time, and the change log of a table is gone after 30 days on most plans (180 on
#   Enterprise). Each control has an attestation, who looked and when, no older than its days. A
#   control that nobody attested, and one attested later than the snapshot, are findings.
# related_resources:
#   - description: "Clay: change log of a table, and how long it is kept"
#     ref: https://university.clay.com/docs/table-management-settings
# custom:
#   severity: medium
#   needs: [clay.attestations]
#   remediation: |
#     Do the review: go through Settings > Team against the roster, or through the change log of each
#     table. Then add control, at, by and evidence under attestations in the inventory.
#   params:
#     controls:
#       description: Days that an attestation of each control holds
#       default: {access_review: 92, change_log_review: 30}
#   controls:
#     soc2: [CC4.1, CC6.2, CC7.2]
#     iso27001: [A.5.18, A.5.36, A.8.15]
#     nist800-53: [AC-2, AU-6, CA-7]
#     cis-v8: ["5.1", "8.11"]
#     clay-access-audit: ["2", "10"]
package rules.evidence.clay_attestation_overdue

import data.lib.clock
import data.lib.params

# METADATA
# description: every control that nobody has attested in time
findings contains _finding(control, $"{control} was last attested {days} days ago, and {limit} are allowed") if {
	some control, limit in _params.controls
	days := clock.days_since(max(_attested[control]))
	days > limit
}

findings contains _finding(control, $"{control} is attested on {last}, which is still to come") if {
	some control, times in _attested
	last := max(times)
	clock.in_future(last)
}

findings contains _finding(control, $"{control} has never been attested") if {
	some control, times in _attested
	count(times) == 0
}

_attested[control] := {attestation.at |
	some attestation in input.clay.attestations
	attestation.control == control
} if {
	some control, _ in _params.controls
}

_finding(control, message) := {
	"subject": {"kind": "clay.attestation", "id": control},
	"message": message,
}

_params := params.of(rego.metadata.chain())
