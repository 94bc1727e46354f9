package salesforce

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readOwned counts the records that the integration users own of each object that they reach and
// that has owners: one call for each user and object.
//
// An org counts only what the scanner may see, and does not say so. A count of some is a finding
// either way; that there are none is believed where the scanner sees every record.
func (r *reader) readOwned() {
	for i := range r.o.Users {
		user := &r.o.Users[i]
		if j := slices.IndexFunc(r.o.Access, func(a Access) bool { return a.User == user.Username }); j >= 0 {
			r.countOwned(user, r.o.Access[j])
		}
	}
}

func (r *reader) countOwned(user *User, access Access) {
	var unknown []string
	if !access.Complete {
		unknown = append(unknown, "what the user reaches is not known in full")
	}
	total, owned := int64(0), map[string]int64{}
	for _, name := range access.reaches() {
		object := r.o.object(name)
		switch {
		case name == "*":
			unknown = append(unknown, "the user reaches every object, and those that no grant names were not counted")
			continue
		case object == nil || len(object.Fields) == 0:
			unknown = append(unknown, name+" was not described, so that nobody knows whether it has owners")
			continue
		case !slices.ContainsFunc(object.Fields, func(f Field) bool { return f.Name == "OwnerId" }):
			continue
		}
		n, err := r.c.count(r.ctx, strings.NewReplacer("<object>", name, "<user>", user.ID).Replace(soqlOwned))
		switch {
		case err != nil:
			unknown = append(unknown, failed("", name, err))
		case !r.seesAll(object):
			unknown = append(unknown, name+": records may be hidden, since the scanner is not seen to hold View All on it")
		}
		if n > 0 {
			owned[name] = int64(n)
			total += int64(n)
		}
	}
	if len(owned) > 0 {
		user.Owned = owned
	}
	if len(unknown) > 0 {
		user.OwnsUnknown = evidence.List(unknown)
		r.note("what %s owns is not known in full: %s", user.Username, user.OwnsUnknown)
		return
	}
	user.OwnsRecords = &total
}

// seesAll says whether the scanner sees every record of an object, and takes what lets it off the
// list of what it need not hold.
func (r *reader) seesAll(object *Object) bool {
	if slices.Contains([]string{"Read", "ReadWrite", "ReadWriteTransfer", "FullAccess"}, object.SharingModel) || r.holdsAny("ViewAllData", "ModifyAllData") {
		return true
	}
	flags := r.sees[object.Name]
	if !slices.Contains(flags, "view_all") {
		return false
	}
	if slices.Equal(flags, []string{"read", "view_all"}) {
		key := GrantKey("object", object.Name)
		r.o.Scanner.Excess = slices.DeleteFunc(r.o.Scanner.Excess, func(excess string) bool { return excess == key })
	}
	return true
}

func (o *Org) object(name string) *Object {
	for i := range o.Objects {
		if o.Objects[i].Name == name {
			return &o.Objects[i]
		}
	}
	return nil
}

// reaches are the objects that can be read, or could with a session activation, and that have
// records which are shared: custom metadata and events have none. "*" stands for every object.
func (a Access) reaches() []string {
	rows := a.Objects
	if a.Potential != nil {
		rows = slices.Concat(rows, a.Potential.Objects)
	}
	var names []string
	for _, row := range rows {
		if !strings.HasSuffix(row.Object, "__mdt") && !strings.HasSuffix(row.Object, "__e") {
			names = append(names, row.Object)
		}
	}
	return sortedSet(names)
}
