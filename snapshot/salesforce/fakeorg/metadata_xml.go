package fakeorg

import (
	"encoding/xml"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// tag writes an element; "" and nil write none.
func tag(name string, value any) string {
	text := ""
	switch v := value.(type) {
	case string:
		text = v
	case bool:
		text = strconv.FormatBool(v)
	case *bool:
		if v != nil {
			text = strconv.FormatBool(*v)
		}
	}
	if text == "" {
		return ""
	}
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return ""
	}
	return "<" + name + ">" + b.String() + "</" + name + ">"
}

func tags(name string, values []string) string {
	var b strings.Builder
	for _, value := range values {
		b.WriteString(tag(name, value))
	}
	return b.String()
}

func group(name string, children ...string) string {
	return "<" + name + ">" + strings.Join(children, "") + "</" + name + ">"
}

// setXML writes a permission set, a profile or a muting set in the order of the WSDL's names.
func setXML(set *salesforce.PermissionSet) string {
	var b strings.Builder
	for _, kind := range []struct{ setup, element, name, flag string }{
		{"app", "applicationVisibilities", "application", "visible"}, {"apex_class", "classAccesses", "apexClass", "enabled"},
		{"custom_metadata_type", "customMetadataTypeAccesses", "name", "enabled"}, {"custom_permission", "customPermissions", "name", "enabled"},
		{"custom_setting", "customSettingAccesses", "name", "enabled"},
		{"external_credential", "externalCredentialPrincipalAccesses", "externalCredentialPrincipal", "enabled"},
		{"external_data_source", "externalDataSourceAccesses", "externalDataSource", "enabled"}, {"flow", "flowAccesses", "flow", "enabled"},
		{"apex_page", "pageAccesses", "apexPage", "enabled"},
	} {
		for _, name := range set.Setup[kind.setup] {
			b.WriteString(group(kind.element, tag(kind.name, name), tag(kind.flag, true)))
		}
	}
	if set.Kind == salesforce.KindProfile {
		b.WriteString(tag("custom", set.Custom))
	}
	for _, object := range slices.Sorted(maps.Keys(set.Fields)) {
		for _, field := range slices.Sorted(maps.Keys(set.Fields[object])) {
			access := set.Fields[object][field]
			read, edit := true, access == "rw"
			if set.Kind == salesforce.KindMuting {
				read, edit = access != "w", true
			}
			b.WriteString(group("fieldPermissions", tag("editable", edit), tag("field", object+"."+field), tag("readable", read)))
		}
	}
	if set.SessionActivation {
		b.WriteString(tag("hasActivationRequired", true))
	}
	if set.Kind != salesforce.KindProfile {
		b.WriteString(tag("label", set.Label) + tag("license", set.License))
	}
	if set.LoginHours != nil && *set.LoginHours {
		b.WriteString(group("loginHours", tag("mondayEnd", "1080"), tag("mondayStart", "480")))
	}
	for _, r := range set.LoginIPRanges {
		b.WriteString(group("loginIpRanges", tag("description", r.Description), tag("endAddress", r.End), tag("startAddress", r.Start)))
	}
	elements := []string{"allowRead", "allowCreate", "allowEdit", "allowDelete", "viewAllRecords", "modifyAllRecords", "viewAllFields"}
	for _, object := range slices.Sorted(maps.Keys(set.Objects)) {
		var flags []string
		for i, flag := range salesforce.Flags {
			flags = append(flags, tag(elements[i], slices.Contains(set.Objects[object], flag)))
		}
		b.WriteString(group("objectPermissions", append(flags, tag("object", object))...))
	}
	if set.Kind == salesforce.KindProfile {
		b.WriteString(tag("userLicense", set.License))
	}
	for _, name := range set.Permissions {
		b.WriteString(group("userPermissions", tag("enabled", true), tag("name", name)))
	}
	return b.String()
}

// profileMetadata is the Metadata column of a profile in the Tooling API.
func profileMetadata(set *salesforce.PermissionSet, license string) jsonObject {
	ranges, permissions := []any{}, []any{}
	for _, r := range set.LoginIPRanges {
		ranges = append(ranges, jsonOf("description", orNil(r.Description), "endAddress", r.End, "startAddress", r.Start))
	}
	for _, name := range set.Permissions {
		permissions = append(permissions, jsonOf("enabled", true, "name", name))
	}
	var hours any
	if set.LoginHours != nil && *set.LoginHours {
		hours = jsonOf("mondayEnd", "1080", "mondayStart", "480", "tuesdayEnd", nil, "tuesdayStart", nil)
	}
	return jsonOf("applicationVisibilities", []any{}, "custom", set.Custom != nil && *set.Custom, "description", nil, "fullName", nil,
		"loginHours", hours, "loginIpRanges", ranges, "urls", nil, "userLicense", license, "userPermissions", permissions)
}

func sharingXML(rules []salesforce.SharingRule) string {
	var b strings.Builder
	for _, rule := range rules {
		body := tag("fullName", rule.Name) + tag("accessLevel", rule.Access)
		if with := tag("caseAccessLevel", rule.CaseAccess) + tag("contactAccessLevel", rule.ContactAccess) +
			tag("opportunityAccessLevel", rule.OpportunityAccess); with != "" {
			body += group("accountSettings", with)
		}
		body += tag("label", rule.Name) + principalsXML("sharedTo", rule.SharedTo)
		body += tag("booleanFilter", rule.Filter)
		for _, item := range rule.Criteria {
			value := tag("value", item.Value)
			if field, ok := strings.CutPrefix(item.Value, "field "); ok {
				value = tag("valueField", field)
			}
			body += group("criteriaItems", tag("field", item.Field), tag("operation", item.Operation), value)
		}
		if len(rule.SharedFrom) > 0 {
			body += principalsXML("sharedFrom", rule.SharedFrom)
		}
		body += tag("includeRecordsOwnedByAll", rule.AllOwned)
		b.WriteString(group("sharing"+strings.ToUpper(rule.Kind[:1])+rule.Kind[1:]+"Rules", body))
	}
	return b.String()
}

func principalsXML(name string, list []salesforce.Principal) string {
	var b strings.Builder
	for _, p := range list {
		if p.Name == "" {
			b.WriteString("<" + p.Kind + "></" + p.Kind + ">")
		} else {
			b.WriteString(tag(p.Kind, p.Name))
		}
	}
	return group(name, b.String())
}

func securityXML(s salesforce.Settings) string {
	var ranges []string
	for _, r := range s.NetworkAccess {
		ranges = append(ranges, group("ipRanges", tag("description", r.Description), tag("end", r.End), tag("start", r.Start)))
	}
	return group("networkAccess", ranges...) + group("sessionSettings",
		tag("enforceIpRangesEveryRequest", s.EnforceIPEveryRequest), tag("lockSessionsToIp", s.LockSessionsToIP))
}

func objectXML(o salesforce.Object) string {
	var b strings.Builder
	b.WriteString(tag("externalSharingModel", o.ExternalSharing))
	for _, field := range o.Fields {
		if field.Name == "Name" {
			b.WriteString(group("nameField", tag("label", "Name"), tag("type", field.Type)))
			continue
		}
		formula := ""
		if field.Formula != nil && *field.Formula {
			formula = tag("formula", "1")
		}
		b.WriteString(group("fields", tag("fullName", field.Name), formula, tag("referenceTo", field.ReferenceTo), tag("required", field.Required), tag("type", field.Type)))
	}
	return b.String() + tag("sharingModel", o.SharingModel)
}

// appXML writes an app, or the part of an external client app that the type holds.
func appXML(kind string, a salesforce.App) (name, folder, suffix, body string) {
	part := tag("externalClientApplication", a.Name) + tag("label", a.Label)
	switch kind {
	case "ConnectedApp":
		var ranges, scopes strings.Builder
		for _, r := range a.TrustedIPs {
			ranges.WriteString(group("ipRanges", tag("description", r.Description), tag("end", r.End), tag("start", r.Start)))
		}
		for _, scope := range a.Scopes {
			scopes.WriteString(tag("scopes", scope))
		}
		policy := ""
		if a.IPRelaxation != "" || a.RefreshToken != "" {
			policy = group("oauthPolicy", tag("ipRelaxation", strings.ToUpper(a.IPRelaxation)), tag("refreshTokenPolicy", a.RefreshToken))
		}
		return a.Name, "connectedApps", "connectedApp", tag("contactEmail", "apps@example.com") + ranges.String() + tag("label", a.Label) + group("oauthConfig",
			tag("callbackUrl", "https://example.com/callback"), tag("consumerKey", Canary+"consumer-key"), tag("consumerSecret", Canary+"consumer-secret"),
			tag("isAdminApproved", a.AdminApproved), tag("isPkceRequired", a.PKCE), tag("isRefreshTokenRotationEnabled", a.Rotation),
			tag("oauthClientCredentialUser", a.RunAs), scopes.String()) + policy + tags("permissionSetName", a.PermissionSets) + tags("profileName", a.Profiles)
	case "ExternalClientApplication":
		return a.Name, "externalClientApps", "eca", tag("distributionState", "Local") + tag("label", a.Label)
	case "ExtlClntAppOauthConfigurablePolicies":
		policy, period := "AllSelfAuthorized", ""
		if a.AdminApproved != nil && *a.AdminApproved {
			policy = "AdminApprovedPreAuthorized"
		}
		if a.RefreshDays != nil {
			period = tag("refreshTokenValidityPeriod", strconv.FormatInt(*a.RefreshDays, 10)) + tag("refreshTokenValidityUnit", "Days")
		}
		return a.Name + "_plcy", "extlClntAppOauthPolicies", "ecaOauthPlcy", tag("clientCredentialsFlowUser", a.RunAs) +
			tag("commaSeparatedPermissionSet", strings.Join(a.PermissionSets, ",")) + tag("commaSeparatedProfile", strings.Join(a.Profiles, ",")) + part +
			tag("ipRelaxationPolicyType", camel(a.IPRelaxation)) + tag("permittedUsersPolicyType", policy) +
			tag("refreshTokenPolicyType", camel(a.RefreshToken)) + period
	case "ExtlClntAppOauthSettings":
		var ranges strings.Builder
		for _, r := range a.TrustedIPs {
			ranges.WriteString(group("trustedIpRanges", tag("description", r.Description), tag("endAddress", r.End), tag("startAddress", r.Start)))
		}
		return a.Name + "_oauth", "extlClntAppOauthSettings", "ecaOauth", tag("commaSeparatedOauthScopes", strings.Join(a.Scopes, ", ")) + part + ranges.String()
	}
	return a.Name + "_glbloauth", "extlClntAppGlobalOauthSets", "ecaGlblOauth", tag("consumerKey", Canary+"eca-consumer-key") + part +
		tag("isPkceRequired", a.PKCE) + tag("isRefreshTokenRotationEnabled", a.Rotation)
}

// camel turns specific_lifetime into SpecificLifetime.
func camel(s string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(s, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}
