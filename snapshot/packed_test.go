package snapshot

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
	"github.com/leastwise/leastwise/snapshot/salesforce/fakeorg"
)

// someOrg is an org with sets, profiles and a group with a muting set. Some of it reaches the
// integration user.
func someOrg(r *rand.Rand) *salesforce.Org {
	o := &salesforce.Org{Users: []salesforce.User{{Username: "clay@acme.com", Name: "Clay", Profile: "Set_0"}}}
	for i := range 2 + r.IntN(6) {
		set := salesforce.PermissionSet{
			Name: fmt.Sprint("Set_", i), Kind: salesforce.KindSet, Permissions: []string{"ApiEnabled"},
			Objects: map[string][]string{}, Fields: map[string]map[string]string{},
		}
		words := []string{"r", "rw"}
		switch i {
		case 0:
			set.Kind = salesforce.KindProfile
		case 1:
			set.Kind, words = salesforce.KindMuting, []string{"r", "w"}
		}
		for k := range r.IntN(3) {
			object, fields := fmt.Sprintf("Thing_%d__c", k), map[string]string{}
			for n := range 1 + r.IntN(5) {
				fields[fmt.Sprintf("Field_%d__c", n)] = words[r.IntN(2)]
			}
			set.Objects[object], set.Fields[object] = []string{"read", "edit"}, fields
		}
		if r.IntN(2) == 0 && set.Kind == salesforce.KindSet {
			o.Assignments = append(o.Assignments, salesforce.Assignment{User: "clay@acme.com", Set: set.Name})
		}
		o.PermissionSets = append(o.PermissionSets, set)
	}
	for k := range 3 {
		o.Objects = append(o.Objects, salesforce.Object{Name: fmt.Sprintf("Thing_%d__c", k), SharingModel: "Private"})
	}
	if len(o.PermissionSets) > 3 {
		o.Groups = []salesforce.Group{{Name: "Group", Sets: []string{"Set_2", "Set_3"}, MutingSets: []string{"Set_1"}, Status: "Updated"}}
		o.Assignments = append(o.Assignments, salesforce.Assignment{User: "clay@acme.com", Group: "Group"})
	}
	return o
}

// takeOrg takes what a running org tells, with its fields packed or not.
func takeOrg(t *testing.T, s *fakeorg.Server, fields string, packed bool) (*Snapshot, error) {
	t.Helper()
	var token evidence.Secret
	if err := token.UnmarshalText([]byte("env:TOKEN")); err != nil {
		t.Fatal(err)
	}
	return Take(t.Context(), Config{Salesforce: &salesforce.Config{
		Name: "org", IntegrationUsers: []string{"clay@acme.com"}, Fields: fields,
		Org: &salesforce.OrgConfig{InstanceURL: s.URL, Auth: salesforce.AuthConfig{Flow: "access_token", AccessToken: token}},
	}}, Options{TakenAt: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), Tool: Tool{Name: "leastwise", Version: "test"}, Salesforce: salesforce.Deps{
		Getenv: func(string) string { return fakeorg.AccessToken },
		Sleep:  func(context.Context, time.Duration) error { return nil },
		Packed: packed,
	}})
}

// TestPackedFieldsGiveTheSameSnapshot holds what is packed to what is not: the bytes, the digests,
// the shards, the access, and the pseudonyms.
func TestPackedFieldsGiveTheSameSnapshot(t *testing.T) {
	t.Parallel()
	kept := 0
	for seed := range uint64(12) {
		s := fakeorg.Start(t, someOrg(rand.New(rand.NewPCG(seed, 4))), fakeorg.Options{})
		for _, fields := range []string{"all", "integration_users"} {
			whole, err := takeOrg(t, s, fields, false)
			if err != nil {
				t.Fatal(err)
			}
			packed, err := takeOrg(t, s, fields, true)
			if err != nil {
				t.Fatal(err)
			}
			for i, set := range packed.Salesforce.PermissionSets {
				kept += set.Packed.Len()
				if whole.Salesforce.PermissionSets[i].Packed != nil || set.Packed.Len() > 0 && len(set.Fields) > 0 {
					t.Fatalf("seed %d: %s is packed where nobody asked, or is both", seed, set.Name)
				}
			}
			if diff := cmp.Diff(string(canonical(t, whole)), string(canonical(t, packed))); diff != "" {
				t.Fatalf("seed %d: other bytes:\n%s", seed, diff)
			}
			var streamed bytes.Buffer
			if err := WriteSets(&streamed, packed, func(yield func(*salesforce.PermissionSet) bool) {
				for i := range packed.Salesforce.PermissionSets {
					if !yield(&packed.Salesforce.PermissionSets[i]) {
						return
					}
				}
			}); err != nil || !bytes.Equal(streamed.Bytes(), canonical(t, whole)) {
				t.Fatalf("seed %d: WriteSets writes something else: %v", seed, err)
			}
			want, err := Digest(whole)
			if err != nil {
				t.Fatal(err)
			}
			stream, err := packed.Stream()
			if err != nil {
				t.Fatal(err)
			}
			_, shards, err := gather(stream)
			if digest, err2 := Digest(packed); err != nil || err2 != nil || digest != want || shards != want {
				t.Fatalf("seed %d: digest %s of shards, %s of the snapshot, want %s (%v, %v)", seed, shards, digest, want, err, err2)
			}
			at := whole.TakenAt.Time()
			if diff := cmp.Diff(salesforce.Effective(whole.Salesforce, "clay@acme.com", at), salesforce.Effective(packed.Salesforce, "clay@acme.com", at)); diff != "" {
				t.Fatalf("seed %d: other access:\n%s", seed, diff)
			}
			if got, want := redactedBytes(t, packed), redactedBytes(t, whole); got != want {
				t.Fatalf("seed %d: other pseudonyms:\n%s", seed, cmp.Diff(want, got))
			}
		}
	}
	if kept == 0 {
		t.Error("nothing was packed")
	}
}

func redactedBytes(t *testing.T, s *Snapshot) string {
	t.Helper()
	redactor, err := NewRedactor([]byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	redacted, err := redactor.Snapshot(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(canonical(t, redacted))
}

// TestWhatIsPackedIsChecked holds that a name which no snapshot may hold is found where it is packed.
func TestWhatIsPackedIsChecked(t *testing.T) {
	t.Parallel()
	o := someOrg(rand.New(rand.NewPCG(1, 4)))
	o.PermissionSets[0].Fields["Thing_0__c"] = map[string]string{"Field_\xff__c": "r"}
	s := fakeorg.Start(t, o, fakeorg.Options{})
	_, want := takeOrg(t, s, "all", false)
	_, got := takeOrg(t, s, "all", true)
	if want == nil || fmt.Sprint(got) != fmt.Sprint(want) || !strings.Contains(got.Error(), "salesforce.permission_sets[") {
		t.Errorf("packed: %v\nwhole:  %v", got, want)
	}
}
