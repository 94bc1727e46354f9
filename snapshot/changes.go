package snapshot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// The sections of what changed since the previous snapshot.
const (
	changesNew     = "changes.new"
	changesRotated = "changes.rotated"
)

// Changes is what came to the Clay workspace since an earlier snapshot, and which credentials
// were renewed in between. Lists are sorted by kind and id.
type Changes struct {
	PreviousTakenAt evidence.Time `json:"previous_taken_at"`
	New             []Change      `json:"new"`
	Rotated         []Rotated     `json:"rotated"`
}

// Change is a thing that the earlier snapshot does not hold. Where it was read stands with the
// thing itself.
type Change struct {
	Kind string `json:"kind"` // kind of subject: clay.member, clay.table, clay.connection, clay.api_key
	ID   string `json:"id"`   // of the subject
	Name string `json:"name"`
}

// Rotated is a key or connection that was there before and has another rotation date now.
type Rotated struct {
	Kind      string        `json:"kind"` // kind of subject: clay.connection, clay.api_key
	ID        string        `json:"id"`   // of the subject
	Name      string        `json:"name"`
	RotatedAt evidence.Time `json:"rotated_at"`
}

// earlier is what is read of an earlier snapshot. It is less than a Snapshot, since the program
// that took it may have known fewer fields, or more.
type earlier struct {
	Version  int                          `json:"version"`
	TakenAt  evidence.Time                `json:"taken_at"`
	Trimmed  bool                         `json:"trimmed"`
	Coverage map[string]evidence.Coverage `json:"coverage"`
	Clay     *struct {
		Workspace struct {
			ID string `json:"id"`
		} `json:"workspace"`
		Members     []earlierItem `json:"members"`
		Tables      []earlierItem `json:"tables"`
		Connections []earlierItem `json:"connections"`
		APIKeys     []earlierItem `json:"api_keys"`
	} `json:"clay"`
}

type earlierItem struct {
	ID        string        `json:"id"`
	Email     string        `json:"email"`
	RotatedAt evidence.Time `json:"rotated_at"`
}

// compare fills Changes from the earlier snapshot at a path relative to dir. Without a path the
// sections are not_requested. A file that is missing, no snapshot, of another workspace or not
// earlier than s is an *evidence.Error.
func (s *Snapshot) compare(ctx context.Context, dir, path string) error {
	if path == "" {
		for _, section := range []string{changesNew, changesRotated} {
			s.Coverage[section] = evidence.Coverage{State: evidence.NotRequested, Reason: "sources.previous names no earlier snapshot"}
		}
		return nil
	}
	name, data, err := evidence.ReadFile(dir, path, MaxBytes)
	if err != nil {
		return &evidence.Error{File: evidence.Short(name), Msg: fmt.Sprintf("sources.previous: %v: keep one with \"leastwise snapshot -o\", or remove the key", err)}
	}
	evidence.NoteFile(ctx, name, data)
	old, err := readEarlier(name, data)
	if err != nil {
		return err
	}
	if old.TakenAt >= s.TakenAt { // both are UTC in one format, so their text has their order
		return &evidence.Error{File: name, Path: "taken_at", Msg: fmt.Sprintf("is %s, which is not before this snapshot of %s: sources.previous wants an earlier one", old.TakenAt, s.TakenAt)}
	}
	s.Changes = &Changes{PreviousTakenAt: old.TakenAt, New: []Change{}, Rotated: []Rotated{}}
	if s.Clay == nil || old.Clay == nil {
		what := "this snapshot"
		if s.Clay != nil {
			what = "the earlier snapshot " + name
		}
		for _, section := range []string{changesNew, changesRotated} {
			s.Coverage[section] = evidence.Coverage{State: evidence.Unavailable, Source: "snapshots", Reason: what + " holds no Clay workspace"}
		}
		return nil
	}
	if was, is := old.Clay.Workspace.ID, s.Clay.Workspace.ID; was != is {
		return &evidence.Error{File: name, Path: "clay.workspace.id", Msg: fmt.Sprintf("is %s, but this snapshot is of %s: sources.previous wants one of the same workspace", evidence.Quote(was), evidence.Quote(is))}
	}
	s.diff(name, old)
	return nil
}

func readEarlier(name string, data []byte) (*earlier, error) {
	data, err := unpack(bytes.NewReader(data), name, MaxBytes)
	if err != nil {
		return nil, err
	}
	old := &earlier{}
	if err := json.Unmarshal(data, old); err != nil {
		return nil, &evidence.Error{File: name, Msg: fmt.Sprintf("is not a snapshot: %v", err)}
	}
	switch {
	case old.Version != Version:
		return nil, &evidence.Error{File: name, Path: "version", Msg: fmt.Sprintf("snapshot version %d is not one this program reads (%d)", old.Version, Version)}
	case old.Trimmed:
		return nil, &evidence.Error{File: name, Path: "trimmed", Msg: "is an excerpt for reports: use the snapshot it was made from"}
	case old.TakenAt == "":
		return nil, &evidence.Error{File: name, Path: "taken_at", Msg: "is missing"}
	}
	return old, nil
}

// diff compares the lists of both. A list that either of them does not hold in full is a gap:
// what the earlier one missed would look new, what this one misses would not be looked at.
func (s *Snapshot) diff(name string, old *earlier) {
	var gaps, credentialGaps []string
	compared := func(section string, was []earlierItem) map[string]evidence.Time {
		known := map[string]evidence.Time{}
		for _, item := range was {
			id := item.ID
			if section == "clay.members" {
				id = item.Email
			}
			known[id] = item.RotatedAt
		}
		gap := ""
		switch {
		case s.Coverage[section].State != evidence.Complete:
			gap = fmt.Sprintf("%s is %s here", section, s.Coverage[section].State)
		case old.Coverage[section].State != evidence.Complete || was == nil:
			gap, known = fmt.Sprintf("%s is not complete in %s", section, name), nil
		}
		if gap != "" {
			gaps = append(gaps, gap)
			if slices.Contains(credentialSections(), section) {
				credentialGaps = append(credentialGaps, gap)
			}
		}
		return known
	}
	is, was := s.Clay, old.Clay
	members := compared("clay.members", was.Members)
	for _, m := range is.Members {
		s.Changes.came(members, Change{"clay.member", m.Email, m.Name})
	}
	tables := compared("clay.tables", was.Tables)
	for _, t := range is.Tables {
		s.Changes.came(tables, Change{"clay.table", t.ID, t.Name})
	}
	connections := compared("clay.connections", was.Connections)
	for _, c := range is.Connections {
		s.Changes.came(connections, Change{"clay.connection", c.ID, c.Name})
		s.Changes.renewed(connections, Rotated{"clay.connection", c.ID, c.Name, c.RotatedAt})
	}
	keys := compared("clay.api_keys", was.APIKeys)
	for _, k := range is.APIKeys {
		s.Changes.came(keys, Change{"clay.api_key", k.ID, k.Name})
		s.Changes.renewed(keys, Rotated{"clay.api_key", k.ID, k.Name, k.RotatedAt})
	}
	s.Coverage[changesNew] = comparison(gaps, 4)
	s.Coverage[changesRotated] = comparison(credentialGaps, len(credentialSections()))
}

func credentialSections() []string { return []string{"clay.api_keys", "clay.connections"} }

// comparison is the coverage of a comparison of so many lists, some of which have a gap.
func comparison(gaps []string, of int) evidence.Coverage {
	c := evidence.Coverage{State: evidence.Complete, Source: "snapshots"}
	switch len(gaps) {
	case 0:
	case of:
		c.State, c.Reason = evidence.Unavailable, strings.Join(gaps, "; ")
	default:
		c.State, c.Reason = evidence.Partial, strings.Join(gaps, "; ")
	}
	return c
}

// came notes a thing that was not known; nil says that nothing is known.
func (c *Changes) came(known map[string]evidence.Time, x Change) {
	if _, ok := known[x.ID]; !ok && known != nil {
		c.New = append(c.New, x)
	}
}

// renewed notes a credential that was known and has another date. A date that went away is the
// matter of rules on undated keys.
func (c *Changes) renewed(known map[string]evidence.Time, x Rotated) {
	if was, ok := known[x.ID]; ok && x.RotatedAt != "" && x.RotatedAt != was {
		c.Rotated = append(c.Rotated, x)
	}
}
