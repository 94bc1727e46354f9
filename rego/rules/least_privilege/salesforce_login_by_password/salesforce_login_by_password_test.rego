package rules.least_privilege.salesforce_login_by_password_test

import data.rules.least_privilege.salesforce_login_by_password as rule

test_flags_logins_of_a_program_with_the_password if {
	rule.findings == {{
		"subject": {"kind": "salesforce.login", "id": "clay@acme.com/52.7.81.233"},
		"message": "clay@acme.com logged in 5 times by Other Apex API from 52.7.81.233, last on 2026-10-30",
	}} with input as _snapshot([{"count": 2, "status": "Success"}, {"count": 3, "last": "2026-10-30T08:00:00Z", "application": "Data Loader"}, {"type": "Remote Access 2.0"}])
}

test_flags_each_way_and_place if {
	_messages == {
		"clay@acme.com logged in 2 times by Other Apex API and by Partner Product from 52.7.81.233, last on 2026-10-01",
		"clay@acme.com logged in 1 times by other apex api from 198.51.100.1, last on 2026-10-01",
	} with input as _snapshot([{}, {"type": "Partner Product"}, {"type": "other apex api", "source_ip": "198.51.100.1"}])
}

test_flags_login_of_which_nobody_knows_the_type if {
	_messages == {"clay@acme.com logged in 1 times in a way that nobody recorded from 52.7.81.233, last on 2026-10-01"} with input as _untyped
}

test_flags_whoever_is_at_a_login_page if {
	every type in ["Application", "Employee Login to Community", "EmployeeLoginToCommunity", "Self-Service", "OtherApi"] {
		count(_messages) == 1 with input as _snapshot([{"type": type}])
	}
}

test_flags_the_types_of_the_operator if {
	every type, findings in {"Application": 1, "Other Apex API": 0} {
		count(_messages) == findings with input as _snapshot([{"type": type}])
			with data.settings as {"least_privilege/salesforce_login_by_password": {"types": ["application"]}}
	}
}

test_allows_logins_by_oauth_certificate_or_single_sign_on if {
	every type in ["Remote Access 2.0", "Oauth2", "Certificate-based login", "SAML Idp Initiated SSO", "Lightning Login"] {
		_messages == set() with input as _snapshot([{"type": type}])
	}
}

test_allows_attempts_that_failed_and_people if {
	every changes in [{"status": "Invalid Password"}, {"user": "ann@acme.com"}] {
		_messages == set() with input as _snapshot([changes])
	}
}

test_allows_snapshot_without_salesforce if _messages == set() with input as {"taken_at": "2026-11-02T09:00:00Z"}

_login := {"user": "clay@acme.com", "source_ip": "52.7.81.233", "count": 1, "last": "2026-10-01T08:00:00Z"}

_untyped := {"salesforce": {"integration_users": ["clay@acme.com"], "logins": [_login]}}

_snapshot(list) := {"salesforce": {
	"integration_users": ["clay@acme.com"],
	"logins": [object.union(object.union(_login, {"type": "Other Apex API"}), changes) | some changes in list],
}}

_messages contains finding.message if some finding in rule.findings
