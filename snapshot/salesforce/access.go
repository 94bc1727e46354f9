package salesforce

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Effective returns what the user can do at takenAt: the union of every road that counts,
// less what each group mutes of its own sets, with the roads each grant comes by. What needs
// a session activation stands under Potential, as what it would add. Field permissions are
// listed whether or not the object can be read: they are granted, and a later grant of the
// object brings them to life.
func Effective(o *Org, username string, takenAt time.Time) Access {
	var roads, session []Road
	var gaps []string
	for _, road := range Roads(o, username, takenAt) {
		switch {
		case road.Ignored != "":
			continue
		case road.Gap != "":
			gaps = append(gaps, road.Gap)
		}
		if road.Set == nil {
			continue
		}
		if road.Session {
			session = append(session, road)
		} else {
			roads = append(roads, road)
		}
	}
	held := newLedger(o, roads)
	access := held.access(username)
	access.Reason = strings.Join(sortedSet(gaps), "; ")
	access.Complete = access.Reason == ""
	if len(roads) > 0 && roads[0].Kind == KindProfile {
		access.LoginIPs = append(access.LoginIPs, roads[0].Set.LoginIPRanges...)
	}
	if len(session) > 0 {
		all := newLedger(o, slices.Concat(roads, session)).access(username)
		access.Potential = added(access, all)
	}
	return access
}

// ledger gathers grants while the roads are walked.
type ledger struct {
	permissions map[string]*PermissionAccess
	objects     map[string]*ObjectAccess
	fields      map[[2]string]*FieldAccess
	setup       map[[2]string]*SetupAccess
}

func emptyLedger() *ledger {
	return &ledger{
		permissions: map[string]*PermissionAccess{}, objects: map[string]*ObjectAccess{},
		fields: map[[2]string]*FieldAccess{}, setup: map[[2]string]*SetupAccess{},
	}
}

func newLedger(o *Org, roads []Road) *ledger {
	l := emptyLedger()
	walked := map[[3]string]bool{}
	for _, road := range roads {
		key := [3]string{road.Kind, road.Name, road.Group}
		if !walked[key] {
			walked[key] = true
			l.walk(road)
		}
	}
	l.addAlways(o)
	return l
}

// walk adds what one road gives.
func (l *ledger) walk(road Road) {
	road = road.whole()
	via := func(key, grant string, access ...string) Via {
		return Via{Kind: road.Kind, Name: road.Name, Group: road.Group, Grant: grant, Access: access, Location: road.Set.At(key)}
	}
	for _, name := range road.Set.Permissions {
		if mutesPermission(road.Mutes, name) {
			continue
		}
		key := GrantKey("permission", name)
		l.addPermission(name, via(key, ""))
		switch name {
		case "ViewAllData":
			l.addObject("*", via(key, name, "read", "view_all"))
		case "ModifyAllData":
			l.addObject("*", via(key, name, "read", "create", "edit", "delete", "view_all", "modify_all"))
		case "ViewAllFieldsGlobal":
			l.addField("*", "*", via(key, name, "r"))
		}
	}
	for object, granted := range road.Set.Objects {
		flags := implied(unmuted(road.Mutes, object, granted))
		if len(flags) == 0 {
			continue
		}
		key := GrantKey("object", object)
		l.addObject(object, via(key, "", flags...))
		if slices.Contains(flags, "view_all_fields") {
			l.addField(object, "*", via(key, "view_all_fields", "r"))
		}
	}
	for object, fields := range road.Set.Fields {
		for field, granted := range fields {
			if access := unmutedField(road.Mutes, object, field, granted); access != "" {
				l.addField(object, field, via(GrantKey("field", object+"."+field), "", access))
			}
		}
	}
	for kind, names := range road.Set.Setup {
		for _, name := range names {
			l.addSetup(kind, name, via(GrantKey("setup", kind+":"+name), ""))
		}
	}
}

// implied closes object flags under what each depends on: nothing is given without read,
// delete needs edit, and modify all needs view all, edit and delete.
func implied(flags []string) []string {
	if len(flags) == 0 {
		return nil
	}
	all := append([]string{"read"}, flags...)
	if slices.Contains(flags, "delete") {
		all = append(all, "edit")
	}
	if slices.Contains(flags, "modify_all") {
		all = append(all, "edit", "delete", "view_all")
	}
	return inOrder(all)
}

func mutesPermission(mutes []*PermissionSet, name string) bool {
	return slices.ContainsFunc(mutes, func(m *PermissionSet) bool { return slices.Contains(m.Permissions, name) })
}

// unmuted are the flags that no muting set takes away.
func unmuted(mutes []*PermissionSet, object string, flags []string) []string {
	return slices.DeleteFunc(slices.Clone(flags), func(flag string) bool {
		return slices.ContainsFunc(mutes, func(m *PermissionSet) bool { return slices.Contains(m.Objects[object], flag) })
	})
}

// unmutedField is what the muting sets leave of a field's access.
func unmutedField(mutes []*PermissionSet, object, field, access string) string {
	for _, m := range mutes {
		switch m.Fields[object][field] {
		case "r", "rw":
			return ""
		case "w":
			access = "r"
		}
	}
	return access
}

func (l *ledger) addPermission(name string, via Via) {
	row := l.permissions[name]
	if row == nil {
		row = &PermissionAccess{Name: name}
		l.permissions[name] = row
	}
	row.Via = append(row.Via, via)
}

func (l *ledger) addObject(object string, via Via) {
	row := l.objects[object]
	if row == nil {
		row = &ObjectAccess{Object: object}
		l.objects[object] = row
	}
	row.Access = inOrder(slices.Concat(row.Access, via.Access))
	row.Via = append(row.Via, via)
}

func (l *ledger) addField(object, field string, via Via) *FieldAccess {
	row := l.fields[[2]string{object, field}]
	if row == nil {
		row = &FieldAccess{Object: object, Field: field}
		l.fields[[2]string{object, field}] = row
	}
	row.Access = max(row.Access, via.Access[0]) // "" < "r" < "rw"
	row.Via = append(row.Via, via)
	return row
}

func (l *ledger) addSetup(kind, name string, via Via) {
	row := l.setup[[2]string{kind, name}]
	if row == nil {
		row = &SetupAccess{Kind: kind, Name: name}
		l.setup[[2]string{kind, name}] = row
	}
	row.Via = append(row.Via, via)
}

// access is the ledger as sorted lists, none of them nil.
func (l *ledger) access(username string) Access {
	a := Access{
		User: strings.ToLower(username), Complete: true, Permissions: []PermissionAccess{}, Objects: []ObjectAccess{},
		Fields: []FieldAccess{}, Setup: []SetupAccess{}, LoginIPs: []IPRange{},
	}
	for _, name := range slices.Sorted(maps.Keys(l.permissions)) {
		a.Permissions = append(a.Permissions, *l.permissions[name])
	}
	for _, object := range slices.Sorted(maps.Keys(l.objects)) {
		a.Objects = append(a.Objects, *l.objects[object])
	}
	for _, key := range slices.SortedFunc(maps.Keys(l.fields), comparePairs) {
		a.Fields = append(a.Fields, *l.fields[key])
	}
	for _, key := range slices.SortedFunc(maps.Keys(l.setup), comparePairs) {
		a.Setup = append(a.Setup, *l.setup[key])
	}
	return a
}

func comparePairs(a, b [2]string) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}
