package salesforce

import (
	"maps"
	"slices"
	"strings"
)

// permissionSet writes the one set that holds all the policy approves, and returns its name.
// From API 40 on a deployment overwrites a set whole, so the set is complete: what the policy
// does not name is taken away by not being there.
func (g *generator) permissionSet(w *Wanted) string {
	name := w.setName()
	set := branch("PermissionSet",
		leaf("description", "What "+w.User+" may reach, as its policy says. Written by leastwise generate: change the policy, not this file."),
		flag("hasActivationRequired", false),
		leaf("label", g.setLabel(name)),
	)
	for _, object := range slices.Sorted(maps.Keys(w.Objects)) {
		if flags := w.Flags(object); len(flags) > 0 {
			set.children = append(set.children, objectNode(object, flags))
		}
	}
	for _, object := range slices.Sorted(maps.Keys(w.Fields)) {
		for _, field := range slices.Sorted(maps.Keys(w.Fields[object])) {
			if access := g.grantable(w, object, field); access != "" {
				set.children = append(set.children, fieldNode(object, field, access))
			}
		}
	}
	for _, permission := range sortedSet(slices.Clone(w.Permissions)) {
		set.children = append(set.children, permissionNode(permission, true))
	}
	set.children = append(set.children, g.setup(w)...)
	g.setHolders(w, name)
	g.put(w, "permissionsets/"+name+".permissionset-meta.xml", "PermissionSet", name, set.sorted())
	return name
}

// setName is the first set that the policy names, or one named for the user.
func (w *Wanted) setName() string {
	if len(w.Sets) > 0 {
		return w.Sets[0]
	}
	return componentName(w.User) + "_Least_Privilege"
}

// componentName makes an API name of what stands before the @ of a username.
func componentName(username string) string {
	local, _, _ := strings.Cut(username, "@")
	words := strings.FieldsFunc(local, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", r)
	})
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	name := strings.Join(words, "_")
	if !apiName.MatchString(name) {
		name = "User_" + name
	}
	return strings.TrimSuffix(name[:min(len(name), 50)], "_")
}

// setLabel keeps the label that the org's set has: apps name sets by their label.
func (g *generator) setLabel(name string) string {
	for _, set := range g.org.PermissionSets {
		if set.Kind == KindSet && strings.EqualFold(set.Name, name) && printableName(set.Label) {
			return set.Label
		}
	}
	return strings.ReplaceAll(name, "_", " ")
}

// setHolders warns where others hold the set, and says of further sets that they are not needed.
func (g *generator) setHolders(w *Wanted, name string) {
	for _, a := range g.org.Assignments {
		if strings.EqualFold(a.Set, name) && a.User != strings.ToLower(w.User) {
			g.warn("The permission set %s is also assigned to %s: deploying it changes what that user can do. Assign another set there first.", quoted(name), quoted(a.User))
		}
	}
	for _, group := range g.org.Groups {
		if slices.ContainsFunc(group.Sets, func(set string) bool { return strings.EqualFold(set, name) }) {
			g.warn("The permission set %s is part of the group %s: deploying it changes what everybody with the group can do.", quoted(name), quoted(group.Name))
		}
	}
	if len(w.Sets) > 1 {
		g.note("The policy of %s names %d permission sets: %s was written and holds everything, the others are not needed.", quoted(w.User), len(w.Sets), quoted(name))
	}
}

// grantable is what of a wanted field can be granted by field security: nothing of a field
// that it cannot hide, for which a deployment fails, and only reading of a field that is
// computed.
func (g *generator) grantable(w *Wanted, object, field string) string {
	access := w.Fields[object][field]
	if field == "*" {
		return "" // View All Fields is a flag of the object
	}
	known := g.findObject(object)
	if unhidable(object, field, known) {
		verb := "read"
		if access == "rw" && !slices.Contains(w.Flags(object), "edit") {
			verb = "read, and edited only with edit on the object"
		} else if access == "rw" {
			verb = "read and edited"
		}
		g.note("%s is not written: field security does not cover it, and with the object it can be %s.", quoted(object+"."+field), verb)
		return ""
	}
	if access != "rw" {
		return access
	}
	if known != nil {
		for _, f := range known.Fields {
			computed := f.Type == "AutoNumber" || f.Type == "Summary" || f.Formula != nil && *f.Formula
			if strings.EqualFold(f.Name, field) && computed {
				g.note("%s is granted for reading alone: its value is computed.", quoted(object+"."+field))
				return "r"
			}
		}
	}
	if flags := w.Flags(object); !slices.Contains(flags, "edit") && !slices.Contains(flags, "create") {
		g.note("%s is approved for editing, which means nothing until objects approves create or edit on %s.", quoted(object+"."+field), quoted(object))
	}
	return access
}

// unhidable tells a field that field security does not cover. known is nil where the org's
// evidence does not have the object.
func unhidable(object, field string, known *Object) bool {
	if field == "Name" && (object == "Contract" || object == "Order") {
		return false // the two standard objects whose Name is an optional text
	}
	if slices.Contains(standardRequired(object), field) {
		return true
	}
	return slices.ContainsFunc(alwaysFields(object, known), func(f alwaysField) bool { return strings.EqualFold(f.name, field) })
}

// standardRequired are the fields of standard objects that Salesforce itself requires or that
// are parts of a name: no retrieved permission set holds one, and deploying one fails.
func standardRequired(object string) []string {
	switch object {
	case "Contact":
		return []string{"Salutation", "FirstName", "MiddleName", "LastName", "Suffix"}
	case "Lead":
		return []string{"Salutation", "FirstName", "MiddleName", "LastName", "Suffix", "Company", "Status", "IsConverted"}
	case "Opportunity":
		return []string{"StageName", "CloseDate", "ForecastCategory", "ForecastCategoryName", "IsClosed", "IsWon"}
	case "Case":
		return []string{"CaseNumber", "Status", "IsClosed"}
	case "Task":
		return []string{"Subject", "Status", "Priority"}
	case "Event":
		return []string{"Subject", "StartDateTime", "EndDateTime", "ActivityDateTime", "DurationInMinutes"}
	}
	return nil
}

// setup is every setup entity the policy names, in the elements of a permission set.
func (g *generator) setup(w *Wanted) []node {
	var nodes []node
	for _, kind := range slices.Sorted(maps.Keys(w.Setup)) {
		names := sortedSet(slices.Clone(w.Setup[kind]))
		tag := setupTag(kind)
		if tag == "" || tooNew(kind) {
			how := "is not written: open it in Setup"
			if slices.Contains(AppKinds(), kind) {
				how = "a permission set cannot open: the policy of the app itself does"
			}
			g.note("The policy of %s names %s under setup.%s, which %s.", quoted(w.User), quoted(strings.Join(names, ", ")), kind, how)
			continue
		}
		for _, name := range names {
			nodes = append(nodes, setupNode(tag, name, true))
		}
	}
	return nodes
}

// setupTag is the element that opens a kind of setup entity, "" where none does.
func setupTag(kind string) string {
	for _, tag := range setupElements() {
		if of, _, _ := setupElement(tag); of == kind {
			return tag
		}
	}
	return ""
}

// tooNew tells the kinds whose elements the API version that is written does not have.
func tooNew(kind string) bool { return kind == "agent" || kind == "service_presence_status" }

// The elements of the grants, with their children in the order of the schema.

func setupNode(tag, name string, on bool) node {
	_, nameTag, flagTag := setupElement(tag)
	return branch(tag, leaf(nameTag, name), flag(flagTag, on)).sorted()
}

func permissionNode(name string, on bool) node {
	return branch("userPermissions", flag("enabled", on), leaf("name", name))
}

func fieldNode(object, field, access string) node {
	return branch("fieldPermissions", flag("editable", access == "rw"), leaf("field", object+"."+field), flag("readable", access != ""))
}

func objectNode(object string, flags []string) node {
	n := branch("objectPermissions", leaf("object", object))
	for i, tag := range flagElements() {
		n.children = append(n.children, flag(tag, slices.Contains(flags, Flags[i])))
	}
	return n.sorted()
}
