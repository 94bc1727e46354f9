package rules.evidence.salesforce_scanner_overprivileged_test

import data.rules.evidence.salesforce_scanner_overprivileged as rule

test_flags_scanner_that_holds_too_much if {
	rule.findings == {{
		"subject": {"kind": "salesforce.user", "id": "scan@acme.com"},
		"message": "scan@acme.com, who reads the org for this scan, needs none of ModifyAllData, Account and apex_class:Sync",
	}} with input as _snapshot({"username": "scan@acme.com", "excess": ["permission:ModifyAllData", "object:Account", "setup:apex_class:Sync"]})
}

test_flags_scanner_that_is_not_known if {
	every scanner in [{}, {"excess": []}] {
		rule.findings == {{
			"subject": {"kind": "salesforce.org", "id": "acme"},
			"message": "acme was read by a user who is not known, so nobody can say what the scanner holds",
		}} with input as _snapshot(scanner)
	}
	count(rule.findings) == 1 with input as {"salesforce": {"id": "acme"}}
}

test_allows_scanner_that_holds_what_it_needs if {
	count(rule.findings) == 0 with input as _snapshot({"username": "scan@acme.com", "excess": []})
	count(rule.findings) == 0 with input as _snapshot({"username": "scan@acme.com"})
}

test_allows_what_the_config_accepts if {
	count(rule.findings) == 0 with input as _snapshot({"username": "scan@acme.com", "excess": ["permission:ViewAllData"]})
		with data.settings as {"evidence/salesforce_scanner_overprivileged": {"accepted": ["ViewAllData"]}}
}

test_allows_snapshot_without_salesforce if {
	count(rule.findings) == 0 with input as {"taken_at": "2026-11-02T09:00:00Z"}
}

_snapshot(scanner) := {"salesforce": {"id": "acme", "scanner": scanner}}
