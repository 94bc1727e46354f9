package rules.evidence.clay_attestation_overdue_test

import data.rules.evidence.clay_attestation_overdue as rule

test_flags_review_past_its_days if {
	rule.findings == {{
		"subject": {"kind": "clay.attestation", "id": "access_review"},
		"message": "access_review was last attested 93 days ago, and 92 are allowed",
	}} with input as _snapshot([_attestation("access_review", "2026-01-28"), _attestation("change_log_review", "2026-04-30")])
}

test_flags_review_nobody_did if {
	_messages == {"access_review has never been attested", "change_log_review has never been attested"} with input as _snapshot([_attestation("fire_drill", "2026-04-30")])
}

test_flags_review_still_to_come if {
	_messages == {"access_review is attested on 2026-05-02T00:00:00Z, which is still to come"} with input as _snapshot([
		_attestation("access_review", "2026-05-02"),
		_attestation("access_review", "2026-04-30"),
		_attestation("change_log_review", "2026-04-30"),
	])
}

test_flags_by_the_days_of_the_config if {
	_messages == {"drill has never been attested", "access_review was last attested 11 days ago, and 10 are allowed"} with input as _snapshot([
		_attestation("access_review", "2026-04-20"),
		_attestation("change_log_review", "2026-04-30"),
	])
		with data.settings as {"evidence/clay_attestation_overdue": {"controls": {"access_review": 10, "drill": 5}}}
}

test_allows_reviews_on_their_last_day if {
	_messages == set() with input as _snapshot([_attestation("access_review", "2026-01-29"), _attestation("change_log_review", "2026-04-01")])
}

test_allows_latest_of_several if {
	_messages == set() with input as _snapshot([
		_attestation("access_review", "2020-01-01"),
		_attestation("access_review", "2026-05-01"),
		_attestation("change_log_review", "2026-04-30"),
	])
}

_messages contains finding.message if some finding in rule.findings

_attestation(control, day) := {"control": control, "at": $"{day}T00:00:00Z", "by": "dana@acme.com"}

_snapshot(attestations) := {"taken_at": "2026-05-01T00:00:00Z", "clay": {"attestations": attestations}}
