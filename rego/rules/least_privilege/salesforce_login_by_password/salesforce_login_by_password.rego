# METADATA
# title: Integration user logs in with its password
# description: |
#   Whoever logs in with a username and a password holds a key to the whole user: no scopes, no app that
#   admits it or is blocked, nothing to revoke but the password. Of programs the login history calls it
#   Other Apex API or Partner Product (SOAP login, which Salesforce retires with Summer '27); Application
#   is somebody at the login page, where an integration has no business, and others are the pages of
#   sites and portals. A login whose type nobody exported is a finding too; attempts that failed are
#   left out.
# related_resources:
#   - description: "Salesforce: the SOAP login() call is retired"
#     ref: https://help.salesforce.com/s/articleView?id=005132110
#   - description: "Salesforce: LoginHistory"
#     ref: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_loginhistory.htm
# custom:
#   severity: high
#   needs: [salesforce.logins]
#   on_partial: judge
#   remediation: |
#     Find the program or the person by Application and Source IP in Setup > Login History. Connect the
#     program by OAuth as a user of its own, give the person one, and change the password of the
#     integration user; Api Only User keeps it off the login page. In an export include the column
#     Login Type.
#   params:
#     types:
#       description: Login types that mean a username and a password, by label or API name
#       default:
#         - Application
#         - Chatter Communities External User
#         - ChatterCommunityPortalUnPwd
#         - Customer Service Portal
#         - Employee Login to Community
#         - IeOfflineClient
#         - Networks Portal API Only
#         - Offline Client
#         - Other Apex API
#         - OtherApi
#         - Partner
#         - Partner Portal
#         - Partner Product
#         - Portal
#         - PrmPortal
#         - SelfService
#   controls:
#     soc2: [CC6.1, CC7.2]
#     iso27001: [A.5.17, A.8.5]
#     nist800-53: [AU-6, IA-2, IA-5]
#     cis-v8: ["6.8", "8.11"]
#     sbs: [SBS-OAUTH-001]
#     salesforce-restricted-user: ["9"]
package rules.least_privilege.salesforce_login_by_password

import future.keywords.not

import data.lib.params
import data.lib.salesforce
import data.lib.text

# METADATA
# description: every address from which an integration user logged in with a password, or nobody knows how
findings contains finding if {
	some [user, place] in _places
	logins := [login |
		some login in _logins
		[login.user, login.source_ip] == [user, place]
	]
	ways := text.series(sort({_way(login) | some login in logins}))
	times := sum([login.count | some login in logins])
	last := substring(max({login.last | some login in logins}), 0, 10)

	finding := {
		"subject": {"kind": "salesforce.login", "id": $"{user}/{place}"},
		"message": $"{user} logged in {times} times {ways} from {place}, last on {last}",
	}
}

_places contains [login.user, login.source_ip] if some login in _logins

_logins contains login if {
	some login in input.salesforce.logins
	login.user in input.salesforce.integration_users
	salesforce.succeeded(login)
	_way(login)
}

_way(login) := $"by {login.type}" if _plain(login.type) in {_plain(type) | some type in _params.types}

_way(login) := "in a way that nobody recorded" if not login.type

# An export has the label or the API name: Self-Service, SelfService.
_plain(type) := replace(replace(lower(type), " ", ""), "-", "")

_params := params.of(rego.metadata.chain())
