package salesforce

import (
	"maps"
	"slices"
	"strings"
)

// writeback writes the object that the integration writes to, where the org does not have it,
// and those of its fields that the policy names and the org lacks. An object that is there is
// left as it is: only its owner knows its label and its name field.
func (g *generator) writeback(w *Wanted) {
	name := w.Writeback
	if name == "" {
		return
	}
	base, custom := strings.CutSuffix(name, "__c")
	existing := g.findObject(name)
	if !custom {
		g.note("The write-back object %s is a standard object: nothing of it was written.", quoted(name))
		return
	}
	label := strings.ReplaceAll(base, "_", " ")
	if existing == nil {
		g.put(w, "objects/"+name+"/"+name+".object-meta.xml", "CustomObject", name, branch("CustomObject",
			leaf("deploymentStatus", "Deployed"),
			leaf("description", "What the integration writes back, one row a run."),
			flag("enableActivities", false),
			flag("enableReports", true),
			leaf("externalSharingModel", "Private"),
			leaf("label", label),
			branch("nameField", leaf("displayFormat", initials(base)+"-{000000}"), leaf("label", label+" Number"), leaf("type", "AutoNumber")),
			leaf("pluralLabel", label+"s"),
			leaf("sharingModel", "Private"), // with no View All, the integration sees the rows it made and no others
		))
	}
	lookups := 0
	for _, field := range slices.Sorted(maps.Keys(w.Fields[name])) {
		parent := g.lookupParent(w, field)
		if parent != "" {
			lookups++
		}
		if !strings.HasSuffix(field, "__c") || existing != nil && slices.ContainsFunc(existing.Fields, func(f Field) bool { return strings.EqualFold(f.Name, field) }) {
			continue
		}
		g.put(w, "objects/"+name+"/fields/"+field+".field-meta.xml", "CustomField", name+"."+field, writebackField(base, field, parent))
		if parent == "" {
			g.note("%s was written as a text of 255 characters, since a policy names no types: change it before you deploy where it is meant to hold something else.",
				quoted(name+"."+field))
		}
	}
	if lookups == 0 && existing == nil {
		g.note("The policy of %s names no field of %s that looks up a record it is about: add one, such as %s, to its fields for editing.",
			quoted(w.User), quoted(name), quoted("Account__c"))
	}
}

// lookupParent is the object that a field of the write-back object looks up, by its name: the
// Account of Account__c, where the policy knows an Account.
func (g *generator) lookupParent(w *Wanted, field string) string {
	base, _ := strings.CutSuffix(field, "__c")
	for _, object := range slices.Sorted(maps.Keys(w.Objects)) {
		plain, _ := strings.CutSuffix(object, "__c")
		if object != w.Writeback && strings.EqualFold(plain, base) {
			return object
		}
	}
	return ""
}

// writebackField is a lookup, which field security covers as it would not a master-detail
// field, or a text.
func writebackField(base, field, parent string) node {
	name, _ := strings.CutSuffix(field, "__c")
	label := leaf("label", clipLabel(strings.ReplaceAll(name, "_", " ")))
	if parent == "" {
		return branch("CustomField", leaf("fullName", field), label, leaf("length", "255"), flag("required", false), leaf("type", "Text"), flag("unique", false))
	}
	return branch("CustomField", leaf("fullName", field), leaf("deleteConstraint", "SetNull"), label, leaf("referenceTo", parent),
		leaf("relationshipLabel", strings.ReplaceAll(base, "_", " ")+"s"), leaf("relationshipName", base+"s"),
		flag("required", false), leaf("type", "Lookup"))
}

// clipLabel keeps a label within the 40 characters of a field's.
func clipLabel(label string) string { return label[:min(len(label), 40)] }

// initials are the first letters of an API name's words.
func initials(name string) string {
	var letters strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' }) {
		letters.WriteString(strings.ToUpper(word[:1]))
	}
	return letters.String()
}
