package rego

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// missing is what a template writes for a value that is not there, and sprintf for one that is not
// there or of another type than its verb: the text of no rule, but for what a name may hold.
var missing = regexp.MustCompile(`<undefined>|%![^ (]?\((MISSING\)|BADINDEX\)|BADWIDTH\)|BADPREC\)|NOVERB\)|EXTRA |[^ )=]+=)`)

// checkMissing refuses a finding whose words have a hole where a value should be. A text that the
// snapshot or the configuration holds is no hole: a name must not turn a rule off.
func (l *locator) checkMissing(f Finding) error {
	for _, text := range append([]string{f.Message, f.Subject.ID, f.Subject.Name}, f.More...) {
		hole := missing.FindString(text)
		if hole == "" || holds(reflect.ValueOf(l.snapshot), hole) || holds(reflect.ValueOf(l.options), hole) {
			continue
		}
		return fmt.Errorf("the finding on %s %s says %s: a value in it is missing, or not of that type: give it a default, as in object.get(member, \"sponsor\", \"nobody\")", f.Subject.Kind, evidence.Quote(f.Subject.ID), evidence.Quote(hole))
	}
	return nil
}

// holds reports whether a text stands anywhere in a value, in whatever case: rules change it.
func holds(v reflect.Value, text string) bool {
	switch v.Kind() {
	case reflect.String:
		return strings.Contains(strings.ToLower(v.String()), strings.ToLower(text))
	case reflect.Pointer, reflect.Interface:
		return holds(v.Elem(), text)
	case reflect.Struct:
		for i := range v.NumField() {
			if holds(v.Field(i), text) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if holds(v.Index(i), text) {
				return true
			}
		}
	case reflect.Map:
		for entries := v.MapRange(); entries.Next(); {
			if holds(entries.Key(), text) || holds(entries.Value(), text) {
				return true
			}
		}
	}
	return false
}
