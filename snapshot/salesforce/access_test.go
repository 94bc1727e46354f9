package salesforce_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func ptr[T any](v T) *T { return &v }

// one is an org whose only user, u, has the profile P.
func one(change func(*salesforce.Org)) *salesforce.Org {
	o := &salesforce.Org{
		Users: []salesforce.User{{Username: "u", Profile: "P"}},
		PermissionSets: []salesforce.PermissionSet{
			{Name: "P", Kind: salesforce.KindProfile, Permissions: []string{"ApiEnabled"}, Location: evidence.Location{File: "P.profile", Line: 2}},
		},
	}
	change(o)
	return o
}

func assigned(o *salesforce.Org, sets ...salesforce.PermissionSet) {
	for _, set := range sets {
		o.PermissionSets = append(o.PermissionSets, set)
		if set.Kind == salesforce.KindSet {
			o.Assignments = append(o.Assignments, salesforce.Assignment{User: "u", Set: set.Name})
		}
	}
}

func group(o *salesforce.Org, g salesforce.Group, sets ...salesforce.PermissionSet) {
	for _, set := range sets {
		o.PermissionSets = append(o.PermissionSets, set)
		if set.Kind == salesforce.KindMuting {
			g.MutingSets = append(g.MutingSets, set.Name)
		} else {
			g.Sets = append(g.Sets, set.Name)
		}
	}
	o.Groups = append(o.Groups, g)
	o.Assignments = append(o.Assignments, salesforce.Assignment{User: "u", Group: g.Name})
}

// summary is an access in short: "permission X", "object A read", "field A.B rw", with a "?"
// before what is only potential and "(always)" after what field security cannot hide. The
// fields that every readable object has are left out.
func summary(a salesforce.Access) []string {
	lines := []string{}
	for _, row := range a.Permissions {
		lines = append(lines, "permission "+row.Name)
	}
	for _, row := range a.Objects {
		lines = append(lines, fmt.Sprint("object ", row.Object, " ", row.Access))
	}
	for _, row := range a.Fields {
		if row.Always {
			continue
		}
		lines = append(lines, fmt.Sprintf("field %s.%s %s", row.Object, row.Field, row.Access))
	}
	for _, row := range a.Setup {
		lines = append(lines, "setup "+row.Kind+" "+row.Name)
	}
	if a.Potential != nil {
		for _, line := range summary(*a.Potential) {
			lines = append(lines, "? "+line)
		}
	}
	return lines
}

func objects(name string, flags ...string) map[string][]string {
	return map[string][]string{name: flags}
}

func fields(name, access string) map[string]map[string]string {
	return map[string]map[string]string{"Account": {name: access}}
}

func TestEffectiveAccess(t *testing.T) {
	t.Parallel()
	set := func(name string) salesforce.PermissionSet {
		return salesforce.PermissionSet{Name: name, Kind: salesforce.KindSet}
	}
	muting := salesforce.PermissionSet{Name: "M", Kind: salesforce.KindMuting}
	with := func(s salesforce.PermissionSet, change func(*salesforce.PermissionSet)) salesforce.PermissionSet {
		change(&s)
		return s
	}
	for name, test := range map[string]struct {
		org  func(*salesforce.Org)
		want []string
	}{
		"the profile alone": {func(*salesforce.Org) {}, []string{"permission ApiEnabled"}},
		"edit brings read": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) { s.Objects = objects("Account", "edit") }))
		}, []string{"permission ApiEnabled", "object Account [read edit]"}},
		"delete brings edit": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) { s.Objects = objects("Account", "delete") }))
		}, []string{"permission ApiEnabled", "object Account [read edit delete]"}},
		"modify all brings all but create and fields": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) { s.Objects = objects("Account", "modify_all") }))
		}, []string{"permission ApiEnabled", "object Account [read edit delete view_all modify_all]"}},
		"view all fields voids field security": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) { s.Objects = objects("Account", "view_all_fields") }))
		}, []string{"permission ApiEnabled", "object Account [read view_all_fields]", "field Account.* r"}},
		"view all fields globally": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) { s.Permissions = []string{"ViewAllFieldsGlobal"} }))
		}, []string{"permission ApiEnabled", "permission ViewAllFieldsGlobal", "field *.* r"}},
		"view all data": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) { s.Permissions = []string{"ViewAllData"} }))
		}, []string{"permission ApiEnabled", "permission ViewAllData", "object * [read view_all]"}},
		"modify all data does not open fields": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) { s.Permissions = []string{"ModifyAllData"} }))
		}, []string{"permission ApiEnabled", "permission ModifyAllData", "object * [read create edit delete view_all modify_all]"}},
		"the wider of two field permissions": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) { s.Fields = fields("Website", "rw") }),
				with(set("T"), func(s *salesforce.PermissionSet) { s.Fields = fields("Website", "r") }))
		}, []string{"permission ApiEnabled", "field Account.Website rw"}},
		"muted permission, object flag, field and edit": {func(o *salesforce.Org) {
			group(o, salesforce.Group{Name: "G"}, with(set("S"), func(s *salesforce.PermissionSet) {
				s.Permissions, s.Objects = []string{"ViewSetup", "RunReports"}, objects("Account", "read", "edit", "delete")
				s.Fields = map[string]map[string]string{"Account": {"A": "rw", "B": "rw", "C": "rw"}}
			}), with(muting, func(s *salesforce.PermissionSet) {
				s.Permissions, s.Objects = []string{"ViewSetup"}, objects("Account", "delete")
				s.Fields = map[string]map[string]string{"Account": {"A": "r", "B": "w"}}
			}))
		}, []string{"permission ApiEnabled", "permission RunReports", "object Account [read edit]", "field Account.B r", "field Account.C rw"}},
		"muting read alone leaves what edit needs": {func(o *salesforce.Org) {
			group(o, salesforce.Group{Name: "G"}, with(set("S"), func(s *salesforce.PermissionSet) { s.Objects = objects("Account", "read", "edit") }),
				with(muting, func(s *salesforce.PermissionSet) { s.Objects = objects("Account", "read") }))
		}, []string{"permission ApiEnabled", "object Account [read edit]"}},
		"muting takes nothing from a set assigned directly": {func(o *salesforce.Org) {
			s := with(set("S"), func(s *salesforce.PermissionSet) { s.Permissions = []string{"RunReports"} })
			group(o, salesforce.Group{Name: "G"}, s, with(muting, func(s *salesforce.PermissionSet) { s.Permissions = []string{"RunReports", "ApiEnabled"} }))
			o.Assignments = append(o.Assignments, salesforce.Assignment{User: "u", Set: "S"})
		}, []string{"permission ApiEnabled", "permission RunReports"}},
		"muting takes nothing from another group": {func(o *salesforce.Org) {
			s := with(set("S"), func(s *salesforce.PermissionSet) { s.Permissions = []string{"RunReports"} })
			group(o, salesforce.Group{Name: "G"}, s, with(muting, func(s *salesforce.PermissionSet) { s.Permissions = []string{"RunReports"} }))
			group(o, salesforce.Group{Name: "H", Sets: []string{"S"}})
		}, []string{"permission ApiEnabled", "permission RunReports"}},
		"setup entities are never muted": {func(o *salesforce.Org) {
			setup := map[string][]string{"flow": {"F"}}
			group(o, salesforce.Group{Name: "G"}, with(set("S"), func(s *salesforce.PermissionSet) { s.Setup = setup }),
				with(muting, func(s *salesforce.PermissionSet) { s.Setup = setup }))
		}, []string{"permission ApiEnabled", "setup flow F"}},
		"a session set is potential, with what it adds": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) {
				s.Permissions, s.Objects, s.Fields = []string{"ApiEnabled"}, objects("Account", "read"), fields("Website", "r")
			}), with(set("T"), func(s *salesforce.PermissionSet) {
				s.SessionActivation = true
				s.Permissions, s.Objects, s.Fields = []string{"ApiEnabled", "ViewSetup"}, objects("Account", "read", "edit"), fields("Website", "rw")
			}))
		}, []string{"permission ApiEnabled", "object Account [read]", "field Account.Website r",
			"? permission ViewSetup", "? object Account [edit]", "? field Account.Website rw"}},
		"a session group is potential": {func(o *salesforce.Org) {
			group(o, salesforce.Group{Name: "G", SessionActivation: true}, with(set("S"), func(s *salesforce.PermissionSet) { s.Permissions = []string{"ViewSetup"} }))
		}, []string{"permission ApiEnabled", "? permission ViewSetup"}},
		"a session set counts in a group that is none": {func(o *salesforce.Org) {
			group(o, salesforce.Group{Name: "G"}, with(set("S"), func(s *salesforce.PermissionSet) { s.SessionActivation, s.Permissions = true, []string{"ViewSetup"} }))
		}, []string{"permission ApiEnabled", "permission ViewSetup"}},
		"names in another case": {func(o *salesforce.Org) {
			assigned(o, with(set("S"), func(s *salesforce.PermissionSet) { s.Permissions = []string{"ViewSetup"} }))
			o.Assignments[0].Set = "s"
		}, []string{"permission ApiEnabled", "permission ViewSetup"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			access := salesforce.Effective(one(test.org), "U", takenAt)
			if diff := cmp.Diff(test.want, summary(access)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !access.Complete {
				t.Errorf("not complete: %s", access.Reason)
			}
		})
	}
}

func TestAssignmentsCountUntilTheyEnd(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		assignment salesforce.Assignment
		at         time.Time
		counts     bool
	}{
		"without an end":                 {salesforce.Assignment{}, day, true},
		"active":                         {salesforce.Assignment{Active: ptr(true), Revoked: ptr(false)}, day, true},
		"inactive":                       {salesforce.Assignment{Active: ptr(false)}, day, false},
		"revoked":                        {salesforce.Assignment{Revoked: ptr(true)}, day, false},
		"a second before its end":        {salesforce.Assignment{ExpiresAt: "2026-11-24T12:00:00Z"}, day.Add(12*time.Hour - time.Second), true},
		"at its end":                     {salesforce.Assignment{ExpiresAt: "2026-11-24T12:00:00Z"}, day.Add(12 * time.Hour), false},
		"on its last day":                {salesforce.Assignment{ExpiresAt: "2026-11-24T00:00:00Z"}, day.Add(24*time.Hour - time.Second), true},
		"the day after":                  {salesforce.Assignment{ExpiresAt: "2026-11-24T00:00:00Z"}, day.Add(24 * time.Hour), false},
		"last day in another time zone":  {salesforce.Assignment{ExpiresAt: "2026-11-24T00:00:00Z"}, time.Date(2026, 11, 25, 0, 30, 0, 0, time.FixedZone("", 3600)), true},
		"day after in another time zone": {salesforce.Assignment{ExpiresAt: "2026-11-24T00:00:00Z"}, time.Date(2026, 11, 24, 20, 0, 0, 0, time.FixedZone("", -4*3600)), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.assignment.User, test.assignment.Set = "u", "S"
			o := one(func(o *salesforce.Org) {
				o.PermissionSets = append(o.PermissionSets, salesforce.PermissionSet{Name: "S", Kind: salesforce.KindSet, Permissions: []string{"ViewSetup"}})
				o.Assignments = []salesforce.Assignment{test.assignment}
			})
			roads := salesforce.Roads(o, "u", test.at)
			if held := len(salesforce.Effective(o, "u", test.at).Permissions) == 2; held != test.counts {
				t.Errorf("counts: %t, want %t (%+v)", held, test.counts, roads[1].Ignored)
			}
			if (roads[1].Ignored == "") != test.counts {
				t.Errorf("the road says %q", roads[1].Ignored)
			}
		})
	}
}

func TestAccessIsIncompleteWhereSomethingWasNotRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		org  func(*salesforce.Org)
		user string
		want string
	}{
		"unknown user":   {func(*salesforce.Org) {}, "nobody@acme.com", "nobody@acme.com is not among the known users"},
		"near user":      {func(o *salesforce.Org) { o.Users[0].Username = "clay@acme.com" }, "cley@acme.com", `cley@acme.com is not among the known users (did you mean "clay@acme.com"?)`},
		"no profile":     {func(o *salesforce.Org) { o.Users[0].Profile = "" }, "u", "the profile of u is not known"},
		"profile unread": {func(o *salesforce.Org) { o.Users[0].Profile = "Sales" }, "u", "profile Sales was not read"},
		"set unread":     {func(o *salesforce.Org) { o.Assignments = []salesforce.Assignment{{User: "u", Set: "S"}} }, "u", "permission set S was not read"},
		"group unread":   {func(o *salesforce.Org) { o.Assignments = []salesforce.Assignment{{User: "u", Group: "G"}} }, "u", "permission set group G was not read"},
		"member unread":  {func(o *salesforce.Org) { group(o, salesforce.Group{Name: "G", Sets: []string{"S"}}) }, "u", "permission set S was not read"},
		"muting unread":  {func(o *salesforce.Org) { group(o, salesforce.Group{Name: "G", MutingSets: []string{"M"}}) }, "u", "muting permission set M was not read"},
		"group outdated": {func(o *salesforce.Org) { group(o, salesforce.Group{Name: "G", Status: "Outdated"}) }, "u", "permission set group G has the status Outdated, so that what it gives is not settled"},
		"expired unread": {func(o *salesforce.Org) {
			o.Assignments = []salesforce.Assignment{{User: "u", Set: "S", ExpiresAt: "2020-01-01T00:00:00Z"}}
		}, "u", ""},
		"group up to date": {func(o *salesforce.Org) { group(o, salesforce.Group{Name: "G", Status: "Updated"}) }, "u", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			access := salesforce.Effective(one(test.org), test.user, takenAt)
			if access.Reason != test.want || access.Complete != (test.want == "") {
				t.Errorf("complete %t, reason %q; want %q", access.Complete, access.Reason, test.want)
			}
		})
	}
}

func TestEveryRoadNamesItsFileAndLine(t *testing.T) {
	t.Parallel()
	o := one(func(o *salesforce.Org) {
		group(o, salesforce.Group{Name: "G"}, salesforce.PermissionSet{
			Name: "S", Kind: salesforce.KindSet, Permissions: []string{"ApiEnabled", "ViewAllData"},
			Objects: objects("Account", "edit"), Fields: fields("Website", "r"), Setup: map[string][]string{"flow": {"F"}},
			Lines:    map[string]int{"permission:ViewAllData": 7, "object:Account": 9, "setup:flow:F": 11},
			Also:     []salesforce.Part{{Location: evidence.Location{File: "other/S.permissionset", Line: 2}, Lines: map[string]int{"field:Account.Website": 5}}},
			Location: evidence.Location{File: "S.permissionset", Line: 2},
		})
	})
	access := salesforce.Effective(o, "u", takenAt)
	via := func(grant, file string, line int, access ...string) salesforce.Via {
		return salesforce.Via{Kind: salesforce.KindSet, Name: "S", Group: "G", Grant: grant, Access: access, Location: evidence.Location{File: file, Line: line}}
	}
	want := []any{
		[]salesforce.PermissionAccess{
			{Name: "ApiEnabled", Via: []salesforce.Via{
				{Kind: salesforce.KindProfile, Name: "P", Location: evidence.Location{File: "P.profile", Line: 2}}, via("", "S.permissionset", 2),
			}},
			{Name: "ViewAllData", Via: []salesforce.Via{via("", "S.permissionset", 7)}},
		},
		[]salesforce.ObjectAccess{
			{Object: "*", Access: []string{"read", "view_all"}, Via: []salesforce.Via{via("ViewAllData", "S.permissionset", 7, "read", "view_all")}},
			{Object: "Account", Access: []string{"read", "edit"}, Via: []salesforce.Via{via("", "S.permissionset", 9, "read", "edit")}},
		},
		[]salesforce.SetupAccess{{Kind: "flow", Name: "F", Via: []salesforce.Via{via("", "S.permissionset", 11)}}},
	}
	if diff := cmp.Diff(want, []any{access.Permissions, access.Objects, access.Setup}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	byField := map[string]salesforce.FieldAccess{}
	for _, row := range access.Fields {
		byField[row.Object+"."+row.Field] = row
	}
	wantFields := map[string]salesforce.FieldAccess{
		"Account.Website": {Object: "Account", Field: "Website", Access: "r", Via: []salesforce.Via{via("", "other/S.permissionset", 5, "r")}},
		"Account.OwnerId": {Object: "Account", Field: "OwnerId", Access: "rw", Always: true, Via: []salesforce.Via{
			via("object:Account", "S.permissionset", 9, "rw"), via("ViewAllData", "S.permissionset", 7, "r")}},
		"Account.PhotoUrl": {Object: "Account", Field: "PhotoUrl", Access: "r", Always: true, Via: []salesforce.Via{
			via("object:Account", "S.permissionset", 9, "r"), via("ViewAllData", "S.permissionset", 7, "r")}},
	}
	for name, want := range wantFields {
		if diff := cmp.Diff(want, byField[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestFieldsThatFieldSecurityCannotHide(t *testing.T) {
	t.Parallel()
	o := one(func(o *salesforce.Org) {
		assigned(o, salesforce.PermissionSet{Name: "S", Kind: salesforce.KindSet, Objects: map[string][]string{"A__c": {"edit"}, "B__c": {"read"}}})
		o.Objects = []salesforce.Object{{Name: "A__c", Fields: []salesforce.Field{
			{Name: "Name", Type: "AutoNumber", Permissionable: ptr(false)}, {Name: "Must__c", Permissionable: ptr(false)},
			{Name: "May__c", Permissionable: ptr(true)}, {Name: "Unknown__c"},
		}}}
	})
	got := map[string]string{}
	for _, row := range salesforce.Effective(o, "u", takenAt).Fields {
		if !row.Always {
			t.Errorf("%s.%s is not marked always", row.Object, row.Field)
		}
		got[row.Object+"."+row.Field] = row.Access
	}
	want := map[string]string{}
	for _, object := range []string{"A__c", "B__c"} {
		for _, field := range []string{"Id", "CreatedById", "CreatedDate", "IsDeleted", "LastModifiedById", "LastModifiedDate", "SystemModstamp", "OwnerId", "Name"} {
			want[object+"."+field] = "r"
		}
	}
	want["A__c.OwnerId"], want["A__c.Must__c"] = "rw", "rw"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLoginRangesAreTheProfiles(t *testing.T) {
	t.Parallel()
	ranges := []salesforce.IPRange{{Start: "52.7.81.233", End: "52.7.81.233"}}
	o := one(func(o *salesforce.Org) { o.PermissionSets[0].LoginIPRanges = ranges })
	if diff := cmp.Diff(ranges, salesforce.Effective(o, "u", takenAt).LoginIPs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestASetThatIsAssignedTwiceIsOneRoad(t *testing.T) {
	t.Parallel()
	o := one(func(o *salesforce.Org) {
		assigned(o, salesforce.PermissionSet{Name: "S", Kind: salesforce.KindSet, Permissions: []string{"ViewSetup"}})
		o.Assignments = append(o.Assignments, salesforce.Assignment{User: "u", Set: "S", ExpiresAt: "2027-01-01T00:00:00Z"})
		group(o, salesforce.Group{Name: "G", Sets: []string{"S"}})
	})
	want := []salesforce.PermissionAccess{
		{Name: "ApiEnabled", Via: []salesforce.Via{{Kind: salesforce.KindProfile, Name: "P", Location: evidence.Location{File: "P.profile", Line: 2}}}},
		{Name: "ViewSetup", Via: []salesforce.Via{{Kind: salesforce.KindSet, Name: "S"}, {Kind: salesforce.KindSet, Name: "S", Group: "G"}}},
	}
	if diff := cmp.Diff(want, salesforce.Effective(o, "u", takenAt).Permissions); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestViewAllDataShowsTheFieldsNobodyCanHide(t *testing.T) {
	t.Parallel()
	o := one(func(o *salesforce.Org) {
		o.PermissionSets[0].Permissions = []string{"ViewAllData"}
		o.Objects = []salesforce.Object{{Name: "A__c", Fields: []salesforce.Field{{Name: "Must__c", Permissionable: ptr(false)}}}}
	})
	fields := salesforce.Effective(o, "u", takenAt).Fields
	i := slices.IndexFunc(fields, func(f salesforce.FieldAccess) bool { return f.Object == "A__c" && f.Field == "Must__c" })
	if i < 0 {
		t.Fatal("the required field is missing")
	}
	if f := fields[i]; f.Access != "r" || !f.Always || f.Via[0].Grant != "ViewAllData" {
		t.Errorf("the required field is %+v", f)
	}
}

func TestPotentialAccessNamesTheRoadsThatAddIt(t *testing.T) {
	t.Parallel()
	o := one(func(o *salesforce.Org) {
		assigned(o, salesforce.PermissionSet{Name: "S", Kind: salesforce.KindSet, Objects: objects("Account", "read"), Fields: fields("Website", "r")},
			salesforce.PermissionSet{Name: "T", Kind: salesforce.KindSet, SessionActivation: true, Objects: objects("Account", "edit"), Fields: fields("Website", "rw")})
	})
	potential := salesforce.Effective(o, "u", takenAt).Potential
	via := []salesforce.Via{{Kind: salesforce.KindSet, Name: "T", Access: []string{"read", "edit"}}}
	if diff := cmp.Diff([]salesforce.ObjectAccess{{Object: "Account", Access: []string{"edit"}, Via: via}}, potential.Objects); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, field := range potential.Fields {
		if len(field.Via) != 1 || field.Via[0].Name != "T" || field.Access != "rw" {
			t.Errorf("%+v", field)
		}
	}
	if len(potential.Fields) != 3+3 { // Website, Name, OwnerId; RecordTypeId, IsPartner, IsCustomerPortal of Account
		t.Errorf("%d fields: %+v", len(potential.Fields), potential.Fields)
	}
}
