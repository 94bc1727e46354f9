package salesforce

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Wanted is all that one integration user may reach: the policy in the words of this package.
// What it does not name is not approved, whether it is nil or empty.
type Wanted struct {
	User        string
	Objects     map[string][]string          // object -> Flags; each of them implies read
	Fields      map[string]map[string]string // object -> field -> "r" | "rw"
	Permissions []string
	Setup       map[string][]string // kind of SetupKinds -> names
	Scope       *Scope
	Writeback   string   // the object that the integration writes to
	LoginIPs    []string // addresses or CIDR
	Apps        []string
	Sets        []string // the permission sets it may hold; the first is the one that is written
	Profile     string
	Forbidden   []string                               // permissions that no policy can approve
	At          func(path ...string) evidence.Location // where the policy says a thing; nil without a file
}

// Scope is which records of an object the user may see.
type Scope struct {
	Object      string
	SharingRule string
	Role        string
	Group       string
	Criteria    []Criterion // "" where the policy does not say: then those of the org's rule hold
}

// apiName is what Salesforce takes for the API name of a component.
var apiName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,79}$`)

// voids are the permissions that make a list of objects and fields mean nothing.
var voids = []string{"ViewAllData", "ModifyAllData", "ViewAllFieldsGlobal"}

// mistake is a mistake in the policy of the user, at the path below it.
func (w *Wanted) mistake(path []string, format string, args ...any) *evidence.Error {
	full := append([]string{"policy", "salesforce", w.User}, path...)
	var at evidence.Location
	if w.At != nil {
		at = w.At(full...)
	}
	return &evidence.Error{File: at.File, Line: at.Line, Path: strings.Join(full, "."), Msg: fmt.Sprintf(format, args...)}
}

// Mistakes returns every word of the policy that means nothing: a flag, a kind, a name or an
// address that Salesforce does not have, and a scope that is not whole. Such a word approves
// something else than was meant, or nothing.
func (w *Wanted) Mistakes() []error {
	var found []error
	fail := func(path []string, format string, args ...any) {
		found = append(found, w.mistake(path, format, args...))
	}
	name := func(what string, path ...string) {
		if !apiName.MatchString(what) {
			fail(path, "%s is not an API name: letters, digits and underscores, such as Account or Region__c", evidence.Quote(what))
		}
	}
	printable := func(what, kind string, path ...string) {
		if !printableName(what) {
			fail(path, "%s is not the name of %s", evidence.Quote(what), kind)
		}
	}
	for _, object := range slices.Sorted(maps.Keys(w.Objects)) {
		name(object, "objects", object)
		for _, flag := range w.Objects[object] {
			if !slices.Contains(Flags, flag) {
				fail([]string{"objects", object}, "unknown flag %s%s", evidence.Quote(flag), evidence.Suggest(flag, Flags))
			}
		}
	}
	for _, object := range slices.Sorted(maps.Keys(w.Fields)) {
		name(object, "fields", object)
		for _, field := range slices.Sorted(maps.Keys(w.Fields[object])) {
			if field != "*" {
				name(field, "fields", object)
			}
		}
	}
	for _, permission := range w.Permissions {
		name(permission, "system_permissions")
	}
	for _, kind := range slices.Sorted(maps.Keys(w.Setup)) {
		if !slices.Contains(SetupKinds, kind) {
			fail([]string{"setup", kind}, "unknown kind%s", evidence.Suggest(kind, SetupKinds))
		}
		for _, entity := range w.Setup[kind] {
			printable(entity, "a setup entity", "setup", kind)
		}
	}
	for _, set := range w.Sets {
		name(set, "permission_sets")
	}
	if w.Profile != "" {
		printable(w.Profile, "a profile", "profile")
	}
	for _, app := range w.Apps {
		printable(app, "an app", "apps")
	}
	for _, address := range w.LoginIPs {
		if _, _, err := bounds(address); err != nil {
			fail([]string{"login_ips"}, "%s is neither an address nor a range such as 52.7.81.0/24", evidence.Quote(address))
		}
	}
	if w.Writeback != "" {
		name(w.Writeback, "writeback_object")
	}
	if w.Scope != nil {
		found = append(found, w.scopeMistakes()...)
	}
	return found
}

func (w *Wanted) scopeMistakes() []error {
	var found []error
	for _, one := range []struct {
		key, value string
		needed     bool
	}{
		{"object", w.Scope.Object, true}, {"sharing_rule", w.Scope.SharingRule, true}, {"role", w.Scope.Role, false}, {"group", w.Scope.Group, false},
	} {
		path := []string{"record_scope", one.key}
		switch {
		case one.value == "" && one.needed:
			found = append(found, w.mistake(path, "is missing: a record_scope names the object and the sharing rule that opens its records"))
		case one.value != "" && !apiName.MatchString(one.value):
			found = append(found, w.mistake(path, "%s is not an API name: letters, digits and underscores, such as Account or Clay_EMEA", evidence.Quote(one.value)))
		}
	}
	for _, c := range w.Scope.Criteria {
		if !printableName(c.Field) || !slices.Contains(filterOperations, c.Operation) {
			found = append(found, w.mistake([]string{"record_scope", "criteria"}, "wants a field and an operation%s", evidence.Suggest(c.Operation, filterOperations)))
		}
	}
	return found
}

// check returns everything that keeps the policy from being written as metadata exactly.
func (w *Wanted) check() []error {
	found := w.Mistakes()
	fail := func(path []string, format string, args ...any) {
		found = append(found, w.mistake(path, format, args...))
	}
	for _, object := range slices.Sorted(maps.Keys(w.Objects)) {
		for _, flag := range w.Objects[object] {
			if missing := missing(implied([]string{flag}), w.Flags(object)); len(missing) > 0 {
				fail([]string{"objects", object}, "%s needs %s as well: Salesforce gives no %s without", flag, strings.Join(missing, ", "), flag)
			}
		}
		if everyField := w.Fields[object]["*"] != ""; everyField != slices.Contains(w.Objects[object], "view_all_fields") {
			fail([]string{"objects", object}, `view_all_fields and the field "*" for reading mean the same: approve both, or neither`)
		}
	}
	for _, object := range slices.Sorted(maps.Keys(w.Fields)) {
		if len(w.Fields[object]) > 0 && len(w.Objects[object]) == 0 {
			fail([]string{"fields", object}, "objects does not approve %s, so that no field of it can be reached: add it to objects, or remove its fields", object)
		}
		if w.Fields[object]["*"] == "rw" {
			fail([]string{"fields", object, "edit"}, `"*" cannot be granted for editing: name the fields`)
		}
	}
	for _, permission := range w.Permissions {
		if slices.Contains(w.Forbidden, permission) || slices.Contains(voids, permission) {
			fail([]string{"system_permissions"}, "%s is a permission that no policy can approve: remove it", permission)
		}
	}
	if w.Writeback != "" && len(w.Objects[w.Writeback]) == 0 {
		fail([]string{"writeback_object"}, "objects does not approve %s: add it to objects", w.Writeback)
	}
	return found
}

// filterOperations are the operations of a criteria sharing rule.
var filterOperations = []string{
	"equals", "notEqual", "lessThan", "greaterThan", "lessOrEqual", "greaterOrEqual", "contains", "notContain", "startsWith",
	"includes", "excludes", "within",
}

// Flags are the flags that the policy approves on an object, with the read that each implies.
func (w *Wanted) Flags(object string) []string {
	if len(w.Objects[object]) == 0 {
		return nil
	}
	return inOrder(append([]string{"read"}, w.Objects[object]...))
}

// missing are those of want that have does not hold.
func missing(want, have []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(item string) bool { return slices.Contains(have, item) })
}

func printableName(name string) bool {
	return name != "" && len(name) <= 255 && strings.TrimSpace(name) == name && strings.IndexFunc(name, func(r rune) bool {
		return !unicode.IsPrint(r) || r == unicode.ReplacementChar
	}) < 0
}

// bounds are the first and the last address of an address or a CIDR range.
func bounds(text string) (first, last netip.Addr, err error) {
	if !strings.Contains(text, "/") {
		addr, err := netip.ParseAddr(text)
		if err == nil && addr.Zone() != "" {
			err = errors.New("an address of one machine's own network")
		}
		return addr, addr, err
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return first, last, err
	}
	prefix = prefix.Masked()
	bytes := prefix.Addr().AsSlice()
	for bit := prefix.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 1 << (7 - bit%8)
	}
	last, _ = netip.AddrFromSlice(bytes)
	return prefix.Addr(), last, nil
}
