package salesforce_test

import (
	"net/http"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
	"github.com/leastwise/leastwise/snapshot/salesforce/fakeorg"
)

// owningOrg is an org whose integration user reaches objects of each kind: private, public,
// without owners, and one by a session activation alone.
func owningOrg() *salesforce.Org {
	yes := true
	return &salesforce.Org{
		Users: []salesforce.User{
			{Username: "clay@acme.com", Name: "Clay", Profile: "Clay", Active: &yes, Owned: map[string]int64{"Account": 12, "Lead": 3, "Case": 7}},
			{Username: "ann@acme.com", Name: "Ann", Profile: "Clay", Active: &yes, Owned: map[string]int64{"Account": 40}},
		},
		PermissionSets: []salesforce.PermissionSet{
			{Name: "Clay", Kind: salesforce.KindProfile, License: "Salesforce", Permissions: []string{"ApiEnabled"}, Objects: map[string][]string{
				"Account": {"read"}, "Lead": {"read", "edit"}, "Line__c": {"read"}, "Setting__mdt": {"read"},
			}},
			{Name: "Session", Kind: salesforce.KindSet, SessionActivation: true, Objects: map[string][]string{"Task__c": {"read"}}},
		},
		Assignments: []salesforce.Assignment{{User: "clay@acme.com", Set: "Session"}},
		Objects: []salesforce.Object{
			{Name: "Account", SharingModel: "Private"}, {Name: "Case", SharingModel: "Private"}, {Name: "Lead", SharingModel: "ReadWrite"},
			{Name: "Line__c", SharingModel: "ControlledByParent", Fields: []salesforce.Field{{Name: "Account__c", Type: "MasterDetail", ReferenceTo: "Account"}}},
			{Name: "Task__c", SharingModel: "Read"},
		},
	}
}

// TestLiveCountsWhatIntegrationUsersOwn holds that none is said only where every record was seen,
// and that a user who owns some is known to in any case.
func TestLiveCountsWhatIntegrationUsersOwn(t *testing.T) {
	t.Parallel()
	count := func(n int64) *int64 { return &n }
	const hidden = "Account: records may be hidden, since the scanner is not seen to hold View All on it"
	refused := func(match, code string) *fakeorg.Fault {
		return &fakeorg.Fault{Match: match, Times: -1, Do: fakeorg.Refuse(http.StatusBadRequest, code, "no")}
	}
	for name, test := range map[string]struct {
		change func(*salesforce.Org, *fakeorg.Options)
		want   salesforce.User
	}{
		"of all that it reaches": {
			func(*salesforce.Org, *fakeorg.Options) {},
			salesforce.User{OwnsRecords: count(15), Owned: map[string]int64{"Account": 12, "Lead": 3}},
		},
		"nothing": {
			func(o *salesforce.Org, _ *fakeorg.Options) { o.Users[0].Owned = nil },
			salesforce.User{OwnsRecords: count(0)},
		},
		"where sharing hides records": {
			func(_ *salesforce.Org, f *fakeorg.Options) { f.ViewsAll = nil },
			salesforce.User{Owned: map[string]int64{"Lead": 3}, OwnsUnknown: hidden},
		},
		"where View All Data shows them": {
			func(_ *salesforce.Org, f *fakeorg.Options) {
				f.ViewsAll, f.Grants = nil, []string{"ApiEnabled", "ViewSetup", "ViewAllData", "ModifyMetadata"}
			},
			salesforce.User{OwnsRecords: count(15), Owned: map[string]int64{"Account": 12, "Lead": 3}},
		},
		"where a count is refused": {
			func(_ *salesforce.Org, f *fakeorg.Options) {
				f.Faults = []*fakeorg.Fault{refused(`COUNT\(\) FROM Lead`, "QUERY_TIMEOUT")}
			},
			salesforce.User{Owned: map[string]int64{"Account": 12}, OwnsUnknown: "Lead: QUERY_TIMEOUT: no"},
		},
		"where a count says nothing": {
			func(_ *salesforce.Org, f *fakeorg.Options) {
				f.Faults = []*fakeorg.Fault{{Match: `COUNT\(\) FROM Lead`, Times: -1, Do: fakeorg.Body("application/json", `{"done": true}`)}}
			},
			salesforce.User{Owned: map[string]int64{"Account": 12}, OwnsUnknown: "Lead: the count has no totalSize"},
		},
		"where an object is not described": {
			func(_ *salesforce.Org, f *fakeorg.Options) { f.Reads = []string{"Account", "Line__c", "Task__c"} },
			salesforce.User{Owned: map[string]int64{"Account": 12}, OwnsUnknown: "Lead was not described, so that nobody knows whether it has owners"},
		},
		"where it reaches everything": {
			func(o *salesforce.Org, _ *fakeorg.Options) {
				o.PermissionSets[0].Permissions = append(o.PermissionSets[0].Permissions, "ViewAllData")
			},
			salesforce.User{
				Owned:       map[string]int64{"Account": 12, "Lead": 3},
				OwnsUnknown: "the user reaches every object, and those that no grant names were not counted",
			},
		},
		"where what it reaches is not known": {
			func(_ *salesforce.Org, f *fakeorg.Options) {
				f.Faults = []*fakeorg.Fault{refused("FROM SetupEntityAccess", "INVALID_TYPE")}
			},
			salesforce.User{Owned: map[string]int64{"Account": 12, "Lead": 3}, OwnsUnknown: "what the user reaches is not known in full"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, options := owningOrg(), fakeorg.Options{Now: roadsTakenAt(), ViewsAll: []string{"Account"}}
			test.change(o, &options)
			s := fakeorg.Start(t, o, options)
			deps := liveDeps()
			deps.Usage = &salesforce.Usage{}
			live, _, err := salesforce.Live(t.Context(), liveConfig(t, s, "clay@acme.com"), roadsTakenAt(), deps)
			if err != nil {
				t.Fatal(err)
			}
			for _, user := range live.Users {
				want := salesforce.User{}
				if user.Username == "clay@acme.com" {
					want = test.want
				}
				got := salesforce.User{OwnsRecords: user.OwnsRecords, Owned: user.Owned, OwnsUnknown: user.OwnsUnknown}
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("%s:\n%s", user.Username, diff)
				}
			}
			if notes := strings.Join(deps.Usage.Notes, "\n"); !strings.Contains(notes, test.want.OwnsUnknown) {
				t.Errorf("the operator is told %q", notes)
			}
		})
	}
}

// TestLiveCountsOwnersLastAndOnce holds what the counts cost: a call for each object that the user
// reaches and that has owners, behind everything else.
func TestLiveCountsOwnersLastAndOnce(t *testing.T) {
	t.Parallel()
	s := fakeorg.Start(t, owningOrg(), fakeorg.Options{Now: roadsTakenAt(), ViewsAll: []string{"Account"}})
	live, sections, err := salesforce.Live(t.Context(), liveConfig(t, s, "clay@acme.com"), roadsTakenAt(), liveDeps())
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	for _, r := range s.Requests() {
		if len(asked) > 0 || strings.Contains(r.Detail, "OwnerId") {
			asked = append(asked, r.Detail)
		}
	}
	where := " WHERE OwnerId = '" + s.ID("User", "Username", "clay@acme.com") + "'"
	if diff := gocmp.Diff([]string{"SELECT COUNT() FROM Account" + where, "SELECT COUNT() FROM Lead" + where, "SELECT COUNT() FROM Task__c" + where}, asked); diff != "" {
		t.Error(diff)
	}
	for section, c := range sections {
		if c.State != evidence.Complete {
			t.Errorf("%s is %s: %s", section, c.State, c.Reason)
		}
	}
	if len(live.Scanner.Excess) > 0 {
		t.Errorf("the scanner is told to give up %v, which the counts need", live.Scanner.Excess)
	}
}

// TestScannerNeedsViewAllOnlyForCounts holds that View All on what nobody counts is too much.
func TestScannerNeedsViewAllOnlyForCounts(t *testing.T) {
	t.Parallel()
	s := fakeorg.Start(t, owningOrg(), fakeorg.Options{Now: roadsTakenAt(), ViewsAll: []string{"Account", "Case", "Lead"}})
	live, _, err := salesforce.Live(t.Context(), liveConfig(t, s, "clay@acme.com"), roadsTakenAt(), liveDeps())
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff([]string{"object:Case", "object:Lead"}, live.Scanner.Excess); diff != "" { // Lead is public
		t.Error(diff)
	}
}
