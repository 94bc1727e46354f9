# METADATA
# title: Integration user holds a forbidden permission
# description: |
#   These permissions void everything else that is granted with care: they read or change every
#   record, change the org's configuration, or let the holder grant themselves more. They are
#   judged on effective access (profile, permission sets and groups, less what is muted), and no
#   policy can approve them: accepting one takes a waiver. One that the policy does not name is
#   reported by salesforce_permission_not_approved as well, whose verdict would lie without it.
# related_resources:
#   - description: "Clay: creating a restricted Salesforce user"
#     ref: https://university.clay.com/docs/creating-a-restricted-salesforce-user
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: critical
#   needs: [salesforce.access]
#   on_partial: judge
#   remediation: |
#     In Setup open the permission set or profile the finding names, then System Permissions, and
#     clear the permission. In metadata remove its userPermissions entry and deploy: from API 40
#     on, a permission set loses what its file leaves out. A profile wants enabled set to false.
#   params:
#     forbidden:
#       description: Permissions that no integration user may hold, by API name
#       default:
#         - ViewAllData
#         - ModifyAllData
#         - CustomizeApplication
#         - AssignPermissionSets
#         - AuthorApex
#         - BulkApiHardDelete
#         - BypassMFAForUiLogins
#         - CanApproveUninstalledApps
#         - CanDoActAsUser
#         - CodeBuilderUser
#         - DebugApex
#         - DelegatedTwoFactor
#         - DeleteEventMonitoringData
#         - DeleteFieldHistory
#         - ExternalClientAppAdmin
#         - ImportCustomObjects
#         - InstallPackaging
#         - ManageAuthProviders
#         - ManageCertificates
#         - ManageDevSandboxes
#         - ManageEncryptionKeys
#         - ManageExternalConnections
#         - ManageInteraction
#         - ManageInternalUsers
#         - ManageIpAddresses
#         - ManageLoginAccessPolicies
#         - ManageNamedCredentials
#         - ManagePasswordPolicies
#         - ManageProfilesPermissionsets
#         - ManageRemoteAccess
#         - ManageRoles
#         - ManageSandboxes
#         - ManageSharing
#         - ManageTwoFactor
#         - ManageUsers
#         - ModifyMetadata
#         - Packaging2
#         - Packaging2Delete
#         - Packaging2PromoteVersion
#         - ResetPasswords
#         - UseAnyApiClient
#         - ViewAllFieldsGlobal
#         - ViewClientSecret
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.15, A.8.2]
#     nist800-53: [AC-6, AC-6(1), AC-6(5)]
#     cis-v8: ["5.4", "6.8"]
#     sbs: [SBS-ACS-003, SBS-ACS-004, SBS-ACS-006, SBS-ACS-008]
#     salesforce-restricted-user: ["6"]
package rules.least_privilege.salesforce_forbidden_permission

import data.lib.params
import data.lib.salesforce

# METADATA
# description: every forbidden permission that an integration user holds
findings contains finding if {
	some access in input.salesforce.access
	some permission in access.permissions
	permission.name in _params.forbidden
	roads := salesforce.through(permission.via)

	finding := {
		"subject": {"kind": "salesforce.permission", "id": $"{access.user}/{permission.name}"},
		"message": $"{access.user} holds the forbidden permission {permission.name}, {roads}",
	}
}

_params := params.of(rego.metadata.chain())
