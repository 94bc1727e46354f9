package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// The org that random policies are about: what its fields are is written down here once more,
// apart from what the program knows of them.

type fieldKind int

const (
	plainField    fieldKind = iota
	coveredField            // field security cannot hide it: required, master-detail or a system field
	computedField           // may be read alone
)

var provingFields = map[string]map[string]fieldKind{
	"Account": {
		"Website": plainField, "Phone": plainField, "Region__c": plainField, "Health__c": computedField, "Number__c": computedField,
		"Name": coveredField, "Id": coveredField, "OwnerId": coveredField, "Must__c": coveredField,
	},
	"Contact":     {"Email": plainField, "Phone": plainField, "AccountId": plainField, "LastName": coveredField, "Name": coveredField},
	"Lead":        {"Email": plainField, "Title": plainField, "Company": coveredField, "Status": coveredField},
	"Opportunity": {"Amount": plainField, "StageName": coveredField, "CloseDate": coveredField},
	"Deal__c":     {"Size__c": plainField, "Parent__c": coveredField, "Total__c": computedField},
}

const provingHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// provingOrg is the metadata of that org.
func provingOrg() map[string]string {
	object := func(model, more string) string {
		return provingHead + `<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><externalSharingModel>Private</externalSharingModel>` +
			more + `<sharingModel>` + model + `</sharingModel></CustomObject>`
	}
	field := func(name, inside string) string {
		return provingHead + `<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>` + name + `</fullName>` + inside + `</CustomField>`
	}
	app := func(label, config, more string) string {
		return provingHead + `<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata"><contactEmail>a@acme.com</contactEmail><label>` + label + `</label>` +
			`<oauthConfig><callbackUrl>https://app.example</callbackUrl>` + config + `<scopes>Api</scopes></oauthConfig>` + more + `</ConnectedApp>`
	}
	return map[string]string{
		"objects/Account/Account.object-meta.xml":         object("Private", ""),
		"objects/Contact/Contact.object-meta.xml":         object("ControlledByParent", ""),
		"objects/Lead/Lead.object-meta.xml":               object("Private", ""),
		"objects/Opportunity/Opportunity.object-meta.xml": object("Private", ""),
		"objects/Deal__c/Deal__c.object-meta.xml": object("ControlledByParent",
			`<label>Deal</label><nameField><label>Deal Name</label><type>Text</type></nameField><pluralLabel>Deals</pluralLabel>`),
		"objects/Account/fields/Region__c.field-meta.xml": field("Region__c", `<length>20</length><required>false</required><type>Text</type>`),
		"objects/Account/fields/Must__c.field-meta.xml":   field("Must__c", `<length>20</length><required>true</required><type>Text</type>`),
		"objects/Account/fields/Health__c.field-meta.xml": field("Health__c", `<formula>1 + 1</formula><precision>4</precision><scale>0</scale><type>Number</type>`),
		"objects/Account/fields/Number__c.field-meta.xml": field("Number__c", `<displayFormat>A-{0000}</displayFormat><type>AutoNumber</type>`),
		"objects/Deal__c/fields/Parent__c.field-meta.xml": field("Parent__c", `<referenceTo>Account</referenceTo><relationshipName>Deals</relationshipName><type>MasterDetail</type>`),
		"objects/Deal__c/fields/Size__c.field-meta.xml":   field("Size__c", `<length>20</length><required>false</required><type>Text</type>`),
		"objects/Open__c/Open__c.object-meta.xml": object("ReadWrite", // only --org-wide closes it
			`<deploymentStatus>Deployed</deploymentStatus><label>Open</label><nameField><label>Open Name</label><type>Text</type></nameField><pluralLabel>Opens</pluralLabel>`),
		"connectedApps/Sync.connectedApp-meta.xml":       app("Sync", `<isAdminApproved>false</isAdminApproved>`, `<oauthPolicy><ipRelaxation>BYPASS</ipRelaxation><refreshTokenPolicy>infinite</refreshTokenPolicy></oauthPolicy><profileName>Admin</profileName>`),
		"connectedApps/Load.connectedApp-meta.xml":       app("Load", ``, `<startUrl>https://load.example</startUrl>`),
		"connectedApps/ns__Packed.connectedApp-meta.xml": app("Packed", ``, ``),
		"externalClientApps/Portal.eca-meta.xml": provingHead + `<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"><contactEmail>a@acme.com</contactEmail>` +
			`<distributionState>Local</distributionState><isProtected>false</isProtected><label>Portal</label></ExternalClientApplication>`,
		"extlClntAppOauthSettings/Portal_oauth.ecaOauth-meta.xml": provingHead + `<ExtlClntAppOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata"><commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>` +
			`<externalClientApplication>Portal</externalClientApplication><label>Portal_oauth</label></ExtlClntAppOauthSettings>`,
		"extlClntAppGlobalOauthSets/Portal_glbloauth.ecaGlblOauth-meta.xml": provingHead + `<ExtlClntAppGlobalOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata"><callbackUrl>https://portal.example</callbackUrl>` +
			`<externalClientApplication>Portal</externalClientApplication><isPkceRequired>true</isPkceRequired><isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled><label>Portal_glbloauth</label></ExtlClntAppGlobalOauthSettings>`,
		"objects/Deal__c/fields/Total__c.field-meta.xml": field("Total__c", `<formula>1 + 1</formula><precision>4</precision><scale>0</scale><type>Number</type>`),
	}
}

// needsFlags is what each object flag needs beside it, as Salesforce documents it.
var needsFlags = map[string][]string{
	"create": {"read"}, "edit": {"read"}, "delete": {"read", "edit"}, "view_all": {"read"}, "view_all_fields": {"read"},
	"modify_all": {"read", "edit", "delete", "view_all"},
}

func some(r *rand.Rand, items []string, odds int) []string {
	var picked []string
	for _, item := range items {
		if r.IntN(odds) == 0 {
			picked = append(picked, item)
		}
	}
	return picked
}

// randomPolicy is a policy that metadata can express; name keeps the users apart.
func randomPolicy(r *rand.Rand, name string) *rego.ApprovedUser {
	p := &rego.ApprovedUser{
		Objects: map[string][]string{}, Fields: map[string]rego.ApprovedFields{},
		SystemPermissions: append([]string{"ApiEnabled", "ApiUserOnly"}, some(r, []string{"RunReports", "ChatterInternalUser", "ViewDeveloperName", "LightningConsoleAllowedForUser"}, 3)...),
		LoginIPs:          some(r, []string{"52.7.81.233", "18.209.121.250", "10.1.2.0/24", "2001:db8::/64", "198.51.100.7/32"}, 2),
	}
	if len(p.LoginIPs) == 0 {
		p.LoginIPs = []string{"203.0.113.9"}
	}
	objects := []string{"Account", "Contact", "Lead", "Opportunity", "Deal__c"}
	for _, object := range some(r, objects, 2) {
		flags := some(r, salesforce.Flags, 3)
		for i := 0; i < len(flags); i++ { // what is added is looked at too
			for _, needed := range needsFlags[flags[i]] {
				if !slices.Contains(flags, needed) {
					flags = append(flags, needed)
				}
			}
		}
		if len(flags) == 0 {
			flags = []string{"read"}
		}
		r.Shuffle(len(flags), func(i, j int) { flags[i], flags[j] = flags[j], flags[i] })
		p.Objects[object] = flags
		var fields rego.ApprovedFields
		for _, field := range fieldsOf(object) {
			switch r.IntN(4) {
			case 0:
				fields.Read = append(fields.Read, field)
			case 1:
				fields.Edit = append(fields.Edit, field)
			}
		}
		if slices.Contains(flags, "view_all_fields") {
			fields.Read = append(fields.Read, "*")
		}
		p.Fields[object] = fields
	}
	if r.IntN(2) == 0 {
		p.Setup = map[string][]string{}
		for _, kind := range some(r, salesforce.SetupKinds, 4) {
			switch kind {
			case "agent", "messaging_channel", "org_wide_email_address", "service_presence_status", "service_provider", "standard_invocable_action":
				continue // nothing is written of these
			}
			if !slices.Contains(salesforce.AppKinds(), kind) {
				p.Setup[kind] = []string{"Thing_" + name, "Other"}
			}
		}
	}
	if r.IntN(2) == 0 && len(p.Objects["Account"]) > 0 {
		// A policy that lets the user edit what its scope selects by is a finding whatever is generated.
		if account, ok := p.Fields["Account"]; ok {
			account.Edit = slices.DeleteFunc(account.Edit, func(field string) bool { return field == "Region__c" })
			p.Fields["Account"] = account
		}
		p.RecordScope = &rego.RecordScope{
			Object: "Account", SharingRule: "Scope_" + name, Role: "Role_" + name,
			Criteria: []salesforce.Criterion{{Field: "Region__c", Operation: "equals", Value: "EMEA & <north>"}},
		}
		if r.IntN(2) == 0 {
			p.RecordScope.Role, p.RecordScope.Group = "", "Group_"+name
		}
	}
	if r.IntN(2) == 0 {
		object := "Writeback_" + name + "__c"
		p.WritebackObject = object
		p.Objects[object] = []string{"read", "create", "edit"}
		p.Fields[object] = rego.ApprovedFields{Read: []string{"Name"}, Edit: append(some(r, []string{"Account__c", "Status__c", "Note__c"}, 2), "Kind__c")}
	}
	if r.IntN(2) == 0 {
		p.PermissionSets = []string{"Set_" + name}
	}
	if r.IntN(2) == 0 {
		p.Profile = "Profile of " + name
	}
	// A policy that names no app answers for all of the org, those of others among them.
	p.Apps = append(some(r, []string{"Load", "Portal"}, 2), "Sync")
	return p
}

func fieldsOf(object string) []string {
	var names []string
	for name := range provingFields[object] {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// allows lists what a policy means, fact by fact, in the words of accessFacts. It is written
// from the documents alone and shares nothing with the generator.
func allows(p *rego.ApprovedUser) []string {
	facts := map[string]bool{}
	for _, permission := range p.SystemPermissions {
		facts["permission "+permission] = true
	}
	for object, flags := range p.Objects {
		for _, flag := range flags {
			facts["object "+object+" read"], facts["object "+object+" "+flag] = true, true
		}
	}
	for object, fields := range p.Fields {
		for use, names := range map[string][]string{"r": fields.Read, "w": fields.Edit} {
			for _, field := range names {
				kind := provingFields[object][field]
				if field == "Name" {
					kind = coveredField
				}
				if kind == coveredField {
					continue
				}
				facts["field "+object+"."+field+" r"] = true
				if use == "w" && kind == plainField {
					facts["field "+object+"."+field+" w"] = true
				}
			}
		}
	}
	for kind, names := range p.Setup {
		for _, name := range names {
			facts["setup "+kind+" "+name] = true
		}
	}
	return slices.Sorted(maps.Keys(facts))
}

// accessFacts is an effective access, fact by fact, without the fields that come with an object and
// the apps that admit the user and are approved.
func accessFacts(a salesforce.Access, apps []string) []string {
	facts := map[string]bool{}
	for _, row := range a.Permissions {
		facts["permission "+row.Name] = true
	}
	for _, row := range a.Objects {
		for _, flag := range row.Access {
			facts["object "+row.Object+" "+flag] = true
		}
	}
	for _, row := range a.Fields {
		for _, use := range row.Access {
			if !row.Always {
				facts[fmt.Sprintf("field %s.%s %c", row.Object, row.Field, use)] = true
			}
		}
	}
	for _, row := range a.Setup {
		if slices.Contains(salesforce.AppKinds(), row.Kind) && slices.Contains(apps, row.Name) {
			continue
		}
		facts["setup "+row.Kind+" "+row.Name] = true
	}
	return slices.Sorted(maps.Keys(facts))
}
