# METADATA
# title: Integration user holds a risky permission
# description: |
#   One step below the forbidden permissions: these see people, secrets or files beyond the objects
#   that are granted, edit what is read-only, or export in bulk. Judged on effective access. Naming
#   one in system_permissions of the user's policy approves it; the critical ones of
#   salesforce_forbidden_permission nothing approves.
# related_resources:
#   - description: "Salesforce: what integration users may do"
#     ref: https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: high
#   needs: [salesforce.access]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names, then System Permissions, and
#     clear the permission; in metadata remove its userPermissions entry. If the integration cannot
#     work without it, name it in system_permissions of the user's policy.
#   params:
#     risky:
#       description: Permissions that only an explicit policy lets an integration user hold, by API name
#       default:
#         - EditReadonlyFields
#         - ActivateSystemModeFlows
#         - ApexRestServices
#         - CanInsertFeedSystemFields
#         - CreateAuditFields
#         - DataExport
#         - EmailAdministration
#         - EmailMass
#         - ExportReport
#         - FreezeUsers
#         - ManageChatterMessages
#         - ManageCustomPermissions
#         - ManageDataspaceScope
#         - ManageDynamicDashboards
#         - ManageHealthCheck
#         - ManageNetworks
#         - ManagePackageLicenses
#         - ManageReportsInPubFolders
#         - ManageSubscriptions
#         - ManageUnlistedGroups
#         - ModifyDataClassification
#         - MonitorLoginHistory
#         - PasswordNeverExpires
#         - PrivacyDataAccess
#         - QueryAllFiles
#         - QueryNonVetoedFiles
#         - RecordVisibilityAPI
#         - TransferAnyCase
#         - TransferAnyEntity
#         - TransferAnyLead
#         - ViewAllActivities
#         - ViewAllCustomSettings
#         - ViewAllProfiles
#         - ViewAllUsers
#         - ViewEncryptedData
#         - ViewEventLogFiles
#         - ViewHealthCheck
#         - ViewRoles
#         - ViewSetup
#         - ViewUserPII
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.3]
#     nist800-53: [AC-3, AC-6]
#     cis-v8: ["6.8"]
#     sbs: [SBS-ACS-008]
#     salesforce-restricted-user: ["6"]
package rules.least_privilege.salesforce_risky_permission

import future.keywords.not

import data.lib.params
import data.lib.salesforce

# METADATA
# description: every such permission that an integration user holds and its policy does not name
findings contains finding if {
	some access in input.salesforce.access
	some permission in access.permissions
	permission.name in _params.risky
	not permission.name in salesforce.approved(access.user).system_permissions
	roads := salesforce.through(permission.via)

	finding := {
		"subject": {"kind": "salesforce.permission", "id": $"{access.user}/{permission.name}"},
		"message": $"{access.user} holds the risky permission {permission.name}, {roads}",
	}
}

_params := params.of(rego.metadata.chain())
