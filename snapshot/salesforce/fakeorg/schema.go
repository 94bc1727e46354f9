package fakeorg

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// column is one field of an object.
type column struct {
	name     string
	kind     string   // string, id, reference, picklist, boolean, int, double, datetime, textarea, complexvalue
	targets  []string // objects that a reference points to
	since    int      // API version that brought it
	noFilter bool     // may be selected but not filtered
}

// relation is the name by which a path follows a reference: ProfileId is followed as Profile.
func (c *column) relation() string {
	if len(c.targets) == 0 {
		return ""
	}
	name, ok := strings.CutSuffix(c.name, "Id")
	if !ok {
		return ""
	}
	return name
}

// object is one queryable object.
type object struct {
	name    string
	prefix  string
	apis    string   // of R (REST), T (Tooling), B (Bulk)
	needs   []string // permissions of which the running user needs one; none: everybody
	mode    string   // what happens without: hidden (INVALID_TYPE), own (own rows), else empty
	columns []*column

	business bool // its records are shared, or not
}

func (o *object) column(name string) *column {
	for _, c := range o.columns {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

// schemaText is the catalogue: a line at the margin starts an object (name, key prefix, APIs,
// permission needed, what happens without it), the lines below list columns as
// Name[:type][>Target|Target][@since][!], where ! marks one that cannot be filtered. Every object
// has an Id. Permission columns are added where the catalogue says *.
const schemaText = `
PermissionSet 0PS RTB ViewSetup|AssignPermissionSets|ManageProfilesPermissionsets|ManageSessionPermissionSets hidden
  Name Label Description:textarea! Type:picklist IsCustom:boolean@45 IsOwnedByProfile:boolean ProfileId>Profile
  PermissionSetGroupId>PermissionSetGroup@45 LicenseId>PermissionSetLicense|UserLicense NamespacePrefix
  HasActivationRequired:boolean@29 PsgCount:int@57 CreatedDate:datetime CreatedById>User LastModifiedDate:datetime
  LastModifiedById>User SystemModstamp:datetime *
PermissionSetAssignment 0Pa RB ViewSetup|AssignPermissionSets|ManageUsers empty
  AssigneeId>User PermissionSetId>PermissionSet PermissionSetGroupId>PermissionSetGroup@45 ExpirationDate:datetime@52
  IsActive:boolean@52 SystemModstamp:datetime
PermissionSetGroup 0PG RTB ViewSetup hidden
  DeveloperName MasterLabel Description:textarea! Status:picklist HasActivationRequired:boolean@53 NamespacePrefix Language
  CreatedDate:datetime LastModifiedDate:datetime SystemModstamp:datetime
PermissionSetGroupComponent 0PC RB ViewSetup hidden
  PermissionSetGroupId>PermissionSetGroup PermissionSetId>PermissionSet|MutingPermissionSet SystemModstamp:datetime
MutingPermissionSet 0QM RTB ViewSetup hidden
  DeveloperName MasterLabel Description:textarea! NamespacePrefix Language CreatedDate:datetime LastModifiedDate:datetime *
ObjectPermissions 110 RB ViewSetup empty
  ParentId>PermissionSet|MutingPermissionSet SobjectType:picklist PermissionsRead:boolean PermissionsCreate:boolean
  PermissionsEdit:boolean PermissionsDelete:boolean PermissionsViewAllRecords:boolean PermissionsModifyAllRecords:boolean
  PermissionsViewAllFields:boolean@63 SystemModstamp:datetime
FieldPermissions 01k RB ViewSetup empty
  ParentId>PermissionSet|MutingPermissionSet SobjectType:picklist Field:picklist PermissionsRead:boolean PermissionsEdit:boolean
  SystemModstamp:datetime
SetupEntityAccess 0J0 RB ViewSetup empty
  ParentId>PermissionSet SetupEntityId:reference SetupEntityType:picklist KeyPrefix SystemModstamp:datetime
CustomPermission 0CP RT ViewSetup hidden
  DeveloperName MasterLabel NamespacePrefix Description:textarea!
ApexClass 01p RTB ViewSetup|AuthorApex hidden
  Name NamespacePrefix ApiVersion:double Status:picklist
ApexPage 066 RTB ViewSetup|CustomizeApplication hidden
  Name NamespacePrefix MasterLabel
TabSet 02u T ViewSetup hidden
  DeveloperName
AppDefinition 06m RT
  DurableId DeveloperName NamespacePrefix Label
AppMenuItem 0DS RB
  ApplicationId:reference Type:picklist Name Label NamespacePrefix IsUsingAdminAuthorization:boolean IsAccessible:boolean IsVisible:boolean
FlowDefinition 300 T ViewSetup hidden
  DeveloperName NamespacePrefix MasterLabel
FlowDefinitionView 300 RB ViewSetup hidden
  DurableId ApiName Label NamespacePrefix
ExternalDataSource 0XC RTB ViewSetup hidden
  DeveloperName MasterLabel NamespacePrefix
CustomObject 01I T ViewSetup hidden
  DeveloperName NamespacePrefix
Profile 00e RTB ViewSetup empty
  Name UserType:picklist UserLicenseId>UserLicense Description:textarea! CreatedDate:datetime LastModifiedDate:datetime
  FullName:string! Metadata:complexvalue! *
UserLicense 100 RB ViewSetup hidden
  Name MasterLabel LicenseDefinitionKey TotalLicenses:int UsedLicenses:int Status:picklist
User 005 RTB
  Username Name FirstName LastName Email Alias IsActive:boolean UserType:picklist ProfileId>Profile UserRoleId>UserRole
  LastLoginDate:datetime CreatedDate:datetime LastPasswordChangeDate:datetime SystemModstamp:datetime FederationIdentifier
UserLogin 0Yw RB ManageUsers hidden
  UserId>User IsFrozen:boolean IsPasswordLocked:boolean LastModifiedDate:datetime
PermissionSetLicense 0PL RB ViewSetup hidden
  DeveloperName MasterLabel PermissionSetLicenseKey TotalLicenses:int UsedLicenses:int Status:picklist ExpirationDate:datetime
PermissionSetLicenseAssign 2LA RB ViewSetup|ManageUsers empty
  AssigneeId>User PermissionSetLicenseId>PermissionSetLicense SystemModstamp:datetime
UserRole 00E RB ViewRoles|ManageRoles hidden
  DeveloperName Name ParentRoleId>UserRole PortalType:picklist
Group 00G RTB ViewSetup empty
  Name DeveloperName Type:picklist RelatedId>UserRole|User DoesIncludeBosses:boolean Email
GroupMember 011 RB ViewSetup empty
  GroupId>Group UserOrGroupId>User|Group SystemModstamp:datetime
EntityDefinition 000 RT ViewSetup|CustomizeApplication empty
  DurableId QualifiedApiName DeveloperName MasterLabel Label KeyPrefix NamespacePrefix InternalSharingModel:picklist
  ExternalSharingModel:picklist IsCustomizable:boolean IsCustomSetting:boolean IsQueryable:boolean IsFlsEnabled:boolean
FieldDefinition 00F RT ViewSetup|CustomizeApplication empty
  DurableId EntityDefinitionId>EntityDefinition QualifiedApiName DeveloperName Label DataType IsNillable:boolean IsCalculated:boolean
OauthToken 0CQ RB
  UserId>User AppName AppMenuItemId>AppMenuItem UseCount:int LastUsedDate:datetime CreatedDate:datetime
  AccessToken! RequestToken! DeleteToken!
LoginHistory 0Ya RB ManageUsers|MonitorLoginHistory own
  UserId>User LoginTime:datetime LoginType:picklist SourceIp LoginUrl! Application! Browser! Platform! Status! ApiType! ApiVersion!
  AuthMethodReference! ClientVersion!
SecurityHealthCheck 000 T ViewHealthCheck|ManageHealthCheck hidden
  DurableId Score:string CustomBaselineId:string TotalRisks:int HighRiskIssues:int
SecuritySettings 0ST T ViewSetup|CustomizeApplication hidden
  FullName! Metadata:complexvalue!
Organization 00D RB
  Name InstanceName IsSandbox:boolean TrialExpirationDate:datetime NamespacePrefix OrganizationType:picklist
  PrimaryContact LanguageLocaleKey TimeZoneSidKey CreatedDate:datetime
ConnectedApplication 0H4 RTB ViewSetup|CustomizeApplication|ManageRemoteAccess hidden
  Name OptionsAllowAdminApprovedUsersOnly:boolean OptionsHasSessionLevelPolicy:boolean OptionsRefreshTokenValidityMetric:boolean
  OptionsIsInternal:boolean RefreshTokenValidityPeriod:int SessionTimeout:int ExecutionUserId>User CreatedDate:datetime
ExternalClientApplication 0xI RB ViewSetup|CustomizeApplication hidden
  MasterLabel DeveloperName DistributionState:picklist
ExtlClntAppOauthPlcyCnfg 0xO R ViewSetup|CustomizeApplication hidden
  ExternalClientApplicationId>ExternalClientApplication PermittedUsersPolicyType:picklist
UserPermissionAccess 0UP R
  LastCacheUpdate:datetime *
ScratchOrgInfo 2SR -
`

// parseSchema reads the catalogue. permissions are the permission columns the org has.
func parseSchema(permissions []string) map[string]*object {
	schema := map[string]*object{}
	var o *object
	for line := range strings.Lines(schemaText) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case line[0] != ' ':
			o = &object{name: words[0], prefix: words[1], apis: words[2], columns: []*column{{name: "Id", kind: "id"}}}
			if len(words) > 3 {
				o.needs, o.mode = strings.Split(words[3], "|"), words[4]
			}
			schema[strings.ToLower(o.name)] = o
		default:
			for _, word := range words {
				if word != "*" {
					o.columns = append(o.columns, parseColumn(word))
					continue
				}
				for _, name := range permissions {
					o.columns = append(o.columns, &column{name: "Permissions" + name, kind: "boolean"})
				}
			}
		}
	}
	return schema
}

func parseColumn(word string) *column {
	c := &column{kind: "string"}
	word, c.noFilter = strings.CutSuffix(word, "!")
	if before, version, ok := strings.Cut(word, "@"); ok {
		word = before
		c.since, _ = strconv.Atoi(version) // a number: schemaText is ours, and a test reads it
	}
	if before, targets, ok := strings.Cut(word, ">"); ok {
		word, c.kind, c.targets = before, "reference", strings.Split(targets, "|")
	}
	if before, kind, ok := strings.Cut(word, ":"); ok {
		word, c.kind = before, kind
	}
	c.name = word
	return c
}

// knownPermissions are permission columns of an ordinary org, without the word Permissions. A real
// org has over four hundred: Options.Columns makes the list what a test wants.
const knownPermissions = `ActivitiesAccess ActivateContract ActivateOrder AllowViewKnowledge ApexRestServices ApiEnabled ApiUserOnly
AssignPermissionSets AuthorApex BulkApiHardDelete BypassMFAForUiLogins CanApproveUninstalledApps CanInsertFeedSystemFields
ChatterInternalUser ConvertLeads CreateAuditFields CreateCustomizeReports CustomizeApplication DataExport DebugApex
DelegatedTwoFactor EditEvent EditReadonlyFields EditTask EmailMass EmailSingle ExportReport ExternalClientAppAdmin FreezeUsers
IdentityEnabled ImportCustomObjects ImportLeads InstallPackaging LightningConsoleAllowedForUser LightningExperienceUser
ManageAuthProviders ManageCases ManageCertificates ManageCustomPermissions ManageDynamicDashboards ManageHealthCheck ManageInteraction
ManageInternalUsers ManageIpAddresses ManageLoginAccessPolicies ManageNamedCredentials ManageNetworks ManagePasswordPolicies
ManageProfilesPermissionsets ManageRemoteAccess ManageReportsInPubFolders ManageRoles ManageSandboxes ManageSessionPermissionSets
ManageSharing ManageTwoFactor ManageUsers MassInlineEdit ModifyAllData ModifyDataClassification ModifyMetadata MonitorLoginHistory
NewReportBuilder PasswordNeverExpires QueryAllFiles ResetPasswords RunFlow RunReports ScheduleReports SendExternalEmailAvailable
TransferAnyCase TransferAnyEntity TransferAnyLead UseAnyApiClient ViewAllActivities ViewAllCustomSettings ViewAllData
ViewAllFieldsGlobal ViewAllProfiles ViewAllUsers ViewClientSecret ViewDeveloperName ViewEncryptedData ViewEventLogFiles
ViewHealthCheck ViewHelpLink ViewRoles ViewSetup ViewUserPII`

// permissionColumns are the known permissions and those that the given lists name, sorted.
func permissionColumns(more ...[]string) []string {
	set := map[string]bool{}
	for _, list := range append(more, strings.Fields(knownPermissions)) {
		for _, name := range list {
			set[name] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}
