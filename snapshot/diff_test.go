package snapshot

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// later is the sample some time on, changed as a test says.
func later(t *testing.T, change func(*Snapshot)) (old, now *Snapshot) {
	t.Helper()
	old, now = sample(), sample()
	now.TakenAt = "2030-01-01T00:00:00Z"
	change(now)
	return old, now
}

// lines are a difference as a person would note it.
func lines(d *Difference) []string {
	var all []string
	mark := map[bool]string{true: " unsure"}
	for _, g := range d.Grants {
		all = append(all, fmt.Sprintf("%s %s: +%v -%v roads +%d -%d%s", g.User, g.Target.Name, g.Gained, g.Lost, len(g.NewRoads), len(g.OldRoads), mark[g.Unsure != ""]))
	}
	for _, c := range d.Things {
		line := c.Change + " " + c.Kind + " " + c.ID + mark[c.Unsure != ""]
		for _, x := range c.Details {
			line += fmt.Sprintf(" [%s: %s -> %s]", x.Field, x.Was, x.Is)
		}
		all = append(all, line)
	}
	return all
}

func TestSameStateIsNoDifference(t *testing.T) {
	t.Parallel()
	old, now := later(t, func(s *Snapshot) {
		s.Clay.Members[0].Location.Line += 7
		rows := int64(99)
		s.Clay.Tables[0].RowCount = &rows
	})
	d, err := Diff(old, now)
	if err != nil {
		t.Fatal(err)
	}
	if got := lines(d); len(got) > 0 {
		t.Errorf("a line that moved and rows that came are changes: %v", got)
	}
}

func TestDiffNamesWhatChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Snapshot)
		want   string
	}{
		"member came":   {func(s *Snapshot) { s.Clay.Members = append(s.Clay.Members, clay.Member{ID: "z", Email: "z@acme.com"}) }, "added clay.member z@acme.com"},
		"member went":   {func(s *Snapshot) { s.Clay.Members = s.Clay.Members[1:] }, "removed clay.member "},
		"role":          {func(s *Snapshot) { s.Clay.Members[0].Role = "viewer" }, "[role: "},
		"key scope":     {func(s *Snapshot) { s.Clay.APIKeys[0].Scopes = append(slices.Clone(s.Clay.APIKeys[0].Scopes), "all") }, "[scopes:  -> all]"},
		"declared role": {func(s *Snapshot) { s.Clay.DeclaredRoles = map[clay.Role][]string{"admin": {"CTO"}} }, "[declared_roles.admin:  -> CTO]"},
		"setting":       {func(s *Snapshot) { s.Salesforce.Settings.APIAccessControl = new(bool) }, "salesforce.connected_app_settings ConnectedApp"},
		"table budget":  {func(s *Snapshot) { n := int64(7); s.Clay.Tables[0].Declared = &clay.Declared{MaxRows: &n} }, "[declared.max_rows:"},
		"connection":    {func(s *Snapshot) { s.Clay.Connections[0].Access = "changed" }, "[access:"},
		"budget":        {func(s *Snapshot) { s.Clay.Budgets[0].Owner = "changed@acme.com" }, "changed clay.budget"},
		"set":           {func(s *Snapshot) { s.Salesforce.PermissionSets[0].Permissions = []string{"AuthorApex"} }, "-> AuthorApex]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, now := later(t, c.change)
			d, err := Diff(old, now)
			if err != nil {
				t.Fatal(err)
			}
			if got := lines(d); len(got) != 1 || !strings.Contains(got[0], c.want) {
				t.Errorf("got %q, want one line with %q", got, c.want)
			}
		})
	}
}

func TestDiffTellsGrantsByTheirRoads(t *testing.T) {
	t.Parallel()
	via := func(name string, access ...string) salesforce.Via {
		return salesforce.Via{Kind: salesforce.KindSet, Name: name, Access: access}
	}
	object := func(name string, access []string, roads ...salesforce.Via) salesforce.ObjectAccess {
		return salesforce.ObjectAccess{Object: name, Access: access, Via: roads}
	}
	old, now := later(t, func(*Snapshot) {})
	old.Salesforce.Access = []salesforce.Access{{User: "u", Objects: []salesforce.ObjectAccess{
		object("Lost", []string{"read"}, via("A", "read")), object("Road", []string{"read"}, via("A", "read")), object("Same", []string{"read"}, via("A", "read")),
		object("Swap", []string{"read", "edit"}, via("A", "read", "edit")),
	}, Fields: []salesforce.FieldAccess{{Object: "Same", Field: "Id", Access: "r", Always: true, Via: []salesforce.Via{via("A", "r")}}}}}
	moved := via("A", "read")
	moved.Location = evidence.Location{File: "elsewhere.xml", Line: 4}
	now.Salesforce.Access = []salesforce.Access{{User: "u", Objects: []salesforce.ObjectAccess{
		object("Gain", []string{"read"}, via("B", "read")), object("Road", []string{"read"}, via("A", "read"), via("B", "read")), object("Same", []string{"read"}, moved),
		object("Swap", []string{"read", "delete"}, via("B", "read", "delete")),
	}, Potential: &salesforce.Access{Permissions: []salesforce.PermissionAccess{{Name: "ViewAllData", Via: []salesforce.Via{via("C")}}}}}}
	d, err := Diff(old, now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{
		"u Gain: +[read] -[] roads +1 -0", "u Lost: +[] -[read] roads +0 -1", "u Road: +[] -[] roads +1 -0",
		"u Swap: +[delete] -[edit] roads +1 -1", "u ViewAllData: +[held] -[] roads +1 -0",
	}, lines(d)); diff != "" {
		t.Errorf("grants (-want +got):\n%s", diff)
	}
	if !d.Grants[4].Session || d.Grants[0].Session {
		t.Error("what a session activation gives is not told apart")
	}
}

// TestWhatWasNotReadIsNotCompared takes each section from either snapshot: nothing in it may be
// called removed or added for that.
func TestWhatWasNotReadIsNotCompared(t *testing.T) {
	t.Parallel()
	for _, section := range sectionsToCompare() {
		for which := range 2 {
			both := []*Snapshot{sample(), sample()}
			both[1].TakenAt = "2030-01-01T00:00:00Z"
			both[which].Coverage[section] = evidence.Coverage{State: evidence.Unavailable, Reason: "somebody forgot"}
			d, err := Diff(both[0], both[1])
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(d.NotCompared, func(u Uncompared) bool { return u.Section == section && strings.Contains(u.Reason, "somebody forgot") }) {
				t.Errorf("%s is not listed as not compared: %v", section, d.NotCompared)
			}
			if got := lines(d); len(got) > 0 {
				t.Errorf("%s: %v", section, got)
			}
		}
	}
}

func TestWhatOneReadInPartIsUnsure(t *testing.T) {
	t.Parallel()
	old, now := later(t, func(s *Snapshot) { s.Clay.Members = append(s.Clay.Members, clay.Member{ID: "z", Email: "z@acme.com"}) })
	partial := evidence.Coverage{State: evidence.Partial, Reason: "page 2 is missing"}
	old.Coverage["clay.members"] = partial
	d, err := Diff(old, now)
	if err != nil || len(d.Things) != 1 || !strings.Contains(d.Things[0].Unsure, "page 2 is missing") {
		t.Errorf("a member that the earlier snapshot may have missed is surely new: %+v, %v", d.Things, err)
	}
	old.Coverage["clay.members"], now.Coverage["clay.members"] = now.Coverage["clay.members"], partial
	d, err = Diff(old, now)
	if err != nil || len(d.Things) != 1 || d.Things[0].Unsure != "" {
		t.Errorf("a member that was seen is not surely there: %+v, %v", d.Things, err)
	}
}

func TestDiffRefusesWhatIsNotBefore(t *testing.T) {
	t.Parallel()
	old, now := later(t, func(s *Snapshot) {})
	if _, err := Diff(now, old); err == nil || !strings.Contains(err.Error(), "the first is newer") {
		t.Errorf("got %v", err)
	}
	now.Clay.Workspace.ID, now.Salesforce.ID = "other", "other"
	if _, err := Diff(old, now); err == nil || !strings.Contains(err.Error(), "the second of clay/other, salesforce/other") {
		t.Errorf("got %v", err)
	}
	now.Salesforce.ID = old.Salesforce.ID
	d, err := Diff(old, now)
	if err != nil || len(d.Things) > 0 || !strings.Contains(fmt.Sprint(d.NotCompared), "of clay/other in the later one") {
		t.Errorf("another workspace is compared: %+v, %v", d, err)
	}
}

// TestEveryStateSectionIsCompared: a section is compared, or stands here with the reason.
func TestEveryStateSectionIsCompared(t *testing.T) {
	t.Parallel()
	left := map[string]string{
		"clay.usage": "events", "clay.rotation_log": "events", "clay.change_log": "events", "clay.attestations": "events", "salesforce.logins": "events",
		"clay.key_usage": "use", "clay.contradictions": "what the sources say of each other", "salesforce.scanner": "who looked, not what is there", "salesforce.fields": "part of the sets and of the access",
	}
	s := sample()
	for _, section := range append(prefixed("clay.", clay.Sections), prefixed("salesforce.", salesforce.Sections)...) {
		compared := slices.Contains(sectionsToCompare(), section)
		if _, reason := left[section]; compared == reason {
			t.Errorf("%s is neither compared nor left out with a reason, or both", section)
		}
		if compared && section != "salesforce.access" && len(thingsOf(s, section)) == 0 {
			t.Errorf("the sample has nothing of %s, or it is not read", section)
		}
	}
}

func prefixed(prefix string, names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, prefix+name)
	}
	return all
}

func TestDiffIsTheSameEveryTimeAndChangesNothing(t *testing.T) {
	t.Parallel()
	old, now := later(t, func(s *Snapshot) { s.Clay.Members, s.Salesforce.Access, s.Clay.APIKeys = nil, nil, nil })
	first, err := Diff(old, now)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Diff(old, now)
		if err != nil || !reflect.DeepEqual(first, again) {
			t.Fatalf("another difference: %v", err)
		}
	}
	var a, b bytes.Buffer
	if err := encode(&a, old); err != nil {
		t.Fatal(err)
	}
	if err := encode(&b, sample()); err != nil || a.String() != b.String() {
		t.Error("the earlier snapshot was changed")
	}
}
