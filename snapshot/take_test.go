package snapshot

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"

	"github.com/google/go-cmp/cmp"
)

func noon() time.Time {
	return time.Date(2026, 3, 2, 13, 0, 0, 500, time.FixedZone("CET", 3600)) // 12:00 UTC
}

func TestTakeWithoutASourceIsAnError(t *testing.T) {
	t.Parallel()
	_, err := Take(t.Context(), Config{}, Options{TakenAt: noon()})
	if !errors.Is(err, ErrNoSource) {
		t.Errorf("got %v", err)
	}
}

func TestTakeWithoutATimeIsAnError(t *testing.T) {
	t.Parallel()
	_, err := Take(t.Context(), Config{Roster: &roster.Config{}}, Options{})
	if err == nil || err.Error() != "take snapshot: no time is given" {
		t.Errorf("got %v", err)
	}
}

func TestTakeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for want, c := range map[string]Config{
		"read clay: context canceled":       {Clay: &clay.Config{Workspace: "acme"}, Roster: &roster.Config{}},
		"read salesforce: context canceled": {Salesforce: &salesforce.Config{Name: "acme"}},
		"read roster: context canceled":     {Roster: &roster.Config{}},
	} {
		_, err := Take(ctx, c, Options{TakenAt: noon()})
		if !errors.Is(err, context.Canceled) || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestTakeFillsEverySection(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "roster.csv"), []byte("email,name\nann@acme.com,Ann\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Take(t.Context(), Config{Roster: &roster.Config{CSV: "roster.csv"}}, Options{Dir: dir, TakenAt: noon(), Tool: Tool{Name: "leastwise"}})
	if err != nil {
		t.Fatal(err)
	}
	if s.TakenAt != "2026-03-02T12:00:00Z" || s.Version != 1 || s.Tool.Name != "leastwise" {
		t.Errorf("got version %d of %s by %v", s.Version, s.TakenAt, s.Tool)
	}
	if len(s.Coverage) != len(Sections()) {
		t.Errorf("%d sections, want %d", len(s.Coverage), len(Sections()))
	}
	for section, want := range map[string]string{
		"clay.members":      "sources.clay is not configured",
		"salesforce.access": "sources.salesforce is not configured",
	} {
		if got := s.Coverage[section]; got.State != evidence.NotRequested || got.Reason != want {
			t.Errorf("%s: %+v", section, got)
		}
	}
	if state := s.Coverage["roster.people"].State; state == evidence.NotRequested {
		t.Errorf("roster.people is %s though it was asked for", state)
	}
}

func TestCollectTakesOverWhatASourceSays(t *testing.T) {
	t.Parallel()
	s := &Snapshot{Coverage: evidence.Sections{}}
	members := evidence.Coverage{State: evidence.Complete, Source: "inventory"}
	w, err := collect(t.Context(), s, "clay", &clay.Config{}, func(*clay.Config) (*clay.Workspace, evidence.Sections, error) {
		return &clay.Workspace{}, evidence.Sections{"clay.members": members}, nil
	})
	if err != nil || w == nil {
		t.Fatal(w, err)
	}
	s.complete(map[string]bool{"clay": true})
	if diff := cmp.Diff(members, s.Coverage["clay.members"]); diff != "" {
		t.Error(diff)
	}
	want := evidence.Coverage{State: evidence.Unavailable, Reason: "sources.clay says nothing about it"}
	if diff := cmp.Diff(want, s.Coverage["clay.tables"]); diff != "" {
		t.Errorf("a section the source is silent about:\n%s", diff)
	}
}

func TestCollectKeepsAndNamesErrors(t *testing.T) {
	t.Parallel()
	broken := &evidence.Error{File: "clay.yaml", Line: 3, Msg: "unknown key"}
	tests := []struct {
		name     string
		sections evidence.Sections
		err      error
		want     string
	}{
		{"error of the source", nil, broken, "read clay: clay.yaml:3: unknown key"},
		{"section of another source", evidence.Sections{"roster.people": {}, "salesforce.users": {}}, nil, `read clay: it reports on section "roster.people", which is not its own`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := &Snapshot{Coverage: evidence.Sections{}}
			_, err := collect(t.Context(), s, "clay", &clay.Config{}, func(*clay.Config) (*clay.Workspace, evidence.Sections, error) {
				return &clay.Workspace{}, test.sections, test.err
			})
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if test.err != nil && !errors.Is(err, test.err) {
				t.Error("the source's error is lost")
			}
		})
	}
}

func TestCollectDropsWhatComesAfterTheEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := &Snapshot{Coverage: evidence.Sections{}}
	w, err := collect(ctx, s, "clay", &clay.Config{}, func(*clay.Config) (*clay.Workspace, evidence.Sections, error) {
		cancel()
		return &clay.Workspace{}, evidence.Sections{"clay.members": {State: evidence.Complete}}, nil
	})
	if !errors.Is(err, context.Canceled) || w != nil || len(s.Coverage) != 0 {
		t.Errorf("got %v, %v, %v", w, err, s.Coverage)
	}
}

func TestTidySortsAndLeavesNoNil(t *testing.T) {
	t.Parallel()
	s := tidied()
	want := string(canonical(t, s))
	for _, l := range []func(){
		func() { slices.Reverse(s.Clay.Members) }, func() { slices.Reverse(s.Salesforce.Users) }, func() { slices.Reverse(s.Salesforce.Access[0].Fields) },
		func() { slices.Reverse(s.Salesforce.PermissionSets) }, func() { slices.Reverse(s.Roster.People) }, func() { slices.Reverse(s.Salesforce.PermissionSets[0].Permissions) },
	} {
		l()
	}
	s.Salesforce.Access[0].Potential.Objects = nil
	if err := s.Validate(); err == nil {
		t.Fatal("the snapshot was not untidy")
	}
	s.tidy()
	if diff := cmp.Diff(want, string(canonical(t, s))); diff != "" {
		t.Error(diff)
	}

	empty := &Snapshot{
		Clay:       &clay.Workspace{},
		Salesforce: &salesforce.Org{PermissionSets: []salesforce.PermissionSet{{Objects: map[string][]string{"A": nil}, Fields: map[string]map[string]string{"A": nil}}}},
		Roster:     &roster.Roster{},
	}
	empty.tidy()
	if set := empty.Salesforce.PermissionSets[0]; empty.Clay.Members == nil || empty.Roster.People == nil || set.Objects["A"] == nil || set.Fields["A"] == nil || set.Permissions == nil {
		t.Errorf("nil is left: %+v", empty)
	}
	if empty.Clay.Usage != nil || empty.Clay.Workspace.SSO != nil {
		t.Error("makes up facts")
	}
}
