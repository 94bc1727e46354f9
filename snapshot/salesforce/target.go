package salesforce

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Target is what an access is asked about. Kind and Name are the parts of a GrantKey, with "*"
// for every object and for every field.
type Target struct {
	Kind string `json:"kind"` // permission, object, field, setup
	Name string `json:"name"` // "ViewAllData", "Account", "Account.Website", "apex_class:Foo"
}

// ParseTarget reads what a person asks about: Account, Account.Website, ViewAllData,
// apex_class:Foo, or a GrantKey, which says of which kind it is. Case is ignored, as Salesforce
// does. A name that nothing in the org knows is an error with the nearest one, since "nobody has
// it" would be the answer to every misspelling; a GrantKey is taken as it is, and so is an
// unknown field of a known object: note then says that nothing names it.
func (o *Org) ParseTarget(text string) (t Target, note string, err error) {
	known := o.names()
	if kind, name, ok := strings.Cut(text, ":"); ok {
		switch {
		case name == "":
		case kind == "permission" || kind == "object":
			return known.settle(Target{kind, name})
		case kind == "field":
			if object, field, ok := strings.Cut(name, "."); ok && object != "" && field != "" {
				return known.settle(Target{kind, name})
			}
		case kind == "setup" && strings.Contains(name, ":"):
			return known.settle(Target{kind, name})
		case slices.Contains(SetupKinds, kind):
			return known.settle(Target{"setup", text})
		}
		return t, "", fmt.Errorf("%s is no target: write an object, OBJECT.FIELD, a permission, or one of permission:NAME, object:NAME, field:OBJECT.FIELD, KIND:NAME with KIND of %s",
			evidence.Quote(text), strings.Join(SetupKinds, ", "))
	}
	if object, field, ok := strings.Cut(text, "."); ok {
		if object == "" || field == "" {
			return t, "", fmt.Errorf("%s is no field: write OBJECT.FIELD, such as Account.Website", evidence.Quote(text))
		}
		if object, ok = known["object"][strings.ToLower(object)]; ok {
			return known.settle(Target{"field", object + "." + field})
		}
		object, _, _ = strings.Cut(text, ".")
		return t, "", fmt.Errorf("nothing in the snapshot names an object %s%s; field:%s asks all the same", object, nearest(object, known.list("object")), text)
	}
	for _, kind := range []string{"object", "permission"} {
		if name, ok := known[kind][strings.ToLower(text)]; ok {
			return Target{kind, name}, "", nil
		}
	}
	return t, "", fmt.Errorf("nothing in the snapshot names an object or a permission %s%s; object:%s and permission:%s ask all the same",
		text, nearest(text, append(known.list("object"), known.list("permission")...)), text, text)
}

// knownNames are kind -> name in lower case -> name.
type knownNames map[string]map[string]string

func (o *Org) names() knownNames {
	known := knownNames{"object": {"*": "*"}, "permission": {}, "field": {"*.*": "*.*"}, "setup": {}}
	add := func(kind, name string) { known[kind][strings.ToLower(name)] = name }
	field := func(object, name string) {
		add("object", object)
		add("field", object+"."+name)
	}
	for i := range o.PermissionSets {
		set := &o.PermissionSets[i]
		for _, name := range set.Permissions {
			add("permission", name)
		}
		for object := range set.Objects {
			add("object", object)
		}
		for object, fields := range set.Fields {
			for name := range fields {
				field(object, name)
			}
		}
		for kind, entities := range set.Setup {
			for _, name := range entities {
				add("setup", kind+":"+name)
			}
		}
	}
	for i := range o.Objects {
		object := &o.Objects[i]
		add("object", object.Name)
		for _, f := range object.Fields {
			field(object.Name, f.Name)
		}
	}
	for _, object := range known.list("object") {
		if object == "*" {
			continue
		}
		add("field", object+".*")
		for _, always := range alwaysFields(object, nil) {
			add("field", object+"."+always.name)
		}
	}
	return known
}

func (k knownNames) list(kind string) []string {
	var names []string
	for _, key := range slices.Sorted(maps.Keys(k[kind])) {
		names = append(names, k[kind][key])
	}
	return names
}

// settle gives a target the spelling of the org, or notes that there is none.
func (k knownNames) settle(t Target) (Target, string, error) {
	if name, ok := k[t.Kind][strings.ToLower(t.Name)]; ok {
		return Target{t.Kind, name}, "", nil
	}
	hint := ""
	if object, field, ok := strings.Cut(t.Name, "."); ok && t.Kind == "field" {
		var siblings []string
		for _, name := range k.list("field") {
			if rest, ok := strings.CutPrefix(name, object+"."); ok {
				siblings = append(siblings, rest)
			}
		}
		hint = nearest(field, siblings)
	}
	what := GrantWords(Hop{Kind: t.Kind, Name: t.Name})
	if t.Kind == "field" || t.Kind == "object" {
		what = "the " + t.Kind + " " + t.Name
	}
	return t, fmt.Sprintf("nothing in the snapshot names %s: neither a definition nor a grant%s", what, hint), nil
}
