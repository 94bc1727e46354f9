package salesforce

import (
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readSet reads a permission set, a profile or a muting set: three roots, one family of
// elements. What opens nothing (tabs, layouts, record types) is passed over.
func readSet(file, name, kind string, data []byte) (PermissionSet, error) {
	set := PermissionSet{
		Name: name, Kind: kind, Permissions: []string{}, Objects: map[string][]string{},
		Fields: map[string]map[string]string{}, Setup: map[string][]string{}, Lines: map[string]int{},
	}
	root := map[string]string{KindSet: "PermissionSet", KindProfile: "Profile", KindMuting: "MutingPermissionSet"}[kind]
	limited := false
	line, err := parse(file, data, root, setShape(kind), func(e *element) {
		switch e.name {
		case "label":
			set.Label = e.text
		case "license", "userLicense":
			set.License = e.text
		case "custom":
			custom := e.is()
			set.Custom = &custom
		case "hasActivationRequired":
			set.SessionActivation = e.is()
		case "userPermissions":
			set.addPermission(e)
		case "objectPermissions":
			set.addObject(e)
		case "fieldPermissions":
			set.addField(e)
		case "loginIpRanges":
			set.LoginIPRanges = append(set.LoginIPRanges, e.ipRange("startAddress", "endAddress"))
		case "loginHours":
			limited = len(e.children) > 0
		default:
			set.addSetup(e)
		}
	})
	if err != nil {
		return PermissionSet{}, err
	}
	if kind == KindProfile {
		set.LoginHours = &limited
	}
	set.Location = evidence.Location{File: file, Line: line}
	set.sort()
	return set, nil
}

// setShape names the elements that readSet looks at.
func setShape(kind string) shape {
	s := shape{"label": false, "userPermissions": true, "objectPermissions": true, "fieldPermissions": true}
	for _, name := range setupElements() {
		s[name] = true
	}
	if kind == KindProfile {
		s["userLicense"], s["custom"], s["loginIpRanges"], s["loginHours"] = false, false, true, false
	} else {
		s["license"], s["hasActivationRequired"] = false, false
	}
	return s
}

// setupElements are the elements that open setup entities.
func setupElements() []string {
	return []string{
		"classAccesses", "pageAccesses", "applicationVisibilities", "customMetadataTypeAccesses", "customPermissions",
		"customSettingAccesses", "externalCredentialPrincipalAccesses", "externalDataSourceAccesses", "flowAccesses",
		"agentAccesses", "emailRoutingAddressAccesses", "servicePresenceStatusAccesses",
	}
}

// setupElement says which kind of setup entity an element opens, and the children that name
// it and switch it on.
func setupElement(name string) (kind, nameTag, flagTag string) {
	switch name {
	case "classAccesses":
		return "apex_class", "apexClass", "enabled"
	case "pageAccesses":
		return "apex_page", "apexPage", "enabled"
	case "applicationVisibilities":
		return "app", "application", "visible"
	case "customMetadataTypeAccesses":
		return "custom_metadata_type", "name", "enabled"
	case "customPermissions":
		return "custom_permission", "name", "enabled"
	case "customSettingAccesses":
		return "custom_setting", "name", "enabled"
	case "externalCredentialPrincipalAccesses":
		return "external_credential", "externalCredentialPrincipal", "enabled"
	case "externalDataSourceAccesses":
		return "external_data_source", "externalDataSource", "enabled"
	case "agentAccesses":
		return "agent", "agentName", "enabled"
	case "emailRoutingAddressAccesses":
		return "email_routing_address", "name", "enabled"
	case "servicePresenceStatusAccesses":
		return "service_presence_status", "servicePresenceStatus", "enabled"
	}
	return "flow", "flow", "enabled"
}

// flagElements are the elements of the object permissions, in the order of Flags.
func flagElements() []string {
	return []string{"allowRead", "allowCreate", "allowEdit", "allowDelete", "viewAllRecords", "modifyAllRecords", "viewAllFields"}
}

func (s *PermissionSet) addPermission(e *element) {
	name := e.need("name")
	if !e.needFlag("enabled") {
		return
	}
	s.Permissions = append(s.Permissions, name)
	s.mark(GrantKey("permission", name), e.line)
}

func (s *PermissionSet) addObject(e *element) {
	object := e.need("object")
	flags := s.Objects[object]
	for i, tag := range flagElements() {
		if e.on(tag) {
			flags = append(flags, Flags[i])
		}
	}
	if len(flags) == 0 {
		return
	}
	s.Objects[object] = inOrder(flags)
	s.mark(GrantKey("object", object), e.line)
}

func (s *PermissionSet) addField(e *element) {
	object, field, ok := strings.Cut(e.need("field"), ".")
	if !ok || object == "" || field == "" {
		e.fail("field", "wants Object.Field, not %s", evidence.Quote(e.str("field")))
		return
	}
	readable, editable := e.on("readable"), e.on("editable")
	if hidden := e.flag("hidden"); hidden != nil && e.child("readable") == nil {
		readable = !*hidden // files of API 22 and older say it the other way round
	}
	if !readable && !editable {
		return
	}
	access := "r"
	switch {
	case s.Kind == KindMuting && !readable:
		access = "w"
	case s.Kind != KindMuting && editable:
		access = "rw" // edit is nothing without read
	}
	s.setField(object, field, access)
	s.mark(GrantKey("field", object+"."+field), e.line)
}

// setField keeps the wider of what is there and access: "rw" over "r", and in a muting set
// "r", which takes both away, over "w".
func (s *PermissionSet) setField(object, field, access string) {
	fields := s.Fields[object]
	if fields == nil {
		fields = map[string]string{}
		s.Fields[object] = fields
	}
	if fields[field] == "" || access == "rw" || s.Kind == KindMuting && access == "r" {
		fields[field] = access
	}
}

func (s *PermissionSet) addSetup(e *element) {
	kind, nameTag, flagTag := setupElement(e.name)
	name := e.need(nameTag)
	if !e.needFlag(flagTag) {
		return
	}
	s.Setup[kind] = append(s.Setup[kind], name)
	s.mark(GrantKey("setup", kind+":"+name), e.line)
}

// mark keeps the first line of a grant.
func (s *PermissionSet) mark(key string, line int) {
	if _, ok := s.Lines[key]; !ok {
		s.Lines[key] = line
	}
}

func (s *PermissionSet) sort() {
	s.Permissions = sortedSet(s.Permissions)
	for _, kind := range slices.Sorted(maps.Keys(s.Setup)) {
		s.Setup[kind] = sortedSet(s.Setup[kind])
	}
}

// sortedSet sorts and drops what stands twice.
func sortedSet(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// inOrder returns flags once each in the order of Flags.
func inOrder(flags []string) []string {
	ordered := []string{}
	for _, flag := range Flags {
		if slices.Contains(flags, flag) {
			ordered = append(ordered, flag)
		}
	}
	return ordered
}

// readGroup reads a permission set group.
func readGroup(file, name string, data []byte) (Group, error) {
	group := Group{Name: name, Sets: []string{}}
	wanted := shape{"label": false, "status": false, "hasActivationRequired": false, "permissionSets": true, "mutingPermissionSets": true}
	line, err := parse(file, data, "PermissionSetGroup", wanted, func(e *element) {
		switch e.name {
		case "label":
			group.Label = e.text
		case "status":
			group.Status = e.text
		case "hasActivationRequired":
			group.SessionActivation = e.is()
		default:
			if e.text == "" {
				e.fail("", "is empty: name the set")
			}
			if e.name == "permissionSets" {
				group.Sets = append(group.Sets, e.text)
			} else {
				group.MutingSets = append(group.MutingSets, e.text)
			}
		}
	})
	group.Sets, group.MutingSets = sortedSet(group.Sets), sortedSet(group.MutingSets)
	group.Location = evidence.Location{File: file, Line: line}
	return group, err
}
