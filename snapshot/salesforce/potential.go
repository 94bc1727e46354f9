package salesforce

import (
	"reflect"
	"slices"
)

// added is what all has over held: rows that are new, and rows that are wider with just what
// was added, by the roads that add it. Nil where nothing is.
func added(held, all Access) *Access {
	more := all
	more.LoginIPs = []IPRange{}
	more.Permissions, more.Objects, more.Fields, more.Setup = []PermissionAccess{}, []ObjectAccess{}, []FieldAccess{}, []SetupAccess{}
	for _, row := range all.Permissions {
		if !slices.ContainsFunc(held.Permissions, func(h PermissionAccess) bool { return h.Name == row.Name }) {
			more.Permissions = append(more.Permissions, row)
		}
	}
	have := map[string]ObjectAccess{}
	for _, row := range held.Objects {
		have[row.Object] = row
	}
	for _, row := range all.Objects {
		before := have[row.Object]
		row.Access = slices.DeleteFunc(row.Access, func(flag string) bool { return slices.Contains(before.Access, flag) })
		if len(row.Access) > 0 {
			row.Via = newRoads(before.Via, row.Via)
			more.Objects = append(more.Objects, row)
		}
	}
	fields := map[[2]string]FieldAccess{}
	for _, row := range held.Fields {
		fields[[2]string{row.Object, row.Field}] = row
	}
	for _, row := range all.Fields {
		if before := fields[[2]string{row.Object, row.Field}]; row.Access > before.Access {
			row.Via = newRoads(before.Via, row.Via)
			more.Fields = append(more.Fields, row)
		}
	}
	for _, row := range all.Setup {
		if !slices.ContainsFunc(held.Setup, func(h SetupAccess) bool { return h.Kind == row.Kind && h.Name == row.Name }) {
			more.Setup = append(more.Setup, row)
		}
	}
	if len(more.Permissions)+len(more.Objects)+len(more.Fields)+len(more.Setup) == 0 {
		return nil
	}
	return &more
}

// newRoads are the roads of all that held does not have.
func newRoads(held, all []Via) []Via {
	return slices.DeleteFunc(slices.Clone(all), func(via Via) bool {
		return slices.ContainsFunc(held, func(h Via) bool { return reflect.DeepEqual(h, via) })
	})
}
