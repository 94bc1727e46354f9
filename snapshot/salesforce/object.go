package salesforce

import (
	"path"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readObject reads an object's file: the decomposed one of the source format, or the one of
// the mdapi format with the fields inside.
func readObject(file, name string, data []byte) (Object, error) {
	object := Object{Name: name, Fields: []Field{}}
	wanted := shape{"sharingModel": false, "externalSharingModel": false, "nameField": false, "fields": true}
	line, err := parse(file, data, "CustomObject", wanted, func(e *element) {
		switch e.name {
		case "sharingModel":
			object.SharingModel = e.text
		case "externalSharingModel":
			object.ExternalSharing = e.text
		case "nameField":
			no := false
			object.Fields = append(object.Fields, Field{Name: "Name", Type: e.str("type"), Permissionable: &no, Location: e.location()})
		case "fields":
			field := Field{Name: e.need("fullName"), Location: e.location()}
			for _, child := range e.children {
				field.set(child)
			}
			object.addField(field.settled())
		}
	})
	object.Location = evidence.Location{File: file, Line: line}
	return object, err
}

// readField reads a field file of the source format, objects/<Object>/fields/<Field>.
// The Object it returns has no Location of its own: it holds just the field.
func readField(file string, data []byte) (Object, error) {
	folder := path.Dir(file)
	if path.Base(folder) != "fields" || !strings.Contains(folder, "/") {
		return Object{}, &evidence.Error{File: file, Msg: "does not stand in <Object>/fields: nobody can say whose field it is"}
	}
	object := Object{Name: path.Base(path.Dir(folder)), Fields: []Field{}}
	var field Field
	wanted := shape{"fullName": false, "type": false, "required": false, "formula": false, "referenceTo": false}
	line, err := parse(file, data, "CustomField", wanted, func(e *element) {
		if e.name == "fullName" {
			field.Name = e.text
		}
		field.set(e)
	})
	field.Location = evidence.Location{File: file, Line: line}
	if err == nil && field.Name == "" {
		return Object{}, &evidence.Error{File: file, Line: line, Path: "CustomField.fullName", Msg: "is missing: every field has one"}
	}
	object.addField(field.settled())
	return object, err
}

// set takes what one child element says of the field.
func (f *Field) set(e *element) {
	switch e.name {
	case "type":
		f.Type = e.text
	case "required":
		required := e.is()
		f.Required = &required
	case "formula":
		yes := true
		f.Formula = &yes
	case "referenceTo":
		f.ReferenceTo = e.text
	}
}

// settled says whether field security applies: not to a required or a master-detail field,
// and to every other custom field. Of standard fields metadata does not tell.
func (f Field) settled() Field {
	required := f.Required != nil && *f.Required
	hidable := !required && f.Type != "MasterDetail"
	if !hidable || strings.HasSuffix(f.Name, "__c") {
		f.Permissionable = &hidable
	}
	return f
}

// addField adds a field, or joins it with the one of its name: whichever of the two field
// security cannot hide is what the org is taken to have.
func (o *Object) addField(field Field) {
	i := slices.IndexFunc(o.Fields, func(f Field) bool { return strings.EqualFold(f.Name, field.Name) })
	switch {
	case i < 0:
		o.Fields = append(o.Fields, field)
	case !o.Fields[i].unhidable() && field.unhidable():
		o.Fields[i] = field
	}
}

func (f Field) unhidable() bool { return f.Permissionable != nil && !*f.Permissionable }

// wider tells which of two sharing models opens more records. A word this does not know is
// taken to open everything.
func wider(a, b string) string {
	order := []string{
		"", "Private", "ControlledByParent", "ControlledByLeadOrContact", "ControlledByCampaign",
		"ReadSelect", "Read", "ReadWrite", "ReadWriteTransfer", "FullAccess",
	}
	rank := func(model string) int {
		if i := slices.Index(order, model); i >= 0 {
			return i
		}
		return len(order)
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}
