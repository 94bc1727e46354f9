package fakeorg

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// systemFields are on every object, and field security cannot hide them.
func systemFields() []salesforce.Field {
	return []salesforce.Field{
		{Name: "Id", Type: "id"}, {Name: "IsDeleted", Type: "boolean"}, {Name: "CreatedDate", Type: "datetime"}, {Name: "CreatedById", Type: "reference"},
		{Name: "LastModifiedDate", Type: "datetime"}, {Name: "LastModifiedById", Type: "reference"}, {Name: "SystemModstamp", Type: "datetime"},
		{Name: "OwnerId", Type: "reference"}, {Name: "Name", Type: "string"},
	}
}

// accountFields are the further ones of Account, from a recorded describe.
const accountFields = `MasterRecordId RecordTypeId PhotoUrl LastActivityDate LastViewedDate LastReferencedDate IsPartner IsCustomerPortal
ChannelProgramName ChannelProgramLevelName JigsawCompanyId`

// describeObjects collects every object and field that the org's metadata speaks of.
func (b *builder) describeObjects() {
	for _, o := range b.org.Objects {
		b.knowObject(o.Name)
		for _, field := range o.Fields {
			b.fields[o.Name][field.Name] = field
		}
	}
	for _, set := range b.org.PermissionSets {
		for object := range set.Objects {
			b.knowObject(object)
		}
		for object, fields := range set.Fields {
			b.knowObject(object)
			for field := range fields {
				if _, known := b.fields[object][field]; !known {
					b.fields[object][field] = salesforce.Field{Name: field, Type: "Text"}
				}
			}
		}
	}
	for _, rule := range b.org.SharingRules {
		b.knowObject(rule.Object)
	}
}

func (b *builder) knowObject(name string) {
	if b.fields[name] != nil {
		return
	}
	b.fields[name] = map[string]salesforce.Field{}
	no := false
	for _, field := range systemFields() {
		field.Permissionable = &no
		b.fields[name][field.Name] = field
	}
	if name == "Account" {
		for _, field := range strings.Fields(accountFields) {
			b.fields[name][field] = salesforce.Field{Name: field, Type: "string", Permissionable: &no}
		}
	}
}

// entities makes EntityDefinition and FieldDefinition, whose records have no id of their own.
func (b *builder) entities() {
	models := map[string]salesforce.Object{}
	for _, o := range b.org.Objects {
		models[o.Name] = o
	}
	for _, name := range slices.Sorted(maps.Keys(b.fields)) {
		durable := name
		if custom(name) {
			durable = b.customObject(name)[:15]
		}
		var ns any
		if strings.Count(name, "__") > 1 {
			ns, _ = namespace(name)
		}
		short := strings.TrimSuffix(strings.TrimSuffix(name, "__c"), "__mdt")
		b.add("EntityDefinition", name, row{
			"Id": emptyID, "DurableId": durable, "QualifiedApiName": name, "DeveloperName": short, "MasterLabel": short, "Label": short,
			"NamespacePrefix": ns, "InternalSharingModel": sharing(name, models[name].SharingModel, "ReadWrite"),
			"ExternalSharingModel": sharing(name, models[name].ExternalSharing, "Private"),
			"IsCustomizable":       true, "IsQueryable": true, "IsFlsEnabled": !strings.HasSuffix(name, "__mdt"), "IsCustomSetting": b.isSetting(name),
		})
		for _, field := range slices.Sorted(maps.Keys(b.fields[name])) {
			f := b.fields[name][field]
			b.add("FieldDefinition", name+"."+field, row{
				"Id": emptyID, "DurableId": durable + "." + field, "EntityDefinitionId": durable, "QualifiedApiName": field,
				"DeveloperName": strings.TrimSuffix(field, "__c"), "Label": field, "DataType": f.Type,
				"IsNillable": f.Required == nil || !*f.Required, "IsCalculated": f.Formula != nil && *f.Formula,
			})
		}
	}
}

// sharing is an object's model. Where the metadata gives none an org has one all the same, but for
// what is not shared at all.
func sharing(object, model, standard string) string {
	if model != "" || strings.HasSuffix(object, "__mdt") || strings.HasSuffix(object, "__e") {
		return model
	}
	return standard
}

func (b *builder) isSetting(name string) bool {
	return slices.ContainsFunc(b.org.PermissionSets, func(set salesforce.PermissionSet) bool { return slices.Contains(set.Setup["custom_setting"], name) })
}

// publicGroups makes the groups of people. Every role has groups of its own, and so has everybody.
func (b *builder) publicGroups() {
	b.add("Group", "allInternalUsers ", row{"Name": "", "DeveloperName": "AllInternalUsers", "Type": "Organization"})
	for _, role := range b.org.Roles {
		for kind, typ := range map[string]string{
			"role": "Role", "roleAndSubordinates": "RoleAndSubordinates", "roleAndSubordinatesInternal": "RoleAndSubordinatesInternal",
		} {
			b.ids["Group "+strings.ToLower(kind+" "+role.Name)] = newID("00G", 500_000+len(b.ids))
			b.add("Group", kind+" "+role.Name, row{
				"Id": b.id("Group", kind+" "+role.Name), "DeveloperName": role.Name, "Type": typ, "RelatedId": b.ref("UserRole", role.Name),
			})
		}
	}
	for _, g := range b.org.PublicGroups {
		kind := "Regular"
		if strings.Contains(g.Location.File, ".queue") {
			kind = "Queue"
		}
		b.add("Group", "group "+g.Name, row{"Name": g.Name, "DeveloperName": g.Name, "Type": kind, "DoesIncludeBosses": g.Bosses != nil && *g.Bosses})
	}
	for _, g := range b.org.PublicGroups {
		for _, member := range g.Members {
			id := b.ref("Group", member.Kind+" "+member.Name)
			if member.Kind == "user" {
				id = b.ref("User", member.Name)
			}
			if id != nil {
				b.add("GroupMember", g.Name+member.Kind+member.Name, row{"GroupId": b.id("Group", "group "+g.Name), "UserOrGroupId": id})
			}
		}
	}
}

func (b *builder) apps() {
	for i := range b.org.Apps {
		b.app(&b.org.Apps[i])
	}
}

// app makes an app once and returns the id by which sets open it.
func (b *builder) app(app *salesforce.App) string {
	label := app.Label
	if label == "" {
		label = app.Name
	}
	approved := app.AdminApproved != nil && *app.AdminApproved
	if app.Kind == "external_client_app" {
		id := b.once("ExternalClientApplication", app.Name, row{"MasterLabel": label, "DeveloperName": app.Name, "DistributionState": "Local"})
		policy := "AllSelfAuthorized"
		if approved {
			policy = "AdminApprovedPreAuthorized"
		}
		b.once("ExtlClntAppOauthPlcyCnfg", app.Name, row{"ExternalClientApplicationId": id, "PermittedUsersPolicyType": policy})
		return id
	}
	b.menuItem(app.Name, label, approved, row{
		"Name": label, "OptionsAllowAdminApprovedUsersOnly": approved, "OptionsRefreshTokenValidityMetric": app.RefreshDays != nil,
		"RefreshTokenValidityPeriod": int64Of(app.RefreshDays), "ExecutionUserId": b.ref("User", app.RunAs),
	})
	return b.id("ConnectedApplication", app.Name)
}

// appNamed is the app that sets open by a name, nil where only they know it.
func (b *builder) appNamed(kind, name string) *salesforce.App {
	i := slices.IndexFunc(b.org.Apps, func(app salesforce.App) bool {
		return app.Kind == kind && (app.Label == name && kind == "connected_app" || app.Name == name)
	})
	if i < 0 {
		return nil
	}
	return &b.org.Apps[i]
}

func int64Of(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}

// menuItem makes a connected application with its place in the app menu.
func (b *builder) menuItem(name, label string, approved bool, app row) string {
	if id := b.id("AppMenuItem", name); id != "" {
		return id
	}
	id := b.once("ConnectedApplication", name, app)
	return b.add("AppMenuItem", name, row{
		"ApplicationId": id, "Type": "ConnectedApplication", "Name": name, "Label": label, "IsUsingAdminAuthorization": approved, "IsVisible": true,
	})
}

// tokenIDs takes the ids of tokens away, which are theirs in few orgs.
func (b *builder) tokenIDs(object string, rows []row) []row {
	for _, r := range rows {
		switch {
		case object != "OauthToken" || b.opts.TokenIDs == "real":
		case b.opts.TokenIDs == "zero":
			r["Id"] = emptyID
		default:
			r["Id"] = nil
		}
	}
	return rows
}

func (b *builder) tokensAndLogins() {
	for _, t := range b.org.Tokens {
		r := row{
			"UserId": b.ref("User", t.User), "AppName": t.App, "AppMenuItemId": b.menuItem(t.App, t.App, false, row{"Name": t.App}),
			"UseCount": int64Of(t.UseCount), "CreatedDate": when(t.CreatedAt), "LastUsedDate": when(t.LastUsedAt),
			"AccessToken": Canary + "oauthtoken-access", "RequestToken": Canary + "oauthtoken-request", "DeleteToken": Canary + "oauthtoken-delete",
		}
		if len(t.ID) == 18 {
			r["Id"] = t.ID
		}
		b.add("OauthToken", t.ID, r)
	}
	for _, l := range b.org.Logins {
		first, span := l.First.Time(), l.Last.Time().Sub(l.First.Time())
		for i := range max(l.Count, 1) {
			at := first
			if l.Count > 1 {
				at = first.Add(span * time.Duration(i) / time.Duration(l.Count-1))
			}
			b.add("LoginHistory", "", row{
				"UserId": b.ref("User", l.User), "LoginTime": at, "LoginType": l.Type, "SourceIp": l.SourceIP, "Application": l.Application,
				"Status": l.Status, "LoginUrl": "login.salesforce.com", "Browser": "Unknown", "Platform": "Unknown", "ApiType": "N/A", "ApiVersion": "N/A",
			})
		}
	}
}
