package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/leastwise/leastwise/snapshot"
)

func TestAGeneratedCompanyIsASnapshotOfItsSize(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var digests [2]string
	for i, name := range []string{"a.json", "b.json.gz"} {
		path := filepath.Join(dir, name)
		if err := generate(path, size{grants: 12_345, users: 30, members: 20, tables: 10}); err != nil {
			t.Fatal(err)
		}
		s, err := snapshot.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		grants := 0
		for _, set := range s.Salesforce.PermissionSets {
			for _, fields := range set.Fields {
				grants += len(fields)
			}
		}
		if grants != 12_345 || len(s.Salesforce.Users) != 31 || len(s.Clay.Members) != 20 || len(s.Clay.Tables) != 10 {
			t.Errorf("%d grants, %d users, %d members, %d tables", grants, len(s.Salesforce.Users), len(s.Clay.Members), len(s.Clay.Tables))
		}
		if digests[i], err = snapshot.Digest(s); err != nil {
			t.Fatal(err)
		}
	}
	if digests[0] != digests[1] {
		t.Error("the same size gives another snapshot")
	}
}

func TestMedianTakesEachQuantityByItself(t *testing.T) {
	t.Parallel()
	got := median([]cost{{wall: 3 * time.Second, cpu: 1, peak: 7}, {wall: time.Second, cpu: 2, peak: 9}, {wall: 2 * time.Second, cpu: 3, peak: 8}})
	if want := (cost{wall: 2 * time.Second, cpu: 2, peak: 8}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
