# METADATA
# title: Waiver is approved by the person it is about, under another name
# description: |
#   Somebody has more names than one: an alias on the roster, an address that a match rule gives them,
#   a user in Salesforce whose email it is. Who approves a waiver under one of them and is its subject
#   under another accepts their own risk as if it were somebody else's. The same name in both places
#   is the matter of waiver_self_approved.
# related_resources:
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [roster.people, salesforce.users]
#   remediation: |
#     Have somebody else judge the finding who answers for the system, and name them as approved_by of the
#     waiver in leastwise.yaml; or delete the waiver and fix the finding.
#   controls:
#     soc2: [CC1.3, CC3.4]
#     iso27001: [A.5.3, A.5.36]
#     nist800-53: [AC-5, CA-5]
package rules.evidence.waiver_alias_approved

import future.keywords.not

import data.lib.person
import data.lib.text
import data.lib.waiver

# METADATA
# description: every waiver about another name of its approver
findings contains finding if {
	some id, waivers in waiver.holding
	pairs := text.series(sort({$"{held.approved_by}, who is {name}" |
		some held in waivers
		some name in _names_approver(held)
	}))

	finding := {
		"subject": {"kind": "policy.waiver", "id": id},
		"message": $"the waiver of {id} is approved by {pairs}, whom it is about",
	}
}

_names_approver(held) := {name |
	approver := lower(trim_space(held.approved_by))
	not waiver.about(held, approver)
	some name in _names(approver)
	waiver.about(held, name)
}

# Every name of whom a name belongs to: the addresses of the person, and their users.
_names(name) := addresses | {username |
	some address in addresses
	some username in _usernames[address]
} if {
	own := {name} | object.get(_emails, name, set())
	addresses := union({person.addresses(one) | some one in own})
}

_usernames := {email: usernames |
	some email in {lower(user.email) | some user in input.salesforce.users}
	usernames := {user.username | some user in input.salesforce.users; lower(user.email) == email}
}

_emails := {username: emails |
	some username in {user.username | some user in input.salesforce.users}
	emails := {lower(user.email) | some user in input.salesforce.users; user.username == username}
}
