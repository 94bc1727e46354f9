package snapshot

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// GrantChange is what a user gained or lost on one permission, object, field or setup entity. It
// may be a road alone: what is held by one more road, or by one fewer, is as easy or hard to take
// away as its roads are many.
type GrantChange struct {
	User     string            `json:"user"`
	Target   salesforce.Target `json:"target"`
	Session  bool              `json:"session,omitempty"` // held only while a session is activated for it
	Gained   []string          `json:"gained"`            // flags of an object, read and edit of a field, held of the rest
	Lost     []string          `json:"lost"`
	NewRoads []salesforce.Via  `json:"new_roads"`
	OldRoads []salesforce.Via  `json:"old_roads"` // that are there no more
	Unsure   string            `json:"unsure,omitempty"`
}

type grantKey struct {
	user    string
	target  salesforce.Target
	session bool
}

type grant struct {
	access []string
	roads  []salesforce.Via
}

// grants compares the effective access of every integration user of both snapshots. A user who
// became one has gained all they hold.
func (d *Difference) grants(old, now *salesforce.Org, s sight) {
	was, is := grantsOf(old), grantsOf(now)
	var keys []grantKey
	for _, held := range []map[grantKey]grant{was, is} {
		for key := range held {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, compareGrantKeys)
	for _, key := range slices.Compact(keys) {
		before, after := was[key], is[key]
		c := GrantChange{
			User: key.user, Target: key.target, Session: key.session,
			Gained: missing(after.access, before.access), Lost: missing(before.access, after.access),
			NewRoads: newRoads(after.roads, before.roads), OldRoads: newRoads(before.roads, after.roads),
		}
		if len(c.Gained)+len(c.Lost)+len(c.NewRoads)+len(c.OldRoads) == 0 {
			continue
		}
		switch {
		case len(c.Gained)+len(c.NewRoads) > 0 && s.before != "":
			c.Unsure = s.before
		case len(c.Lost)+len(c.OldRoads) > 0:
			c.Unsure = s.after
		}
		d.Grants = append(d.Grants, c)
	}
}

func compareGrantKeys(a, b grantKey) int {
	order := func(k grantKey) string {
		session := "0"
		if k.session {
			session = "1"
		}
		return strings.Join([]string{k.user, session, k.target.Kind, k.target.Name}, "\x00")
	}
	return strings.Compare(order(a), order(b))
}

// grantsOf are the rows of every access, those of a session activation apart. Fields that nobody
// can hide follow their object and are left out.
func grantsOf(o *salesforce.Org) map[grantKey]grant {
	held := map[grantKey]grant{}
	if o == nil {
		return held
	}
	for i := range o.Access {
		user := o.Access[i].User
		for a := &o.Access[i]; a != nil; a = a.Potential {
			put := func(kind, name string, access []string, roads []salesforce.Via) {
				held[grantKey{user, salesforce.Target{Kind: kind, Name: name}, a != &o.Access[i]}] = grant{access, roads}
			}
			for _, row := range a.Permissions {
				put("permission", row.Name, []string{"held"}, row.Via)
			}
			for _, row := range a.Objects {
				put("object", row.Object, row.Access, row.Via)
			}
			for _, row := range a.Fields {
				access := []string{"read"}
				if row.Access == "rw" {
					access = append(access, "edit")
				}
				if !row.Always {
					put("field", row.Object+"."+row.Field, access, row.Via)
				}
			}
			for _, row := range a.Setup {
				put("setup", row.Kind+":"+row.Name, []string{"held"}, row.Via)
			}
		}
	}
	return held
}

func missing(all, some []string) []string {
	return slices.DeleteFunc(append([]string{}, all...), func(word string) bool { return slices.Contains(some, word) })
}

// newRoads are the roads of all that some does not have, wherever either was read.
func newRoads(all, some []salesforce.Via) []salesforce.Via {
	same := func(a, b salesforce.Via) bool {
		return a.Kind == b.Kind && a.Name == b.Name && a.Group == b.Group && a.Grant == b.Grant && slices.Equal(a.Access, b.Access)
	}
	return slices.DeleteFunc(append([]salesforce.Via{}, all...), func(via salesforce.Via) bool {
		return slices.ContainsFunc(some, func(s salesforce.Via) bool { return same(via, s) })
	})
}
