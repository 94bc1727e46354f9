package salesforce

import (
	"net/url"
	"slices"
	"strings"
)

// The queries of a reading, in one place: Live runs them and Plan lists them. Those that
// select described columns are built by selectFrom.
const (
	soqlOrganization = "SELECT Id, Name, IsSandbox FROM Organization"
	soqlUsers        = "SELECT Id, Username, Email, Name, IsActive, UserType, ProfileId, Profile.Name, Profile.UserLicense.Name, " +
		"UserRoleId, LastLoginDate, CreatedDate FROM User"
	soqlUserLogin  = "SELECT Id, UserId, IsFrozen FROM UserLogin"
	soqlLicenses   = "SELECT Id, AssigneeId, PermissionSetLicense.DeveloperName FROM PermissionSetLicenseAssign"
	soqlProfiles   = "SELECT Id, Name, UserLicense.Name FROM Profile"
	soqlProfile    = "SELECT Id, Name, FullName, Metadata FROM Profile WHERE Id = '<profile>'" // Metadata, FullName: one row per query
	soqlComponents = "SELECT Id, PermissionSetGroupId, PermissionSetId FROM PermissionSetGroupComponent"
	soqlFields     = "SELECT Id, ParentId, SobjectType, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions"
	soqlSetup      = "SELECT Id, ParentId, SetupEntityId, SetupEntityType FROM SetupEntityAccess"
	soqlRoles      = "SELECT Id, DeveloperName, Name, ParentRoleId FROM UserRole"
	soqlGroups     = "SELECT Id, Name, DeveloperName, Type, RelatedId, DoesIncludeBosses FROM Group"
	soqlMembers    = "SELECT Id, GroupId, UserOrGroupId FROM GroupMember"
	soqlEntities   = "SELECT DurableId, QualifiedApiName, InternalSharingModel, ExternalSharingModel, IsCustomizable FROM EntityDefinition"
	soqlTokenCount = "SELECT COUNT() FROM OauthToken"
	soqlTokens     = "SELECT Id, UserId, User.Username, AppName, UseCount, LastUsedDate, CreatedDate FROM OauthToken" // never the columns that hold tokens
	soqlLogins     = "SELECT Id, UserId, LoginTime, LoginType, SourceIp, Application, Status FROM LoginHistory"
	soqlHealth     = "SELECT Score FROM SecurityHealthCheck"
	soqlOwned      = "SELECT COUNT() FROM <object> WHERE OwnerId = '<user>'"
	soqlApps       = "SELECT Id, Name, OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication"
)

// Columns that an org may lack; a describe tells.
var (
	setColumns = []string{
		"Id", "Name", "Label", "Type", "IsCustom", "IsOwnedByProfile", "ProfileId", "Profile.Name", "PermissionSetGroupId",
		"LicenseId", "License.Name", "NamespacePrefix", "HasActivationRequired",
	}
	mutingColumns     = []string{"Id", "DeveloperName", "MasterLabel", "NamespacePrefix"}
	groupColumns      = []string{"Id", "DeveloperName", "MasterLabel", "Status", "HasActivationRequired", "NamespacePrefix"}
	assignmentColumns = []string{
		"Id", "AssigneeId", "PermissionSetId", "PermissionSetGroupId", "ExpirationDate", "IsActive", "IsRevoked",
	}
	objectColumns = []string{ // in the order of Flags behind the third
		"Id", "ParentId", "SobjectType", "PermissionsRead", "PermissionsCreate", "PermissionsEdit", "PermissionsDelete",
		"PermissionsViewAllRecords", "PermissionsModifyAllRecords", "PermissionsViewAllFields",
	}
)

// setupName is how the name of a kind of setup entity is asked for.
type setupName struct {
	kind, soql, id, name string
	tooling              bool
}

// setupNames are the documented types of SetupEntityAccess, by their name there. Of one without a
// query no column joins with the entity, or none is documented: such an entity stands under its id.
func setupNames() map[string]setupName {
	return map[string]setupName{
		"ApexClass":            {"apex_class", "SELECT Id, Name, NamespacePrefix FROM ApexClass", "Id", "Name", false},
		"ApexPage":             {"apex_page", "SELECT Id, Name, NamespacePrefix FROM ApexPage", "Id", "Name", false},
		"CustomPermission":     {"custom_permission", "SELECT Id, DeveloperName, NamespacePrefix FROM CustomPermission", "Id", "DeveloperName", false},
		"TabSet":               {"app", "SELECT ApplicationId, Name, NamespacePrefix FROM AppMenuItem", "ApplicationId", "Name", false},
		"ConnectedApplication": {"connected_app", "SELECT Id, Name FROM ConnectedApplication", "Id", "Name", false},
		"CustomEntityDefinition": {
			"custom_metadata_type", "SELECT DurableId, QualifiedApiName FROM EntityDefinition", "DurableId", "QualifiedApiName", false,
		},
		"FlowDefinition":     {"flow", "SELECT DurableId, ApiName FROM FlowDefinitionView", "DurableId", "ApiName", false},
		"ExternalDataSource": {"external_data_source", "SELECT Id, DeveloperName, NamespacePrefix FROM ExternalDataSource", "Id", "DeveloperName", false},
		"ExternalClientApplication": {
			"external_client_app", "SELECT Id, DeveloperName FROM ExternalClientApplication", "Id", "DeveloperName", false,
		},
		"BotDefinition":               {"agent", "SELECT Id, DeveloperName FROM BotDefinition", "Id", "DeveloperName", false},
		"MessagingChannel":            {"messaging_channel", "SELECT Id, DeveloperName FROM MessagingChannel", "Id", "DeveloperName", false},
		"OrgWideEmailAddress":         {"org_wide_email_address", "SELECT Id, Address FROM OrgWideEmailAddress", "Id", "Address", false},
		"ServicePresenceStatus":       {"service_presence_status", "SELECT Id, DeveloperName FROM ServicePresenceStatus", "Id", "DeveloperName", false},
		"NamedCredential":             {kind: "external_credential"},
		"ExternalCredential":          {kind: "external_credential"},
		"ExternalCredentialPrincipal": {kind: "external_credential"},
		"ExternalCredentialParameter": {kind: "external_credential"},
		"EmailRoutingAddress":         {kind: "email_routing_address"},
		"ServiceProvider":             {kind: "service_provider"},
		"StandardInvocableActionType": {kind: "standard_invocable_action"},
	}
}

// selectFrom is a query of the wanted columns that the describe has, and the wanted that it
// has not. A column of a related record, as in Profile.Name, is there with its id.
func selectFrom(object string, fields []fieldInfo, wanted []string) (soql string, absent []string) {
	var have []string
	for _, column := range wanted {
		name := column
		if relation, _, ok := strings.Cut(column, "."); ok {
			name = relation + "Id"
		}
		if slices.ContainsFunc(fields, func(f fieldInfo) bool { return strings.EqualFold(f.Name, name) }) {
			have = append(have, column)
		} else {
			absent = append(absent, column)
		}
	}
	return "SELECT " + strings.Join(have, ", ") + " FROM " + object, absent
}

// maxSelect bounds the encoded length of one query. Salesforce refuses a request line and
// headers of some 16 KB, and an org may have over four hundred permission columns.
const maxSelect = 6000

// permissionColumns are the columns of user permissions that a describe has.
func permissionColumns(fields []fieldInfo) []string {
	var columns []string
	for _, f := range fields {
		if strings.HasPrefix(f.Name, "Permissions") && f.Type == "boolean" {
			columns = append(columns, f.Name)
		}
	}
	return sortedSet(columns)
}

// splitColumns cuts columns into lists whose query stays short enough.
func splitColumns(columns []string) [][]string {
	var lists [][]string
	length := maxSelect
	for _, column := range columns {
		cost := len(url.QueryEscape(", " + column))
		if length+cost > maxSelect {
			lists, length = append(lists, nil), 0
		}
		lists[len(lists)-1] = append(lists[len(lists)-1], column)
		length += cost
	}
	return lists
}
