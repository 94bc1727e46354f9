package salesforce

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fieldRow is one row of FieldPermissions.
type fieldRow struct {
	parent, field string
	read, edit    bool
}

// held keeps a row in maps, as they stand in a snapshot: what packed ones are held to.
func (row fieldRow) held(set *PermissionSet) {
	access := ""
	switch {
	case set.Kind == KindMuting && row.read, set.Kind != KindMuting && !row.edit && row.read:
		access = "r"
	case set.Kind == KindMuting && row.edit:
		access = "w"
	case row.edit:
		access = "rw"
	}
	if access != "" {
		set.setField(row.field[:len("Object_0")], row.field[len("Object_0."):], access)
	}
}

// TestPackedFieldsAreWhatTheRowsSay gives rows in any order, some of them more than once, some of
// them malformed or of nobody.
func TestPackedFieldsAreWhatTheRowsSay(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 8))
		r := &reader{fields: &fieldNames{numbers: map[string]uint32{}}, sets: map[string]*container{}, o: &Org{}}
		want := map[string]*PermissionSet{}
		for i, kind := range []string{KindSet, KindProfile, KindMuting, KindSet} {
			id := fmt.Sprint("0PS", i)
			set := newSet(kind, api("PermissionSet", id))
			set.Name = fmt.Sprint("Set_", i)
			want[set.Name] = &set
			r.sets[id] = &container{id: id, set: newSet(kind, set.Location)}
			r.sets[id].set.Name = set.Name
		}
		stray, strays := 0, 0
		for range random.IntN(300) {
			row := fieldRow{fmt.Sprint("0PS", random.IntN(3)), fmt.Sprintf("Object_%d.Field_%d", random.IntN(3), random.IntN(9)), random.IntN(3) > 0, random.IntN(2) > 0}
			switch random.IntN(20) {
			case 0:
				row.parent = "0PS9"
				strays++
			case 1:
				row.field = []string{"", "Website", ".Website", "Account."}[random.IntN(4)]
				strays++
			case 2:
				row.parent = "0PL1" // a licence: no grant of a set
			default:
				row.held(want[r.sets[row.parent].set.Name])
			}
			stray += r.addField(row.parent, row.field, row.read, row.edit)
		}
		if stray != strays {
			t.Errorf("seed %d: %d rows were not kept, want %d", seed, stray, strays)
		}
		r.settle()
		for i := range r.o.PermissionSets {
			set := r.o.PermissionSets[i].Whole()
			if diff := cmp.Diff(want[set.Name].Fields, set.Fields); diff != "" || set.Packed != nil {
				t.Errorf("seed %d: %s:\n%s", seed, set.Name, diff)
			}
		}
		if len(r.o.PermissionSets[3].Fields) > 0 {
			t.Error("a set without rows has fields")
		}
	}
}
