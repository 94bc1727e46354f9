package salesforce

import (
	"slices"
	"strings"
)

// alwaysField is a field that field security cannot hide once the object can be read.
type alwaysField struct {
	name     string
	writable bool // once the object can be edited
}

// alwaysFields lists them for an object: the system fields of every object, the measured
// fields of Account (not permissionable in a recorded describe), and what metadata says is
// required or master-detail. What a describe calls not updateable nobody writes. object is nil where the project does not have it.
func alwaysFields(name string, object *Object) []alwaysField {
	list := []alwaysField{
		{"Id", false}, {"CreatedById", false}, {"CreatedDate", false}, {"IsDeleted", false}, {"LastModifiedById", false},
		{"LastModifiedDate", false}, {"SystemModstamp", false}, {"OwnerId", true}, {"Name", true},
	}
	if strings.EqualFold(name, "Account") {
		list = append(list, []alwaysField{
			{"MasterRecordId", false}, {"RecordTypeId", true}, {"PhotoUrl", false}, {"LastActivityDate", false}, {"LastViewedDate", false},
			{"LastReferencedDate", false}, {"IsPartner", true}, {"IsCustomerPortal", true}, {"ChannelProgramName", false},
			{"ChannelProgramLevelName", false}, {"JigsawCompanyId", false},
		}...)
	}
	if object == nil {
		return list
	}
	if object.described() {
		list = slices.DeleteFunc(list, func(f alwaysField) bool {
			return !slices.ContainsFunc(object.Fields, func(known Field) bool { return known.Name == f.name })
		})
	}
	for _, field := range object.Fields {
		if !field.unhidable() {
			continue
		}
		writable := field.Type != "AutoNumber" && (field.Formula == nil || !*field.Formula) && (field.Updateable == nil || *field.Updateable)
		i := slices.IndexFunc(list, func(f alwaysField) bool { return f.name == field.Name })
		if i < 0 {
			list = append(list, alwaysField{field.Name, writable})
		} else {
			list[i].writable = list[i].writable && writable
		}
	}
	return list
}

// described tells an object that a running org described, with all fields that it has: a detail has
// no OwnerId, for one.
func (o *Object) described() bool {
	return slices.ContainsFunc(o.Fields, func(f Field) bool { return f.Updateable != nil })
}

// addAlways adds these fields for every object that can be read: those named in a grant, and
// those of the project where View All Data opens all.
func (l *ledger) addAlways(o *Org) {
	known := map[string]*Object{}
	for i := range o.Objects {
		known[o.Objects[i].Name] = &o.Objects[i]
	}
	var names []string
	for name := range l.objects {
		names = append(names, name)
	}
	if l.objects["*"] != nil {
		for name := range known {
			names = append(names, name)
		}
	}
	for _, name := range sortedSet(names) {
		if name == "*" {
			continue
		}
		var roads []Via
		if row := l.objects[name]; row != nil {
			roads = append(roads, row.Via...)
		}
		if row := l.objects["*"]; row != nil {
			roads = append(roads, row.Via...)
		}
		for _, field := range alwaysFields(name, known[name]) {
			for _, road := range roads {
				l.addField(name, field.name, alwaysVia(road, name, field.writable)).Always = true
			}
		}
	}
}

// alwaysVia is the road to a field that field security cannot hide, along a road to its object.
func alwaysVia(road Via, object string, writable bool) Via {
	access := "r"
	if writable && slices.Contains(road.Access, "edit") {
		access = "rw"
	}
	road.Access = []string{access}
	if road.Grant == "" {
		road.Grant = GrantKey("object", object)
	}
	return road
}
