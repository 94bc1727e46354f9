package rego

import (
	"context"
	"errors"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Options is what the operator may change.
type Options struct {
	Policy   *Approved                              // data.policy
	Settings map[string]map[string]any              // rule id -> param -> value: data.settings
	Waivers  []Waiver                               // data.waivers
	RuleDirs []string                               // folders of the user's own rules, laid out as rego/rules
	Anchor   func(path ...string) evidence.Location // where leastwise.yaml says a thing; nil without a config
}

// Policy is the loaded, compiled and type-checked rules, ready to judge snapshots.
type Policy struct{}

// Load compiles the embedded rules and those of o.RuleDirs.
func Load(ctx context.Context, o Options) (*Policy, error) {
	return nil, errors.New("not built yet")
}

// Rules returns the catalogue, sorted by id.
func (p *Policy) Rules() []Rule { return nil }

// Assess judges a snapshot: one verdict per rule.
func (p *Policy) Assess(ctx context.Context, s *snapshot.Snapshot) (*Assessment, error) {
	return nil, errors.New("not built yet")
}
