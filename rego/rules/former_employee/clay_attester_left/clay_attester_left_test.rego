package rules.former_employee.clay_attester_left_test

import data.rules.former_employee.clay_attester_left as rule

test_flags_review_by_somebody_who_had_left if {
	rule.findings == {{
		"subject": {"kind": "clay.attestation", "id": "access_review"},
		"message": "access_review was attested on 2026-10-15 by dana@acme.com, whom the staff roster does not employ on that day",
	}} with input as _snapshot([{"control": "access_review", "at": "2026-10-15T00:00:00Z", "by": "dana@acme.com"}])
}

test_flags_review_by_somebody_unknown if {
	_controls == {"access_review"} with input as _snapshot([
		{"control": "access_review", "at": "2026-10-15T00:00:00Z", "by": "a consultant"},
		{"control": "change_log_review", "at": "2026-10-20T00:00:00Z", "by": "ann@acme.com"},
		{"control": "export_review", "at": "2026-10-15T00:00:00Z", "by": "ann@acme.com"},
	])
}

test_judges_the_last_attestation_of_each_control if {
	early := {"control": "access_review", "at": "2026-10-01T00:00:00Z", "by": "dana@acme.com"}
	late := {"control": "access_review", "at": "2026-10-15T00:00:00Z", "by": "ann@acme.com"}
	_controls == set() with input as _snapshot([early, late])
	_controls == {"access_review"} with input as _snapshot([object.union(early, {"by": "ann@acme.com"}), object.union(late, {"by": "dana@acme.com"})])
}

test_allows_review_before_they_left if {
	_controls == set() with input as _snapshot([{"control": "access_review", "at": "2026-08-14T16:00:00Z", "by": "dana@acme.com"}])
}

test_allows_snapshot_without_clay if _controls == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_controls contains finding.subject.id if some finding in rule.findings

_snapshot(attestations) := {
	"taken_at": "2026-11-02T09:00:00Z",
	"clay": {"attestations": attestations},
	"roster": {"people": [{"email": "ann@acme.com"}, {"email": "dana@acme.com", "status": "terminated", "end": "2026-08-14T00:00:00Z"}]},
}
