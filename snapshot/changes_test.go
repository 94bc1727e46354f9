package snapshot

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

const before = `{"version": 1, "taken_at": "2026-02-02T09:00:00Z", "coverage": {
	"clay.members": {"state": "complete"}, "clay.tables": {"state": "complete"},
	"clay.connections": {"state": "complete"}, "clay.api_keys": {"state": "complete"}},
	"a_field_of_another_version": [1],
	"clay": {"workspace": {"id": "acme"},
		"members": [{"id": "u_1", "email": "ann@acme.com"}],
		"tables": [{"id": "t_1"}],
		"connections": [{"id": "c_1", "rotated_at": "2026-01-01T00:00:00Z"}],
		"api_keys": [{"id": "k_1"}, {"id": "k_2", "rotated_at": "2026-01-01T00:00:00Z"}, {"id": "k_3", "rotated_at": "2026-01-01T00:00:00Z"}]}}`

// now is a workspace a month later: something new of every kind, and two rotations.
func now() *Snapshot {
	s := &Snapshot{Version: Version, TakenAt: "2026-03-02T09:00:00Z", Coverage: evidence.Sections{}, Clay: &clay.Workspace{
		Workspace:   clay.Details{ID: "acme"},
		Members:     []clay.Member{{ID: "ann@acme.com", Email: "ann@acme.com"}, {ID: "bob@acme.com", Email: "bob@acme.com", Name: "Bob"}},
		Tables:      []clay.Table{{ID: "t_1"}, {ID: "t_2", Name: "Leads"}},
		Connections: []clay.Connection{{ID: "c_1", Name: "CRM", RotatedAt: "2026-02-20T00:00:00Z"}, {ID: "c_2", Name: "Mail", RotatedAt: "2026-02-20T00:00:00Z"}},
		APIKeys: []clay.APIKey{
			{ID: "k_1", Name: "Sync", RotatedAt: "2026-02-10T00:00:00Z"},
			{ID: "k_2", RotatedAt: "2026-01-01T00:00:00Z"}, {ID: "k_3"}, {ID: "k_4", Name: "New"},
		},
	}}
	for _, section := range []string{"members", "tables", "connections", "api_keys"} {
		s.Coverage["clay."+section] = evidence.Coverage{State: evidence.Complete}
	}
	return s
}

// compared compares s with an earlier snapshot of that text, in a file called old.json.
func compared(t *testing.T, s *Snapshot, text string) error {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "old.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return s.compare(context.Background(), dir, "old.json")
}

func TestCompareTellsWhatIsNewAndWhatWasRotated(t *testing.T) {
	t.Parallel()
	s := now()
	if err := compared(t, s, before); err != nil {
		t.Fatal(err)
	}
	s.tidy()
	want := &Changes{
		PreviousTakenAt: "2026-02-02T09:00:00Z",
		New: []Change{
			{"clay.api_key", "k_4", "New"}, {"clay.connection", "c_2", "Mail"}, {"clay.member", "bob@acme.com", "Bob"}, {"clay.table", "t_2", "Leads"},
		},
		Rotated: []Rotated{{"clay.api_key", "k_1", "Sync", "2026-02-10T00:00:00Z"}, {"clay.connection", "c_1", "CRM", "2026-02-20T00:00:00Z"}},
	}
	if diff := cmp.Diff(want, s.Changes); diff != "" {
		t.Error(diff)
	}
	for _, section := range []string{changesNew, changesRotated} {
		if c := s.Coverage[section]; c != (evidence.Coverage{State: evidence.Complete, Source: "snapshots"}) {
			t.Errorf("%s: %+v", section, c)
		}
	}
}

func TestCompareOfHalfTheEvidenceIsAGap(t *testing.T) {
	t.Parallel()
	const notHere, notThere = "clay.tables is partial here", "clay.tables is not complete in old.json"
	tests := []struct {
		name    string
		change  func(s *Snapshot) string // returns the text of the earlier snapshot
		gap     string
		tables  int
		rotated evidence.State
	}{
		{"this one is partial", func(s *Snapshot) string {
			s.Coverage["clay.tables"] = evidence.Coverage{State: evidence.Partial}
			return before
		}, notHere, 1, evidence.Complete},
		{"the earlier one is partial", func(*Snapshot) string {
			return strings.Replace(before, `"clay.tables": {"state": "complete"}`, `"clay.tables": {"state": "partial"}`, 1)
		}, notThere, 0, evidence.Complete},
		{"the earlier one does not know the section", func(*Snapshot) string {
			return strings.Replace(before, `"clay.tables": {"state": "complete"},`, ``, 1)
		}, notThere, 0, evidence.Complete},
		{"the earlier one has no such list", func(*Snapshot) string {
			return strings.Replace(before, `"tables": [{"id": "t_1"}],`, ``, 1)
		}, notThere, 0, evidence.Complete},
		{"keys of the earlier one are partial", func(*Snapshot) string {
			return strings.Replace(before, `"clay.api_keys": {"state": "complete"}`, `"clay.api_keys": {"state": "partial"}`, 1)
		}, "clay.api_keys is not complete in old.json", 1, evidence.Partial},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := now()
			if err := compared(t, s, test.change(s)); err != nil {
				t.Fatal(err)
			}
			if c := s.Coverage[changesNew]; c.State != evidence.Partial || c.Reason != test.gap {
				t.Errorf("got %+v, want partial: %s", c, test.gap)
			}
			if c := s.Coverage[changesRotated]; c.State != test.rotated || (c.State == evidence.Complete) != (c.Reason == "") {
				t.Errorf("rotations: got %+v, want %s", c, test.rotated)
			}
			tables := 0
			for _, x := range s.Changes.New {
				if x.Kind == "clay.table" {
					tables++
				}
			}
			if tables != test.tables {
				t.Errorf("%d new tables, want %d", tables, test.tables)
			}
		})
	}
}

func TestCompareWithoutAnythingToCompare(t *testing.T) {
	t.Parallel()
	sections := func(s *Snapshot) [2]evidence.Coverage {
		return [2]evidence.Coverage{s.Coverage[changesNew], s.Coverage[changesRotated]}
	}
	same := func(c evidence.Coverage) [2]evidence.Coverage { return [2]evidence.Coverage{c, c} }

	s := now()
	if err := s.compare(context.Background(), t.TempDir(), ""); err != nil {
		t.Fatal(err)
	}
	want := evidence.Coverage{State: evidence.NotRequested, Reason: "sources.previous names no earlier snapshot"}
	if diff := cmp.Diff(same(want), sections(s)); diff != "" || s.Changes != nil {
		t.Error(s.Changes, diff)
	}

	s = now()
	if err := compared(t, s, `{"version": 1, "taken_at": "2026-02-02T09:00:00Z"}`); err != nil {
		t.Fatal(err)
	}
	want = evidence.Coverage{State: evidence.Unavailable, Source: "snapshots", Reason: "the earlier snapshot old.json holds no Clay workspace"}
	if diff := cmp.Diff(same(want), sections(s)); diff != "" {
		t.Error(diff)
	}

	s = now()
	s.Clay = nil
	if err := compared(t, s, before); err != nil {
		t.Fatal(err)
	}
	want.Reason = "this snapshot holds no Clay workspace"
	if diff := cmp.Diff(same(want), sections(s)); diff != "" {
		t.Error(diff)
	}

	s = now()
	if err := compared(t, s, `{"version": 1, "taken_at": "2026-02-02T09:00:00Z", "clay": {"workspace": {"id": "acme"}}}`); err != nil {
		t.Fatal(err)
	}
	if c := sections(s); c[0].State != evidence.Unavailable || c[1].State != evidence.Unavailable || c[0].Reason == "" || c[1].Reason == "" {
		t.Error("nothing is comparable:", c)
	}
}

func TestCompareRefusesWhatIsNoEarlierSnapshot(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ old, new, want string }{
		"another workspace": {`"id": "acme"`, `"id": "other"`, `old.json: clay.workspace.id: is "other", but this snapshot is of "acme": sources.previous wants one of the same workspace`},
		"a later one":       {"2026-02-02", "2026-03-02", "old.json: taken_at: is 2026-03-02T09:00:00Z, which is not before this snapshot of 2026-03-02T09:00:00Z: sources.previous wants an earlier one"},
		"another version":   {`"version": 1`, `"version": 7`, "old.json: version: snapshot version 7 is not one this program reads (1)"},
		"an excerpt":        {`"version": 1`, `"version": 1, "trimmed": true`, "old.json: trimmed: is an excerpt for reports: use the snapshot it was made from"},
		"no time":           {`"taken_at": "2026-02-02T09:00:00Z",`, ``, "old.json: taken_at: is missing"},
		"no JSON":           {`{"version"`, `version`, "old.json: is not a snapshot: invalid character 'v' looking for beginning of value"},
		"nothing":           {before, " ", "old.json: is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := compared(t, now(), strings.Replace(before, test.old, test.new, 1))
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
	err := now().compare(context.Background(), t.TempDir(), "gone.json")
	if want := `gone.json: sources.previous: no such file: gone.json: keep one with "leastwise snapshot -o", or remove the key`; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestTakeComparesWithThePreviousSnapshot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"old.json":  before,
		"clay.yaml": "workspace: {id: acme}\nmembers: []\ntables: [{id: t_1}, {id: t_9}]\nconnections: []\napi_keys: []\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := Config{Clay: &clay.Config{Workspace: "acme", Inventory: "clay.yaml"}, Previous: "old.json"}
	s, err := Take(t.Context(), c, Options{Dir: dir, TakenAt: noon(), Tool: Tool{Name: "leastwise"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Change{{"clay.table", "t_9", "t_9"}}, s.Changes.New); diff != "" {
		t.Error(diff)
	}
}
