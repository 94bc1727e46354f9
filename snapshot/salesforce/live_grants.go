package salesforce

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// idBatch is how many ids one IN names: some 5 KB of an encoded request line.
const idBatch = 150

// readObjectPermissions reads the object permissions of every set. Rows of a licence or of
// the aggregate of a group are not grants of a set.
func (r *reader) readObjectPermissions() {
	const object = "ObjectPermissions"
	if len(r.sets) == 0 {
		return
	}
	fields, err := r.c.describe(r.ctx, object)
	if err != nil {
		r.gapSets("%s", failed("permission_sets", object, err))
		return
	}
	soql, absent := selectFrom(object, fields, objectColumns)
	if len(absent) > 0 {
		r.gapSets("%s has no column %s: what it grants is not known (use API version %s or later)", object, strings.Join(absent, ", "), defaultAPIVersion)
	}
	stray := 0
	err = r.c.query(r.ctx, soql, false, func(row row) {
		c := r.sets[row.str("ParentId")]
		name := row.str("SobjectType")
		if c == nil || name == "" {
			stray += strayParent(row.str("ParentId"))
			return
		}
		var flags []string
		for i, column := range objectColumns[3:] {
			if row.on(column) {
				flags = append(flags, Flags[i])
			}
		}
		if len(flags) > 0 {
			c.set.Objects[name] = inOrder(slices.Concat(c.set.Objects[name], flags))
		}
	})
	r.grantGap(object, err, stray)
}

// strayParent is 1 for the id of a permission set or muting set, whose rows must find their
// set, and 0 for a licence.
func strayParent(id string) int {
	if strings.HasPrefix(id, "0PS") || strings.HasPrefix(id, "0QM") || id == "" {
		return 1
	}
	return 0
}

func (r *reader) grantGap(object string, err error, stray int) {
	if err != nil {
		r.gapSets("%s", failed("permission_sets", object, err))
	}
	if stray > 0 {
		r.gapSets("%s: %d grants are of sets that were not read", object, stray)
	}
}

// readFieldPermissions reads the field permissions: of what reaches the integration users by
// REST, or of every set by a bulk job.
func (r *reader) readFieldPermissions() {
	const object = "FieldPermissions"
	gap := func(format string, args ...any) {
		r.gap("fields", format, args...)
		r.gap("access", format, args...)
	}
	stray := 0
	if r.config.Fields == "all" {
		columns := []string{"ParentId", "SobjectType", "Field", "PermissionsRead", "PermissionsEdit"}
		soql := "SELECT " + strings.Join(columns, ", ") + " FROM " + object
		err := r.c.bulk(r.ctx, soql, columns, func(v []string) {
			stray += r.addField(v[0], v[2], v[3] == "true", v[4] == "true")
		})
		if err != nil {
			gap("%s", failed("fields", object+" (bulk)", err))
		}
	} else {
		ids := r.containers()
		if len(ids) == 0 {
			r.lose("fields", "%s: what reaches the integration users is not known", object)
			r.gap("access", "%s: what reaches the integration users is not known", object)
			return
		}
		for some := range slices.Chunk(ids, idBatch) {
			err := r.c.query(r.ctx, soqlFields+" WHERE ParentId IN "+inList(some), false, func(row row) {
				read, edit := row.flag("PermissionsRead"), row.flag("PermissionsEdit")
				if read == nil || edit == nil {
					stray++
					return
				}
				stray += r.addField(row.str("ParentId"), row.str("Field"), *read, *edit)
			})
			if err != nil {
				gap("%s", failed("fields", object, err))
				break
			}
		}
	}
	if stray > 0 {
		gap("%s: %d rows are malformed or of sets that were not read", object, stray)
	}
}

// addField keeps one field permission and returns 1 where it cannot be kept. The flags of a
// muting set are inverted: edit without read mutes edit alone.
func (r *reader) addField(parent, field string, read, edit bool) int {
	c := r.sets[parent]
	access := accessRead
	switch muting := c != nil && c.set.Kind == KindMuting; {
	case muting && !read:
		access = accessEdit
	case !muting && edit:
		access = accessBoth
	}
	grant, ok := r.fields.pack(field, access)
	switch {
	case !ok:
		return 1
	case c == nil:
		return strayParent(parent)
	case read || edit:
		c.fields = append(c.fields, grant)
	}
	return 0
}

// readSetup reads the setup entities that sets open, and their names. One whose name is not
// found stands under its id: no rule can take it for an approved one.
func (r *reader) readSetup() {
	const object = "SetupEntityAccess"
	if len(r.sets) == 0 {
		return
	}
	type opened struct {
		set    *PermissionSet
		entity string
	}
	known, byType, stray := setupNames(), map[string][]opened{}, 0
	unknown := map[string][]*container{}
	err := r.c.query(r.ctx, soqlSetup, false, func(row row) {
		kind := row.str("SetupEntityType")
		c := r.sets[row.str("ParentId")]
		if c == nil {
			stray += strayParent(row.str("ParentId"))
			return
		}
		if _, ok := known[kind]; !ok {
			unknown[kind] = append(unknown[kind], c)
			return
		}
		byType[kind] = append(byType[kind], opened{&c.set, row.str("SetupEntityId")})
	})
	r.grantGap(object, err, stray)
	for _, kind := range slices.Sorted(maps.Keys(unknown)) {
		r.gapOf(unknown[kind], object+": grants of the type "+evidence.Short(kind)+" are not understood")
	}
	for _, kind := range slices.Sorted(maps.Keys(byType)) {
		how := known[kind]
		var ids []string
		for _, o := range byType[kind] {
			ids = append(ids, o.entity)
		}
		names := r.setupNames(how, sortedSet(ids))
		for _, o := range byType[kind] {
			name := names[short(o.entity)]
			if name == "" {
				name = o.entity
			}
			as := how.kind
			if kind == "CustomEntityDefinition" && !strings.HasSuffix(name, "__mdt") {
				as = "custom_setting"
			}
			o.set.Setup[as] = append(o.set.Setup[as], name)
		}
	}
}

// gapOf notes a gap of the sections that some sets belong to, and of the access only where an
// integration user holds one of them.
func (r *reader) gapOf(sets []*container, reason string) {
	held := r.containers()
	note := func(section string, touched func(*container) bool) {
		if slices.ContainsFunc(sets, touched) {
			r.gaps[section] = append(r.gaps[section], reason)
		}
	}
	note("profiles", func(c *container) bool { return c.set.Kind == KindProfile })
	note("permission_sets", func(c *container) bool { return c.set.Kind != KindProfile })
	note("access", func(c *container) bool { return slices.Contains(held, c.id) })
}

// short is an id without the three characters that check its case: the durable id of a custom
// object comes without them.
func short(id string) string {
	if len(id) == 18 {
		return id[:15]
	}
	return id
}

// setupNames asks for the names of setup entities, by their short ids.
func (r *reader) setupNames(how setupName, ids []string) map[string]string {
	names := map[string]string{}
	if how.soql == "" {
		return names
	}
	_, object, _ := strings.Cut(how.soql, " FROM ")
	if how.id == "DurableId" { // a text: either form may be the one
		for _, id := range slices.Clone(ids) {
			if short(id) != id {
				ids = append(ids, short(id))
			}
		}
	}
	for some := range slices.Chunk(ids, idBatch) {
		err := r.c.query(r.ctx, how.soql+" WHERE "+how.id+" IN "+inList(some), how.tooling, func(row row) {
			id, name := row.str(how.id), full(row.str("NamespacePrefix"), row.str(how.name))
			if how.kind == "connected_app" {
				name = r.appName(id, name)
			}
			names[short(id)] = name
		})
		if err != nil {
			r.note("names of %s stand as ids: %s", how.kind, failed("permission_sets", object, err))
			break
		}
	}
	return names
}

// validRange says whether two addresses bound a range.
func validRange(start, end string) bool {
	from, err := netip.ParseAddr(start)
	to, err2 := netip.ParseAddr(end)
	return err == nil && err2 == nil && from.Is4() == to.Is4() && !to.Less(from)
}
