# METADATA
# title: Integration user holds a permission meant for people
# description: |
#   Reports, imports, mass edits and mail are how people work. An integration that reads and writes
#   records through the API needs none of them, and each opens one more way to data or out of the org.
#   Judged on effective access; naming one in system_permissions of the user's policy approves it.
#   Importing from a report takes Run Reports: say so in the policy.
# related_resources:
#   - description: "Salesforce: what integration users may do"
#     ref: https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.access]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names, then System Permissions, and
#     clear the permission; in metadata remove its userPermissions entry. If the integration imports
#     from reports, name RunReports in system_permissions of the user's policy.
#   params:
#     broad:
#       description: Permissions that only an explicit policy lets an integration user hold, by API name
#       default:
#         - RunReports
#         - AccessContentBuilder
#         - ActivateContract
#         - ActivateOrder
#         - ConvertLeads
#         - CreateCustomizeFilters
#         - CreateCustomizeReports
#         - DeleteActivatedContract
#         - EditPublicDocuments
#         - EmailSingle
#         - IdentityEnabled
#         - ImportLeads
#         - ImportPersonal
#         - ManageCases
#         - ManageLeads
#         - ManageQuotas
#         - MassInlineEdit
#         - NewReportBuilder
#         - RunFlow
#         - ScheduleReports
#         - SendExternalEmailAvailable
#         - ViewDeveloperName
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["6.8"]
#     sbs: [SBS-ACS-008]
#     salesforce-restricted-user: ["6"]
package rules.least_privilege.salesforce_broad_permission

import future.keywords.not

import data.lib.params
import data.lib.salesforce

# METADATA
# description: every such permission that an integration user holds and its policy does not name
findings contains finding if {
	some access in input.salesforce.access
	some permission in access.permissions
	permission.name in _params.broad
	not permission.name in salesforce.approved(access.user).system_permissions
	roads := salesforce.through(permission.via)

	finding := {
		"subject": {"kind": "salesforce.permission", "id": $"{access.user}/{permission.name}"},
		"message": $"{access.user} holds the needless permission {permission.name}, {roads}",
	}
}

_params := params.of(rego.metadata.chain())
