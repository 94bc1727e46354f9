# METADATA
# title: Sharing rule of an integration gives too much
# description: |
#   The rule that a record_scope names gives Read, unless the policy approves edit on the object, and
#   nothing on the cases, contacts and opportunities of its accounts that the policy does not approve;
#   it is shared with the role or group of the scope and nobody else, or at least not with everybody;
#   it selects by criteria, those of the scope where it names any, or by some owners and not by all. A
#   sharing rule cannot name a user: give the integration a role or a group of its own.
# related_resources:
#   - description: "Salesforce: sharing rules share with roles, groups and territories"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingrules.htm
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
# custom:
#   severity: high
#   needs: [salesforce.sharing_rules, policy.salesforce]
#   on_partial: judge
#   remediation: |
#     In Setup > Sharing Settings edit the rule: Access Level Read Only, Private for contacts,
#     opportunities and cases, Share with the role or public group of the integration alone, and
#     criteria that select its records; in metadata accessLevel, accountSettings, sharedTo and
#     criteriaItems.
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["3.3"]
#     salesforce-restricted-user: ["7"]
package rules.least_privilege.salesforce_sharing_rule_too_wide

import future.keywords.not

import data.lib.salesforce
import data.lib.sharing
import data.lib.text

# METADATA
# description: every sharing rule of a record scope that gives more than the scope means
findings contains finding if {
	some rule in input.salesforce.sharing_rules
	problems := text.series(sort({problem |
		some user in input.salesforce.integration_users
		policy := salesforce.approved(user)
		policy.record_scope.object == rule.object
		lower(policy.record_scope.sharing_rule) == lower(rule.name)
		some problem in _problems(rule, policy)
	}))

	finding := {
		"subject": {"kind": "salesforce.sharing_rule", "id": $"{rule.object}.{rule.name}"},
		"message": $"{rule.name} on {rule.object} {problems}",
	}
}

_problems(rule, policy) := union({
	_access(rule, policy),
	_related(rule, policy),
	_audience(rule, policy.record_scope),
	_selection(rule, policy.record_scope),
})

_access(rule, policy) := {$"gives {rule.access}" |
	rule.access != "Read"
	not "edit" in policy.objects[rule.object]
}

_related(rule, policy) := {$"gives {level} on {plural}" |
	rule.object == "Account"
	some [field, name, plural] in [
		["case_access", "Case", "cases"],
		["contact_access", "Contact", "contacts"],
		["opportunity_access", "Opportunity", "opportunities"],
	]
	level := object.get(rule, field, "unknown access")
	not _is_approved(level, object.get(policy, ["objects", name], []))
}

_is_approved("None", _)

_is_approved("Read", flags) if flags[0]

_is_approved("Edit", flags) if "edit" in flags

_audience(rule, scope) := {$"is shared with {whom}" |
	some principal in rule.shared_to
	not _is_meant(principal, scope)
	whom := trim_space($"{_kind(principal)} {object.get(principal, "name", "")}")
}

default _selection(_, _) := set()

_selection(rule, _) := {"selects every record"} if sharing.selects_everything(rule)

_selection(rule, scope) := {"selects by other criteria than its scope names"} if {
	not sharing.selects_everything(rule)
	scope.criteria[0]
	not sharing.selects_by(rule, scope.criteria)
}

_is_meant(principal, scope) if [principal.kind, lower(principal.name)] == ["role", lower(scope.role)]

_is_meant(principal, scope) if [principal.kind, lower(principal.name)] == ["group", lower(scope.group)]

_is_meant(principal, scope) if {
	not scope.role
	not scope.group
	principal.kind in {"role", "group"}
}

_kind(principal) := lower(regex.replace(principal.kind, `([a-z])([A-Z])`, "$1 $2"))
