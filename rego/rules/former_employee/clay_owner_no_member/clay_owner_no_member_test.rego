package rules.former_employee.clay_owner_no_member_test

import data.rules.former_employee.clay_owner_no_member as rule

test_flags_connection_of_somebody_who_is_no_member if {
	rule.findings == {{
		"subject": {"kind": "clay.connection", "id": "x_1", "name": "Thing"},
		"message": "Thing belongs to ruth@acme.com, who is no active member of the workspace",
	}} with input as _snapshot("connections", {"added_by": "ruth@acme.com"})
}

test_flags_everything_that_has_an_owner if {
	every list, kind in {"api_keys": "clay.api_key", "tables": "clay.table", "workbooks": "clay.workbook"} {
		{finding.subject.kind | some finding in rule.findings} == {kind} with input as _snapshot(list, {"owner": "ruth@acme.com"})
		rule.findings == set() with input as _snapshot(list, {"owner": "ann@acme.com"})
	}
}

test_flags_owner_who_is_only_invited if {
	count(rule.findings) == 1 with input as _snapshot("tables", {"owner": "ben@acme.com"})
}

test_allows_active_member_and_connection_of_clay if {
	every connection in [{"added_by": "ann@acme.com"}, {"added_by": "ruth@acme.com", "managed_by": "clay"}] {
		rule.findings == set() with input as _snapshot("connections", connection)
	}
}

# That nobody is named is a finding of the rules that ask the roster.
test_allows_thing_that_names_nobody if {
	every list in ["connections", "api_keys", "tables", "workbooks"] {
		rule.findings == set() with input as _snapshot(list, {})
	}
}

test_allows_snapshot_without_clay if rule.findings == set() with input as {"taken_at": "2026-05-01T00:00:00Z"}

_snapshot(list, thing) := {"clay": {
	"members": [{"email": "ann@acme.com", "state": "active"}, {"email": "ben@acme.com", "state": "pending"}],
	list: [object.union({"id": "x_1", "name": "Thing"}, thing)],
}}
