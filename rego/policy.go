package rego

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

//go:embed all:main all:lib all:rules
var embedded embed.FS

// DefaultTimeout is how long the rules may take where Options.Timeout says nothing.
const DefaultTimeout = 60 * time.Second

// Options is what the operator may change.
type Options struct {
	Policy   *Approved                              // data.policy
	Settings map[string]map[string]any              // rule id -> param -> value: data.settings
	Waivers  []Waiver                               // data.waivers
	RuleDirs []string                               // folders of the user's own rules, laid out as rego/rules
	Anchor   func(path ...string) evidence.Location // where leastwise.yaml says a thing, or its nearest parent; nil without a config
	Memory   uint64                                 // bytes that judging may add to the heap; 0 is DefaultMemory
	Timeout  time.Duration                          // of all rules together, and of one where they are judged one by one; 0 is DefaultTimeout
}

// Policy is the loaded, compiled and type-checked rules, ready to judge snapshots. It may be
// used by several goroutines.
type Policy struct {
	options  Options
	rules    []Rule // sorted by id
	sources  []*source
	compiler *ast.Compiler
	store    storage.Store
	rest     []*question    // of the rules that read nothing of the permission sets, a family each
	each     *question      // of those that are judged on one shard of them after the other
	whole    *question      // of those that are judged on all of them
	policy   map[string]any // Options.Policy as the rules see it
	digests  Digests        // of the policy and the rules
	alone    sync.RWMutex   // held for writing by a rule that is asked alone: nothing else is asked meanwhile
}

// Load compiles the embedded rules and those of o.RuleDirs, and checks what the operator set
// against what the rules declare. Mistakes in rules and configuration are *evidence.Error,
// joined where there are several: one line each.
func Load(ctx context.Context, o Options) (*Policy, error) {
	return load(ctx, embedded, o)
}

func load(ctx context.Context, builtin fs.FS, o Options) (*Policy, error) {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	sources, err := readSources(builtin, o.RuleDirs)
	if err != nil {
		return nil, err
	}
	compiler, err := compile(sources)
	if err != nil {
		return nil, err
	}
	ours := builtin == fs.FS(embedded)
	rules, err := catalogue(sources, compiler, func(s *source) bool { return ours && !s.custom })
	if err != nil {
		return nil, err
	}
	if err := checkPolicy(o); err != nil {
		return nil, err
	}
	if o.Settings, err = checkSettings(o, rules); err != nil {
		return nil, err
	}
	if err := checkWaivers(o.Waivers, rules); err != nil {
		return nil, err
	}
	p := &Policy{options: o, rules: rules, sources: sources, compiler: compiler}
	if p.digests, err = digest(sources, o); err != nil {
		return nil, err
	}
	if err := p.putData(); err != nil {
		return nil, err
	}
	if err := p.prepare(ctx, sources); err != nil {
		return nil, err
	}
	return p, nil
}

// Digests name the rules and what the operator set; that of the snapshot is "".
func (p *Policy) Digests() Digests { return p.digests }

// Rules returns the catalogue, sorted by id. The caller may reorder it but not change what
// its rules hold.
func (p *Policy) Rules() []Rule { return slices.Clone(p.rules) }

// putData lays out the documents that rules read beside the snapshot.
func (p *Policy) putData() error {
	approved, err := generic(p.options.Policy)
	if err != nil {
		return fmt.Errorf("read the policy: %w", err)
	}
	if p.policy, _ = approved.(map[string]any); p.policy == nil {
		p.policy = map[string]any{}
	}
	settings, err := generic(p.options.Settings)
	if err != nil {
		return fmt.Errorf("read the settings: %w", err)
	}
	waivers, err := generic(append([]Waiver{}, p.options.Waivers...))
	if err != nil {
		return fmt.Errorf("read the waivers: %w", err)
	}
	p.store = inmem.NewFromObject(map[string]any{"policy": p.policy, "settings": settings, "waivers": waivers})
	return nil
}

// query prepares one path of the rules. Strict builtin errors are not optional: without them
// a malformed value makes a finding vanish.
func (p *Policy) query(ctx context.Context, path string) (opa.PreparedEvalQuery, error) {
	q, err := opa.New(
		opa.Compiler(p.compiler),
		opa.Query(path),
		opa.Store(p.store),
		opa.StrictBuiltinErrors(true),
	).PrepareForEval(ctx)
	if err != nil {
		return q, fmt.Errorf("prepare %s: %w", path, err)
	}
	return q, nil
}
