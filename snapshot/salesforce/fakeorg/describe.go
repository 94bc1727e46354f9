package fakeorg

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// describe answers /sobjects/X/describe: of the setup objects what the schema says, of the others
// what metadata does. An object that the running user cannot read is not there.
func (s *Server) describe(v *view, name string) *reply {
	if o, err := v.object("", name, 0); err == nil && !o.business {
		fields := []any{}
		for _, c := range o.columns {
			if v.has(c) {
				fields = append(fields, setupField(c))
			}
		}
		return jsonReply(http.StatusOK, describeOf(o.name, o.prefix, fields))
	}
	names := slices.Sorted(maps.Keys(s.fields))
	i := slices.IndexFunc(names, func(known string) bool { return strings.EqualFold(known, name) })
	if i < 0 || !s.schema[strings.ToLower(name)].business || s.hidden(name) != "" {
		return notFound()
	}
	name = names[i]
	if !s.reads(name) {
		return notFound()
	}
	fields := []any{}
	for _, field := range slices.Sorted(maps.Keys(s.fields[name])) {
		fields = append(fields, businessField(s.fields[name][field]))
	}
	return jsonReply(http.StatusOK, describeOf(name, businessPrefix, fields))
}

func describeOf(name, prefix string, fields []any) jsonObject {
	return jsonOf("activateable", false, "childRelationships", []any{}, "createable", true, "custom", custom(name), "customSetting", false,
		"deletable", true, "deprecatedAndHidden", false, "fields", fields, "keyPrefix", prefix, "label", name, "labelPlural", name+"s",
		"layoutable", true, "name", name, "queryable", true, "recordTypeInfos", []any{}, "retrieveable", true, "searchable", false, "triggerable", true,
		"undeletable", true, "updateable", true, "urls", jsonOf("sobject", "/services/data/sobjects/"+name))
}

// setupField describes a column of a setup object.
func setupField(c *column) jsonObject {
	var relation any
	if c.relation() != "" {
		relation = c.relation()
	}
	return field(c.name, c.kind, false, c.name != "Id", false, false, c.targets, relation, nil, !c.noFilter)
}

// businessField describes a field of a business object.
func businessField(f salesforce.Field) jsonObject {
	kind := strings.ToLower(f.Type)
	var targets []string
	var relation, order any
	switch f.Type {
	case "Text", "AutoNumber", "EncryptedText", "":
		kind = "string"
	case "Lookup", "MasterDetail", "Hierarchy":
		kind = "reference"
		if f.ReferenceTo != "" {
			targets = []string{f.ReferenceTo}
		}
		relation = strings.TrimSuffix(f.Name, "__c") + "__r"
		if f.Type == "MasterDetail" {
			order = 0
		}
	case "Checkbox":
		kind = "boolean"
	case "Number":
		kind = "double"
	case "LongTextArea", "Html":
		kind = "textarea"
	case "MultiselectPicklist":
		kind = "multipicklist"
	}
	formula := f.Formula != nil && *f.Formula
	required := f.Required != nil && *f.Required || f.Type == "MasterDetail"
	readOnly := formula || f.Type == "AutoNumber" || f.Type == "Summary" || slices.Contains(strings.Fields("Id IsDeleted CreatedDate CreatedById LastModifiedDate "+
		"LastModifiedById SystemModstamp MasterRecordId PhotoUrl LastActivityDate LastViewedDate LastReferencedDate ChannelProgramName ChannelProgramLevelName JigsawCompanyId"), f.Name)
	permissionable := f.Permissionable == nil || *f.Permissionable
	o := field(f.Name, kind, permissionable, !required, !readOnly, formula, targets, relation, order, true)
	return append(o, jsonMember{"autoNumber", f.Type == "AutoNumber"})
}

func field(name, kind string, permissionable, nillable, writable, calculated bool, targets []string, relation, order any, filterable bool) jsonObject {
	if targets == nil {
		targets = []string{}
	}
	return jsonOf("aggregatable", true, "calculated", calculated, "createable", writable, "custom", strings.HasSuffix(name, "__c"),
		"defaultedOnCreate", kind == "boolean" || name == "OwnerId", "filterable", filterable, "groupable", filterable, "label", name, "length", 255,
		"name", name, "nameField", name == "Name", "nillable", nillable && kind != "boolean", "permissionable", permissionable, "referenceTo", targets,
		"relationshipName", relation, "relationshipOrder", order, "sortable", filterable, "type", kind, "unique", false, "updateable", writable)
}
