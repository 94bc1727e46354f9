package salesforce

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readAccess computes what the integration users can do. What was not read of the grants
// makes every access incomplete, since nobody can tell whose it was.
func (r *reader) readAccess() {
	reasons := slices.Clone(r.gaps["access"])
	for _, user := range r.o.IntegrationUsers {
		access := Effective(r.o, user, r.takenAt)
		if !access.Complete {
			r.gap("access", "%s: %s", user, access.Reason)
		}
		if len(reasons) > 0 {
			access.Complete = false
			access.Reason = strings.Trim(access.Reason+"; "+evidence.List(slices.Compact(slices.Clone(reasons))), "; ")
		}
		r.o.Access = append(r.o.Access, access)
	}
	for _, section := range []string{"users", "assignments", "permission_sets"} {
		if r.lost[section] {
			r.lost["access"] = true
		}
	}
}

// readObjects reads the sharing models of every customizable object and of those that the
// integration users reach, and the fields of the latter.
func (r *reader) readObjects() {
	const section = "objects"
	_, reach := reached(r.o) // no object is known yet: all that are reached
	if r.lost["access"] {
		r.gap(section, "which objects the integration users reach is not known")
		r.gap("fields", "which objects the integration users reach is not known")
	}
	wanted := map[string]bool{}
	for _, name := range reach {
		wanted[name] = true
	}
	r.readEntities(wanted)
	unmodelled, undefined := reached(r.o)
	if len(unmodelled) > 0 && !r.lost[section] {
		r.gap(section, "EntityDefinition: the org tells no sharing model of %s", evidence.List(unmodelled))
	}
	for _, name := range undefined {
		r.o.Objects = append(r.o.Objects, Object{Name: name, Fields: []Field{}, Location: api("EntityDefinition", name)})
	}
	slices.SortFunc(r.o.Objects, func(a, b Object) int { return strings.Compare(a.Name, b.Name) })
	var hidden []string
	var reason error
	for i := range r.o.Objects {
		object := &r.o.Objects[i]
		if !wanted[object.Name] {
			continue
		}
		fields, err := r.c.describe(r.ctx, object.Name)
		if err != nil {
			hidden, reason = append(hidden, object.Name), err
			continue
		}
		for _, f := range fields {
			if f.Permissionable == nil {
				r.gap("fields", "%s: the describe does not tell whether field security applies to %s", object.Name, evidence.Short(f.Name))
			}
			object.Fields = append(object.Fields, describedField(object.Name, f))
		}
		slices.SortFunc(object.Fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	}
	if len(hidden) > 0 {
		r.gap("fields", "which fields of %s cannot be hidden: %s; the scanner needs Read on each", evidence.List(hidden), failed("", "describe", reason))
	}
	r.againWithFields()
}

// againWithFields computes the access anew now that the fields are known which field security
// cannot hide.
func (r *reader) againWithFields() {
	for i, before := range r.o.Access {
		access := Effective(r.o, before.User, r.takenAt)
		access.Complete, access.Reason = before.Complete, before.Reason
		r.o.Access[i] = access
	}
}

// readEntities pages by key: EntityDefinition has no pages of its own and ignores LIMIT.
func (r *reader) readEntities(wanted map[string]bool) {
	const section, object = "objects", "EntityDefinition"
	last, seen := "", map[string]bool{}
	for {
		soql := soqlEntities
		if last != "" {
			soql += " WHERE DurableId > '" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(last) + "'"
		}
		fresh, before := 0, last
		err := r.c.query(r.ctx, soql+" ORDER BY DurableId LIMIT 2000", false, func(row row) {
			id, name := row.str("DurableId"), row.str("QualifiedApiName")
			if id == "" || seen[id] {
				return
			}
			seen[id], last = true, id
			fresh++
			model := row.str("InternalSharingModel")
			if wanted[name] || row.on("IsCustomizable") && model != "" {
				r.o.Objects = append(r.o.Objects, Object{
					Name: name, SharingModel: model, ExternalSharing: row.str("ExternalSharingModel"), Fields: []Field{},
					Location: api(object, name),
				})
			}
		})
		if err != nil {
			r.gap(section, "%s", failed(section, object, err))
			r.lost[section] = len(seen) == 0
			return
		}
		if fresh == 0 || last == before {
			break
		}
	}
	if len(seen) == 0 {
		r.lose(section, "%s: the org shows no objects", object)
	}
}

// describedField gives a described field the words of metadata.
func describedField(object string, f fieldInfo) Field {
	required := !f.Nillable && f.Createable && !f.DefaultedOnCreate && f.Type != "boolean"
	field := Field{
		Name: f.Name, Type: metadataType(f), Required: &required, Permissionable: f.Permissionable, Updateable: f.Updateable,
		Location: api(object, f.Name),
	}
	if f.Calculated {
		yes := true
		field.Formula = &yes
	}
	if len(f.ReferenceTo) > 0 {
		field.ReferenceTo = f.ReferenceTo[0]
	}
	return field
}

func metadataType(f fieldInfo) string {
	switch {
	case f.AutoNumber:
		return "AutoNumber"
	case f.Type == "reference" && f.RelationshipOrder != nil:
		return "MasterDetail"
	case f.Type == "textarea" && f.Length > 255:
		return "LongTextArea"
	}
	as := map[string]string{
		"reference": "Lookup", "string": "Text", "textarea": "TextArea", "boolean": "Checkbox", "double": "Number", "int": "Number",
		"currency": "Currency", "percent": "Percent", "picklist": "Picklist", "multipicklist": "MultiselectPicklist", "date": "Date",
		"datetime": "DateTime", "time": "Time", "email": "Email", "phone": "Phone", "url": "Url", "encryptedstring": "EncryptedText",
		"location": "Location",
	}[f.Type]
	if as == "" {
		return f.Type
	}
	return as
}
