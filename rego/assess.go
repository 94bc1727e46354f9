package rego

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// answer is what one rule gave: findings still to be checked, or why it broke.
type answer struct {
	findings []any
	err      error
}

// Assess judges a snapshot: one verdict per rule. A rule that breaks is a verdict, errored;
// the error is for a snapshot that cannot be judged at all, and for a cancelled context.
func (p *Policy) Assess(ctx context.Context, s *snapshot.Snapshot) (*Assessment, error) {
	if s == nil {
		return nil, errors.New("assess: there is no snapshot")
	}
	if s.TakenAt.Time().IsZero() {
		return nil, fmt.Errorf("assess: the snapshot's taken_at %s is no timestamp", evidence.Quote(string(s.TakenAt)))
	}
	stream, err := s.Stream()
	if err != nil {
		return nil, fmt.Errorf("assess: %w", err)
	}
	return p.AssessStream(ctx, stream)
}

// AssessStream judges a snapshot without holding its permission sets, and gives what Assess
// gives. An error of the file is an *evidence.Error, as snapshot.Read gives it.
func (p *Policy) AssessStream(ctx context.Context, stream *snapshot.Stream) (*Assessment, error) {
	answers, digest, err := p.judge(ctx, stream)
	if err != nil {
		return nil, err
	}
	digests := p.digests
	digests.Snapshot = digest
	s := stream.Snapshot()
	a := &Assessment{
		Version: AssessmentVersion, TakenAt: s.TakenAt, Tool: s.Tool, Targets: s.Targets(), Digests: digests,
		Coverage: s.Coverage, Waivers: waiverUses(p.options.Waivers, s.TakenAt.Time()), Evidence: s.Excerpt(),
		Policy: p.options.Policy,
	}
	locator := newLocator(p, s)
	for _, rule := range p.rules {
		a.Verdicts = append(a.Verdicts, p.verdict(rule, answers[rule.ID], locator, a.Waivers))
	}
	return a.normal(), nil
}

// ask asks several rules at once. Where that fails, it asks rule by rule, so that the one which
// broke is known and the others are judged all the same.
func (p *Policy) ask(ctx context.Context, q *question, input ast.Value) (map[string]answer, error) {
	if answers := p.askTogether(ctx, q, input); answers != nil {
		return answers, nil
	}
	p.alone.Lock()
	defer p.alone.Unlock()
	answers := map[string]answer{}
	for _, rule := range q.rules {
		answers[rule.ID] = p.askOne(ctx, rule, input)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("assess: %w", context.Cause(ctx))
		}
	}
	return answers, nil
}

// askTogether is nil where a rule broke, or took the time or the memory of all.
func (p *Policy) askTogether(ctx context.Context, q *question, input ast.Value) map[string]answer {
	if q.query == nil {
		return nil
	}
	p.alone.RLock()
	defer p.alone.RUnlock()
	value, err := p.eval(ctx, *q.query, input)
	all, ok := value.(map[string]any)
	if !ok || err != nil {
		return nil
	}
	answers := map[string]answer{}
	for id, findings := range all {
		list, _ := findings.([]any) // findings is a set in every rule that is loaded
		answers[id] = answer{findings: list}
	}
	return answers
}

func (p *Policy) askOne(ctx context.Context, rule Rule, input ast.Value) answer {
	q, err := p.query(ctx, findingsOf(rule))
	if err != nil {
		return answer{err: err}
	}
	value, err := p.eval(ctx, q, input)
	if err != nil {
		return answer{err: err}
	}
	findings, ok := value.([]any)
	if !ok {
		return answer{err: errors.New("findings is undefined")}
	}
	return answer{findings: findings}
}

// eval runs one query within the timeout. The value is nil where it is undefined.
func (p *Policy) eval(ctx context.Context, q opa.PreparedEvalQuery, input ast.Value) (any, error) {
	limited, stop := watched(ctx, p.options.Timeout, p.options.Memory)
	defer stop()
	results, err := q.Eval(limited, opa.EvalParsedInput(input))
	var tooMuch memoryError
	switch {
	case err != nil && errors.As(context.Cause(limited), &tooMuch):
		return nil, tooMuch
	case err != nil && (topdown.IsCancel(err) || limited.Err() != nil):
		return nil, fmt.Errorf("took longer than %s", p.options.Timeout.Round(time.Millisecond))
	case err != nil:
		return nil, err
	case len(results) != 1 || len(results[0].Expressions) != 1:
		return nil, nil
	}
	return results[0].Expressions[0].Value, nil
}
