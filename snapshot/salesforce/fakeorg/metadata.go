package fakeorg

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// component is one component of the Metadata API: the elements of its record.
type component struct {
	name   string // fullName
	folder string
	suffix string
	body   string
}

// escapeName spells a name as metadata does: what a file name cannot hold is percent-encoded.
func escapeName(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if strings.IndexByte(`!"#$%&'()*+,/:;<=>?@[\]^{|}~`+"`", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// unescapeName undoes escapeName.
func unescapeName(name string) string {
	if plain, err := url.PathUnescape(name); err == nil {
		return plain
	}
	return name
}

// components are the components of a type, nil and false for a type that the org does not have.
func (s *Server) components(kind string) ([]component, bool) {
	var list []component
	put := func(name, folder, suffix, body string) { list = append(list, component{name, folder, suffix, body}) }
	o := s.model
	switch kind {
	case "Profile", "PermissionSet", "MutingPermissionSet":
		want := map[string]string{"Profile": salesforce.KindProfile, "PermissionSet": salesforce.KindSet, "MutingPermissionSet": salesforce.KindMuting}[kind]
		for i := range o.PermissionSets {
			if set := &o.PermissionSets[i]; set.Kind == want {
				put(escapeName(set.Name), strings.ToLower(kind)+"s", strings.ToLower(kind), setXML(set))
			}
		}
	case "PermissionSetGroup":
		for _, g := range o.Groups {
			put(g.Name, "permissionsetgroups", "permissionsetgroup", tag("hasActivationRequired", g.SessionActivation)+tag("label", g.Label)+
				tags("mutingPermissionSets", g.MutingSets)+tags("permissionSets", g.Sets)+tag("status", g.Status))
		}
	case "SharingRules":
		rules := map[string][]salesforce.SharingRule{}
		for _, rule := range o.SharingRules {
			rules[rule.Object] = append(rules[rule.Object], rule)
		}
		for _, object := range slices.Sorted(maps.Keys(rules)) {
			put(object, "sharingRules", "sharingRules", sharingXML(rules[object]))
		}
	case "Settings", "ConnectedAppSettings", "SecuritySettings": // one type lists them, and each is read by its own
		if kind != "SecuritySettings" {
			put("ConnectedApp", "settings", "settings", tag("enableAdminApprovedAppsOnly", o.Settings.APIAccessControl))
		}
		if kind != "ConnectedAppSettings" {
			put("Security", "settings", "settings", securityXML(o.Settings))
		}
	case "ConnectedApp", "ExternalClientApplication", "ExtlClntAppOauthConfigurablePolicies", "ExtlClntAppOauthSettings", "ExtlClntAppGlobalOauthSettings":
		for _, app := range o.Apps {
			if (kind == "ConnectedApp") == (app.Kind == "connected_app") {
				name, folder, suffix, body := appXML(kind, app)
				put(name, folder, suffix, body)
			}
		}
	case "CustomObject":
		known := map[string]salesforce.Object{}
		for _, object := range o.Objects {
			known[object.Name] = object
		}
		for _, name := range slices.Sorted(maps.Keys(s.fields)) {
			put(name, "objects", "object", objectXML(known[name]))
		}
	case "Role":
		for _, role := range o.Roles {
			put(role.Name, "roles", "role", tag("name", role.Label)+tag("parentRole", role.Parent))
		}
	case "Group", "Queue":
		for _, g := range o.PublicGroups {
			if strings.Contains(g.Location.File, ".queue") == (kind == "Queue") {
				put(g.Name, strings.ToLower(kind)+"s", strings.ToLower(kind), tag("doesIncludeBosses", g.Bosses)+tag("name", g.Name))
			}
		}
	default:
		return nil, false
	}
	return list, true
}
