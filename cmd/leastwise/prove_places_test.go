package main

import (
	"reflect"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// withoutPlaces clears every location and line of an org, so that two readings of the same
// grants in other files are equal.
func withoutPlaces(o *salesforce.Org) *salesforce.Org {
	clearPlaces(reflect.ValueOf(o).Elem())
	for i := range o.PermissionSets {
		o.PermissionSets[i].Lines = nil
	}
	return o
}

func clearPlaces(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[evidence.Location]():
		v.SetZero()
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			clearPlaces(v.Field(i))
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			clearPlaces(v.Index(i))
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		clearPlaces(v.Elem())
	}
}
