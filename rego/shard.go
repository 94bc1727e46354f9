package rego

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"

	"github.com/leastwise/leastwise/snapshot"
)

// question is several rules that are asked together, of the same input.
type question struct {
	rules []Rule
	use   setUse                 // what any of them reads of the permission sets
	query *opa.PreparedEvalQuery // nil where they are to be asked one by one
}

// prepare sorts the rules by what they read of the permission sets, and holds those that say
// each to their word.
func (p *Policy) prepare(ctx context.Context, sources []*source) error {
	p.each, p.whole = &question{}, &question{}
	families := map[string]*question{}
	var errs []error
	for _, s := range sources {
		i := slices.IndexFunc(p.rules, func(r Rule) bool { return r.ID == s.id() })
		if s.family == "" || i < 0 {
			continue
		}
		use, apart := s.setUses(p.compiler)
		q := p.whole
		switch {
		case p.rules[i].Each == eachSets:
			q = p.each
			errs = append(errs, apart)
		case !use.any():
			if q = families[s.family]; q == nil {
				q = &question{}
				families[s.family] = q
				p.rest = append(p.rest, q)
			}
		}
		q.rules = append(q.rules, p.rules[i])
		q.use.join(use)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for _, q := range append([]*question{p.each, p.whole}, p.rest...) {
		var parts []string
		for _, rule := range q.rules {
			parts = append(parts, strconv.Quote(rule.ID)+": "+findingsOf(rule))
		}
		query, err := p.query(ctx, "{"+strings.Join(parts, ", ")+"}")
		if err != nil {
			return err
		}
		q.query = &query
	}
	return nil
}

// findingsOf is the path of what a rule finds.
func findingsOf(rule Rule) string {
	return fmt.Sprintf("data.rules.%s.%s.findings", rule.Family, strings.TrimPrefix(rule.ID, rule.Family+"/"))
}

// judge asks every rule, and returns the digest of what it was asked of.
func (p *Policy) judge(ctx context.Context, s *snapshot.Stream) (map[string]answer, string, error) {
	workers := runtime.GOMAXPROCS(0)
	j := &shardJudge{policy: p, base: newBase(s.Rest()), sets: map[int][]*ast.Term{}, given: map[string][]shardAnswer{}}
	for range workers {
		j.converters = append(j.converters, newConverter())
	}
	given, errs := make([]map[string]answer, len(p.rest)), make([]error, len(p.rest))
	var rest sync.WaitGroup
	none := j.base.with(nil)
	for i, q := range p.rest {
		rest.Go(func() { given[i], errs[i] = p.ask(ctx, q, none) })
	}
	digest, err := s.Shards(ctx, workers, func(worker, shard int, sets [][]byte) error {
		return j.shard(ctx, worker, shard, sets)
	})
	rest.Wait()
	if ctx.Err() != nil {
		return nil, "", fmt.Errorf("assess: %w", context.Cause(ctx))
	}
	if err != nil {
		return nil, "", err
	}
	if j.shards == 0 { // nothing to look at is a shard too
		if err := j.shard(ctx, 0, 0, nil); err != nil {
			return nil, "", err
		}
	}
	answers, err := p.ask(ctx, p.whole, j.base.with(j.kept()))
	if err = errors.Join(append(errs, err)...); err != nil {
		return nil, "", err
	}
	for _, some := range given {
		maps.Copy(answers, some)
	}
	for _, rule := range p.each.rules {
		answers[rule.ID] = together(j.given[rule.ID])
	}
	return answers, digest, nil
}

// shardJudge judges permission sets as they come by and keeps what was found, and of the sets
// what rules want that look at all of them.
type shardJudge struct {
	policy     *Policy
	base       base
	converters []*converter // one a worker

	mu     sync.Mutex
	shards int
	sets   map[int][]*ast.Term
	given  map[string][]shardAnswer
}

// shardAnswer is what a rule gave on one shard, where it found something or broke.
type shardAnswer struct {
	shard int
	answer
}

func (j *shardJudge) shard(ctx context.Context, worker, shard int, sets [][]byte) error {
	convert := func(use setUse) []*ast.Term {
		terms := make([]*ast.Term, 0, len(sets))
		for _, set := range sets {
			terms = append(terms, j.converters[worker].term(set, use.keep()))
		}
		return terms
	}
	var kept []*ast.Term
	if j.policy.whole.use.any() {
		kept = convert(j.policy.whole.use)
	}
	answers := map[string]answer{}
	if len(j.policy.each.rules) > 0 {
		q := j.pending(shard)
		var err error
		if answers, err = j.policy.ask(ctx, q, j.base.with(convert(j.policy.each.use))); err != nil {
			return err
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.shards++
	j.sets[shard] = kept
	for id, a := range answers {
		if a.err != nil || len(a.findings) > 0 {
			j.given[id] = append(j.given[id], shardAnswer{shard, a})
		}
	}
	return nil
}

// pending is what to ask of a shard: every rule but those that broke on an earlier one. A rule
// that takes too long would do so on every shard.
func (j *shardJudge) pending(shard int) *question {
	j.mu.Lock()
	defer j.mu.Unlock()
	q := j.policy.each
	left := slices.DeleteFunc(slices.Clone(q.rules), func(rule Rule) bool {
		return slices.ContainsFunc(j.given[rule.ID], func(a shardAnswer) bool { return a.err != nil && a.shard < shard })
	})
	if len(left) == len(q.rules) {
		return q
	}
	return &question{rules: left, use: q.use}
}

// kept are the sets for the rules that look at all of them, in order.
func (j *shardJudge) kept() []*ast.Term {
	var all []*ast.Term
	for _, shard := range slices.Sorted(maps.Keys(j.sets)) {
		all = append(all, j.sets[shard]...)
	}
	return all
}

// together is the answer that a rule would have given on all sets at once: the error it would
// have met first, or the set of what it found.
func together(given []shardAnswer) answer {
	slices.SortFunc(given, func(a, b shardAnswer) int { return cmp.Compare(a.shard, b.shard) })
	for _, a := range given {
		if a.err != nil {
			return a.answer
		}
	}
	switch len(given) {
	case 0:
		return answer{findings: []any{}}
	case 1:
		return given[0].answer
	}
	var terms []*ast.Term
	for _, a := range given {
		for _, f := range a.findings {
			value, err := ast.InterfaceToValue(f)
			if err != nil {
				return answer{err: err}
			}
			terms = append(terms, ast.NewTerm(value))
		}
	}
	merged, err := ast.JSON(ast.NewSet(terms...))
	if err != nil {
		return answer{err: err}
	}
	findings, _ := merged.([]any)
	return answer{findings: findings}
}

// base is the input of every question but for the permission sets.
type base struct{ root, org [][2]*ast.Term }

const (
	sourceKey = "salesforce"
	setsKey   = "permission_sets"
)

func newBase(rest []byte) base {
	var b base
	root, _ := newConverter().term(rest, nil).Value.(ast.Object)
	root.Foreach(func(key, value *ast.Term) {
		org, ok := value.Value.(ast.Object)
		if !ok || key.Value.Compare(ast.String(sourceKey)) != 0 {
			b.root = append(b.root, [2]*ast.Term{key, value})
			return
		}
		org.Foreach(func(key, value *ast.Term) {
			if key.Value.Compare(ast.String(setsKey)) != 0 {
				b.org = append(b.org, [2]*ast.Term{key, value})
			}
		})
	})
	return b
}

// with is the input with these permission sets.
func (b base) with(sets []*ast.Term) ast.Value {
	if b.org == nil {
		return ast.NewObject(b.root...)
	}
	org := append(slices.Clip(b.org), ast.Item(ast.InternedTerm(setsKey), ast.ArrayTerm(sets...)))
	return ast.NewObject(append(slices.Clip(b.root), ast.Item(ast.InternedTerm(sourceKey), ast.ObjectTerm(org...)))...)
}
