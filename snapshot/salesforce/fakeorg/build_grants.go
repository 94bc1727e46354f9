package fakeorg

import (
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// containers makes the permission sets, those that profiles own, and the muting sets.
func (b *builder) containers() {
	for i := range b.org.PermissionSets {
		set := &b.org.PermissionSets[i]
		ns, name := namespace(set.Name)
		switch set.Kind {
		case salesforce.KindMuting:
			r := row{"DeveloperName": name, "MasterLabel": set.Label, "NamespacePrefix": ns, "Language": "en_US"}
			b.grant(r, "MutingPermissionSet", set.Name, set)
		case salesforce.KindProfile:
			b.owned(set)
		default:
			r := row{
				"Name": name, "Label": set.Label, "Type": "Regular", "IsCustom": ns == nil, "IsOwnedByProfile": false, "NamespacePrefix": ns,
				"HasActivationRequired": set.SessionActivation, "LicenseId": b.licenseOf(set), "PsgCount": int64(0),
			}
			if set.SessionActivation {
				r["Type"] = "Session"
			}
			b.grant(r, "PermissionSet", "set "+set.Name, set)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.missingProfiles())) { // profiles that only a user names
		b.owned(&salesforce.PermissionSet{Name: name, Kind: salesforce.KindProfile})
	}
}

func (b *builder) missingProfiles() map[string]bool {
	missing := map[string]bool{}
	for _, u := range b.org.Users {
		profile := u.Profile
		if profile == "" {
			profile = "Standard"
		}
		if b.id("PermissionSet", "profile "+b.id("Profile", profile)) == "" {
			missing[profile] = true
		}
	}
	return missing
}

// owned makes the permission set that a profile owns. Its name and label say nothing.
func (b *builder) owned(set *salesforce.PermissionSet) {
	profile := b.id("Profile", set.Name)
	if b.id("PermissionSet", "profile "+profile) != "" {
		return
	}
	r := row{
		"Name": "X" + profile[:15], "Label": profile[:15], "Type": "Profile", "IsCustom": set.Custom != nil && *set.Custom, "IsOwnedByProfile": true,
		"ProfileId": profile, "HasActivationRequired": false, "LicenseId": b.rowByID("Profile", profile)["UserLicenseId"], "PsgCount": int64(0),
	}
	b.grant(r, "PermissionSet", "profile "+profile, set)
}

func (b *builder) rowByID(object, id string) row {
	for _, r := range b.rows[object] {
		if r["Id"] == id {
			return r
		}
	}
	return row{}
}

// licenseOf finds the licence of a permission set among both kinds of licence.
func (b *builder) licenseOf(set *salesforce.PermissionSet) any {
	if set.License == "" {
		return nil
	}
	if set.License == "Salesforce API Integration" || b.id("PermissionSetLicense", set.License) != "" {
		return b.setLicense(set.License)
	}
	return b.license(set.License)
}

// grant adds a container and all that it grants, or mutes.
func (b *builder) grant(r row, object, key string, set *salesforce.PermissionSet) {
	for _, name := range set.Permissions {
		r["Permissions"+name] = true
	}
	parent := b.add(object, key, r)
	columns := []string{"Read", "Create", "Edit", "Delete", "ViewAllRecords", "ModifyAllRecords", "ViewAllFields"}
	for _, name := range slices.Sorted(maps.Keys(set.Objects)) {
		flags := row{"ParentId": parent, "SobjectType": name}
		for i, flag := range salesforce.Flags {
			flags["Permissions"+columns[i]] = slices.Contains(set.Objects[name], flag)
		}
		b.add("ObjectPermissions", parent+name, flags)
	}
	for _, name := range b.objectsWithFields(set) {
		for _, field := range b.fieldsOf(set, name) {
			access := set.Fields[name][field]
			read, edit := true, access == "rw"
			if set.Kind == salesforce.KindMuting { // inverted: "r" mutes both, "w" edit alone
				read, edit = access != "w", true
			}
			b.add("FieldPermissions", parent+name+field, row{
				"ParentId": parent, "SobjectType": name, "Field": name + "." + field, "PermissionsRead": read, "PermissionsEdit": edit,
			})
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(set.Setup)) {
		for _, name := range set.Setup[kind] {
			entity, id := b.setupEntity(kind, name)
			b.add("SetupEntityAccess", parent+kind+name, row{"ParentId": parent, "SetupEntityId": id, "SetupEntityType": entity, "KeyPrefix": id[:3]})
		}
	}
}

func (b *builder) objectsWithFields(set *salesforce.PermissionSet) []string {
	names := maps.Clone(set.Fields)
	if names == nil {
		names = map[string]map[string]string{}
	}
	for object, flags := range set.Objects {
		if slices.Contains(flags, "view_all_fields") && names[object] == nil {
			names[object] = nil
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// fieldsOf are the fields of an object that a container has a record for. With View All Fields
// the org answers with a readable record for every field.
func (b *builder) fieldsOf(set *salesforce.PermissionSet, object string) []string {
	fields := map[string]bool{}
	for field := range set.Fields[object] {
		fields[field] = true
	}
	if slices.Contains(set.Objects[object], "view_all_fields") && set.Kind != salesforce.KindMuting {
		for name, field := range b.fields[object] {
			if field.Permissionable == nil || *field.Permissionable {
				fields[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(fields))
}

// setupEntity finds or makes what a container opens: its type and its id.
func (b *builder) setupEntity(kind, name string) (string, string) {
	ns, short := namespace(name)
	switch kind {
	case "apex_class":
		return "ApexClass", b.once("ApexClass", name, row{"Name": short, "NamespacePrefix": ns, "Status": "Active"})
	case "apex_page":
		return "ApexPage", b.once("ApexPage", name, row{"Name": short, "NamespacePrefix": ns, "MasterLabel": short})
	case "custom_permission":
		return "CustomPermission", b.once("CustomPermission", name, row{"DeveloperName": short, "MasterLabel": short, "NamespacePrefix": ns})
	case "flow":
		id := b.once("FlowDefinition", name, row{"DeveloperName": short, "NamespacePrefix": ns, "MasterLabel": short})
		b.once("FlowDefinitionView", name, row{"Id": id, "DurableId": id, "ApiName": name, "Label": short, "NamespacePrefix": ns})
		return "FlowDefinition", id
	case "external_data_source":
		return "ExternalDataSource", b.once("ExternalDataSource", name, row{"DeveloperName": short, "MasterLabel": short, "NamespacePrefix": ns})
	case "custom_metadata_type", "custom_setting":
		b.knowObject(name)
		return "CustomEntityDefinition", b.customObject(name)
	case "external_client_app":
		if app := b.appNamed(kind, name); app != nil {
			return "ExternalClientApplication", b.app(app)
		}
		return "ExternalClientApplication", b.once("ExternalClientApplication", name, row{"DeveloperName": name})
	case "connected_app":
		if app := b.appNamed(kind, name); app != nil {
			return "ConnectedApplication", b.app(app)
		}
		return "ConnectedApplication", b.once("ConnectedApplication", name, row{"Name": name})
	case "external_credential":
		return "ExternalCredentialParameter", newID("0pr", len(b.rows["SetupEntityAccess"])+1)
	}
	id := b.once("TabSet", name, row{"DeveloperName": short})
	b.once("AppDefinition", name, row{"DurableId": id, "DeveloperName": short, "NamespacePrefix": ns, "Label": short})
	b.once("AppMenuItem", "TabSet "+name, row{
		"ApplicationId": id, "Type": "TabSet", "Name": short, "Label": short, "NamespacePrefix": ns, "IsVisible": true, "IsAccessible": true,
	})
	return "TabSet", id
}

func (b *builder) once(object, key string, r row) string {
	if id := b.id(object, key); id != "" {
		return id
	}
	return b.add(object, key, r)
}

func (b *builder) customObject(name string) string {
	ns, short := namespace(strings.TrimSuffix(strings.TrimSuffix(name, "__c"), "__mdt"))
	return b.once("CustomObject", name, row{"DeveloperName": short, "NamespacePrefix": ns})
}
