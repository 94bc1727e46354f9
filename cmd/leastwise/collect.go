package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// clock reads --taken-at, the moment of a snapshot. The real clock is looked at here, for the expiry
// of what signs a login, and for what init finds; no verdict knows it.
func clock(cmd *cobra.Command, takenAt string) (time.Time, error) {
	if takenAt == "" {
		return time.Now().UTC().Truncate(time.Second), nil
	}
	var t evidence.Time
	if err := t.UnmarshalText([]byte(takenAt)); err != nil {
		return time.Time{}, usagef(cmd, "--taken-at: %v", err)
	}
	return t.Time(), nil
}

// collect takes a snapshot of everything that c names. To write it and to judge it, it may stay
// packed; see snapshot.Take.
func collect(ctx context.Context, s streams, c *config, takenAt time.Time, packed bool) (*snapshot.Snapshot, error) {
	if err := c.checkSources(); err != nil {
		return nil, err
	}
	sayUnsupported(s, c)
	own, err := c.sourcesInput()
	if err != nil {
		return nil, err
	}
	var usage salesforce.Usage
	snap, err := snapshot.Take(ctx, c.Sources, snapshot.Options{
		Dir: c.dir(), TakenAt: takenAt, Tool: tool(), Inputs: []evidence.Input{own},
		Salesforce: salesforce.Deps{Dir: c.dir(), Getenv: os.Getenv, Now: time.Now, Run: runProgram, Packed: packed, Usage: &usage},
	})
	if usage.Calls > 0 {
		s.say("Salesforce: %s", usage)
	}
	for _, note := range usage.Notes {
		s.say("Salesforce: %s", note)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, c.place(err)
	}
	return snap, nil
}

// sourcesInput is the part of the configuration that a snapshot is made from. What is right
// (policy, settings, waivers) may change without another snapshot, so it is not part of it.
func (c *config) sourcesInput() (evidence.Input, error) {
	data, err := json.Marshal(c.Sources)
	if err != nil {
		return evidence.Input{}, fmt.Errorf("digest sources: %w", err)
	}
	return evidence.Input{File: filepath.Base(c.path) + "#sources", SHA256: evidence.SHA256(data)}, nil
}

// maxProgramBytes is the most that a program may print which is asked for a session.
const maxProgramBytes = 1 << 20

// runProgram is the stdout of a program, for sources that ask one.
func runProgram(ctx context.Context, name string, args ...string) ([]byte, error) {
	out, _, err := evidence.Execute(ctx, maxProgramBytes, name, args...)
	return out, err
}

// sayGaps names the sections that a source was asked for and could not give in full.
func sayGaps(s streams, sections evidence.Sections) {
	for _, name := range slices.Sorted(maps.Keys(sections)) {
		if c := sections[name]; c.State == evidence.Partial || c.State == evidence.Unavailable {
			s.say("warning: %s is %s: %s", name, c.State, c.Why())
		}
	}
}
