package rego

import (
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// claims is what is needed, and why: an object's flag or a field's access -> the reason.
type claims map[string]map[string]string

func (c claims) add(name, what, why string) {
	if c[name] == nil {
		c[name] = map[string]string{}
	}
	if c[name][what] == "" {
		c[name][what] = why
	}
}

// mapped is what the columns of Clay map. The keys of fields are Object.Field.
func (p *proposal) mapped() (objects, fields claims) {
	objects, fields = claims{}, claims{}
	for _, c := range p.need.columns {
		if c.column.Object == "" {
			continue
		}
		why := "column " + c.column.Name + " of table " + c.table + placed(c.column.Location)
		for _, flag := range flagsOf(c.column.Action, len(c.column.Writes) > 0) {
			objects.add(c.column.Object, flag, why)
		}
		for _, field := range c.column.Reads {
			fields.add(c.column.Object+"."+field, "read", why)
		}
		for _, field := range c.column.Writes {
			fields.add(c.column.Object+"."+field, "edit", why)
		}
	}
	return objects, fields
}

// flagsOf are the flags that an action needs, by the words of its name. One that writes and
// does not say how is taken to create and to edit. Nothing is taken to delete.
func flagsOf(action string, writes bool) []string {
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(strings.ToLower(action), word) })
	}
	switch {
	case has("upsert"):
		return []string{"read", "create", "edit"}
	case has("create", "add", "insert"):
		return []string{"read", "create"}
	case has("update", "edit"):
		return []string{"read", "edit"}
	case writes:
		return []string{"read", "create", "edit"}
	}
	return []string{"read"}
}

// keep adds what the user holds today, less what opens more than objects and fields.
func (p *proposal) keep(objects, fields claims) {
	if p.access == nil {
		return
	}
	for _, row := range p.access.Objects {
		if row.Object == "*" {
			p.unknown = append(p.unknown, p.need.user+": View All Data or Modify All Data opens every object today: name the ones that Clay needs")
			continue
		}
		for _, flag := range row.Access {
			if slices.Contains([]string{"read", "create", "edit"}, flag) {
				objects.add(row.Object, flag, "held today"+roads(row.Via))
			}
		}
	}
	for _, row := range p.access.Fields {
		if row.Always || row.Field == "*" || len(objects[row.Object]) == 0 {
			continue
		}
		use := "read"
		if row.Access == "rw" {
			use = "edit"
		}
		fields.add(row.Object+"."+row.Field, use, "held today"+roads(row.Via))
	}
}

// objects lists the flags of each object on one line, with the reasons of all.
func (p *proposal) objects(objects claims) yamlMap {
	m := mapping()
	for _, object := range slices.Sorted(maps.Keys(objects)) {
		var flags, reasons []string
		for _, flag := range salesforce.Flags {
			why := objects[object][flag]
			if why == "" {
				continue
			}
			flags = append(flags, flag)
			if !slices.Contains(reasons, why) {
				reasons = append(reasons, why)
			}
		}
		m.put(object, sequence(flags, nil), p.ungranted(object, flags)+strings.Join(reasons, "; "))
	}
	return m
}

// ungranted says of a need that nothing grants it today.
func (p *proposal) ungranted(object string, flags []string) string {
	if p.access == nil || !p.access.Complete {
		return ""
	}
	var held []string
	for _, row := range p.access.Objects {
		if row.Object == object || row.Object == "*" {
			held = append(held, row.Access...)
		}
	}
	var lacking []string
	for _, flag := range flags {
		if !slices.Contains(held, flag) {
			lacking = append(lacking, flag)
		}
	}
	if len(lacking) == 0 {
		return ""
	}
	return "not granted today (" + strings.Join(lacking, ", ") + "), "
}

func (p *proposal) fields(objects, fields claims) yamlMap {
	m := mapping()
	for _, object := range slices.Sorted(maps.Keys(objects)) {
		uses := map[string]map[string]string{"read": {}, "edit": {}}
		for name, why := range fields {
			of, field, _ := strings.Cut(name, ".")
			switch {
			case of != object:
			case why["edit"] != "":
				uses["edit"][field] = why["edit"]
			default:
				uses["read"][field] = why["read"]
			}
		}
		entry := mapping()
		for _, use := range []string{"read", "edit"} {
			if len(uses[use]) > 0 {
				entry.put(use, sequence(slices.Sorted(maps.Keys(uses[use])), uses[use]), "")
			}
		}
		if len(entry.node.Content) > 0 {
			m.put(object, entry, "")
		}
	}
	return m
}

// permissions are the two that an integration needs and should have.
func (p *proposal) permissions() *yaml.Node {
	return sequence([]string{"ApiEnabled", "ApiUserOnly"}, map[string]string{
		"ApiEnabled": "no call to the API works without", "ApiUserOnly": "restricts: nobody can log in to the pages as this user",
	})
}

// leftOut names what is held today and was not proposed.
func (p *proposal) leftOut() string {
	if p.access == nil {
		return ""
	}
	var out []string
	for _, row := range p.access.Permissions {
		if row.Name != "ApiEnabled" && row.Name != "ApiUserOnly" {
			out = append(out, row.Name)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "held today and left out: " + strings.Join(out, ", ")
}
