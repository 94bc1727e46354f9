package fakeorg

import (
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// businessPrefix begins the ids of the records of business objects.
const businessPrefix = "a0W"

// records makes the business objects queryable, with a record for each that a user of the model
// owns. The detail of a master has the owner of its master, and so no column for one.
func (b *builder) records() {
	for _, name := range slices.Sorted(maps.Keys(b.fields)) {
		fields := b.fields[name]
		for _, field := range fields {
			if field.Type == "MasterDetail" {
				delete(fields, "OwnerId")
			}
		}
		if b.schema[strings.ToLower(name)] != nil {
			continue
		}
		o := &object{name: name, prefix: businessPrefix, apis: "RB", business: true}
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			c := &column{name: field, kind: "string"}
			if kind := fields[field].Type; slices.Contains([]string{"id", "boolean", "datetime"}, kind) {
				c.kind = kind
			}
			if field == "OwnerId" {
				c.kind, c.targets = "reference", []string{"User"}
			}
			o.columns = append(o.columns, c)
		}
		b.schema[strings.ToLower(name)] = o
	}
	for _, u := range b.org.Users {
		for _, object := range slices.Sorted(maps.Keys(u.Owned)) {
			for range u.Owned[object] {
				b.add(object, "", row{"OwnerId": b.id("User", u.Username)})
			}
		}
	}
}

// reads says whether the org shows a business object at all.
func (s *Server) reads(name string) bool {
	return s.opts.Reads == nil || slices.Contains(s.opts.Reads, name)
}

// ownOnly says whether a view has only its user's own records of a business object: sharing hides
// the others, without a word.
func (v *view) ownOnly(o *object) bool {
	open := slices.ContainsFunc(v.org.model.Objects, func(each salesforce.Object) bool {
		return each.Name == o.name && (strings.HasPrefix(each.SharingModel, "Read") || each.SharingModel == "FullAccess")
	})
	return o.business && !open && !v.grants["ViewAllData"] && !slices.Contains(v.org.opts.ViewsAll, o.name)
}
