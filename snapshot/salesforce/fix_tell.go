package salesforce

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// strays says whose approved access a shared set loses with another user's excess.
func (f *fixer) strays(set *PermissionSet) {
	if len(f.wanted) < 2 {
		return
	}
	for i := range f.wanted {
		w := &f.wanted[i]
		held := slices.ContainsFunc(f.roads(w.User), func(r Road) bool { return r.Set == set && r.Ignored == "" })
		for key := range f.off[set] {
			if held && w.approves(key, f.off[set][key]) {
				f.note("%s loses %s, which its policy approves: %s is also the set of a user whose policy does not. Give each its own.", quoted(w.User), quoted(key), quoted(set.Name))
			}
		}
	}
}

// roads are the roads to a wanted user, looked up once.
func (f *fixer) roads(user string) []Road {
	if f.known == nil {
		f.known = map[string][]Road{}
	}
	if f.known[user] == nil {
		f.known[user] = f.index.roads(user, f.options.TakenAt)
	}
	return f.known[user]
}

// approves tells whether the policy approves some of the flags of a grant.
func (w *Wanted) approves(key string, flags map[string]bool) bool {
	kind, name, _ := strings.Cut(key, ":")
	switch kind {
	case "permission":
		return slices.Contains(w.Permissions, name) && !slices.Contains(w.Forbidden, name)
	case "object":
		return slices.ContainsFunc(w.Flags(name), func(flag string) bool { return flags[flag] })
	case "field":
		object, field, _ := strings.Cut(name, ".")
		return w.Fields[object][field] == "rw" || w.Fields[object][field] == "r" && flags["r"]
	}
	kind, name, _ = strings.Cut(name, ":")
	return w.approvesSetup(kind, name)
}

// approvesSetup tells whether the policy approves a setup entity; an app may stand under apps.
func (w *Wanted) approvesSetup(kind, name string) bool {
	return slices.Contains(w.Setup[kind], name) ||
		slices.Contains(AppKinds(), kind) && slices.ContainsFunc(w.Apps, func(app string) bool { return strings.EqualFold(app, name) })
}

// missing says what the policies approve and nothing grants: a fix adds no grant.
func (f *fixer) missing() {
	for i := range f.wanted {
		w := &f.wanted[i]
		access := Effective(f.org, w.User, f.options.TakenAt)
		var lacking []string
		for _, name := range w.Permissions {
			if !slices.ContainsFunc(access.Permissions, func(p PermissionAccess) bool { return p.Name == name }) {
				lacking = append(lacking, quoted(name))
			}
		}
		objects, fields := map[string][]string{}, map[string]string{}
		for _, row := range access.Objects {
			objects[row.Object] = row.Access
		}
		for _, row := range access.Fields {
			fields[row.Object+"."+row.Field] = row.Access
		}
		for object := range w.Objects {
			if len(missing(w.Flags(object), objects[object])) > 0 && objects["*"] == nil {
				lacking = append(lacking, quoted(object+" "+strings.Join(missing(w.Flags(object), objects[object]), ", ")))
			}
		}
		for object, wantedFields := range w.Fields {
			for field, want := range wantedFields {
				name := object + "." + field
				if fields[name] < want && !unhidable(object, field, nil) {
					lacking = append(lacking, quoted(name))
				}
			}
		}
		if len(lacking) > 0 {
			f.note("%s lacks what its policy approves (%s). A fix adds no grant: `leastwise generate salesforce` writes the set whole.", quoted(w.User), evidence.List(sortedSet(lacking)))
		}
	}
}
